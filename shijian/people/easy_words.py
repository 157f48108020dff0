"""Passwords that anybody guesses although no list has them: dates, runs, ways over the keyboard, names in pinyin.

Knows no Django. A password is easy when it falls into easy parts altogether, whatever signs stand between.
"""

from __future__ import annotations

import datetime as dt
import re

ROWS = ("1234567890", "0987654321", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
COLUMNS = ("1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qazwsxedcrfvtgbyhnujmikolp")
WAYS = tuple(way for line in (*ROWS, *COLUMNS) for way in (line, line[::-1]))
SHIFTED = str.maketrans("!@#$%^&*()", "1234567890")
LUCKY = frozenset(
    {"520", "521", "1314", "5201314", "7758521", "666", "888", "168", "518", "110", "119", "120"}
)
WORDS = frozenset(
    {"woaini", "iloveyou", "admin", "root", "test", "password", "passwd", "pwd", "user", "shijian", "mima"}
    | {"wenming", "zhongguo", "china", "abc", "aini", "guanliyuan", "zhiyuan", "zhiyuanzhe", "xiaokang"}
)
INITIALS = "zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]"
FINALS = "[iuv]?ang|[iu]?eng|i?ong|ing|[iuv]?an|[uv]?en|in|un|u?ai|[uv]?ei|i?ao|i?ou|ia|ie|ua|uo|ui|iu|ue|er|[aeiouv]"
SYLLABLES = re.compile(f"(?:(?:{INITIALS})?(?:{FINALS})){{1,3}}")
PHONE = re.compile(r"1[3-9][0-9]{9}")
PARTS = re.compile(r"[a-z]+|[0-9]+")
FORMATS = {"%Y%m%d": 8, "%y%m%d": 6, "%Y%m": 6, "%d%m%Y": 8}
STEP, MOST_PARTS = 3, 3
OLDEST, NEWEST = 1920, 2040


def is_easy(password: str, *own: str) -> bool:
    """Whether a password is a pattern, or says a name or number of its owner (`own`) and little else."""
    word = password.lower()
    if any(len(each) >= 4 and each.lower() in word for each in own):
        return True
    if len(set(word)) <= 2 or _is_walk(word.translate(SHIFTED)):
        return True
    parts = PARTS.findall(word)
    return (
        0 < len(parts) <= MOST_PARTS and all(_is_easy_part(part) for part in parts) and _has_a_number(parts)
    )


def _has_a_number(parts: list[str]) -> bool:
    """Letters alone are left to the list: whoever types a long word has chosen one."""
    return any(part.isdigit() for part in parts) or set(parts) <= WORDS


def _is_easy_part(part: str) -> bool:
    if part.isdigit():
        return (
            part in LUCKY
            or len(part) < STEP
            or len(set(part)) == 1
            or _is_date(part)
            or _is_phone(part)
            or _is_walk(part)
        )
    return part in WORDS or len(part) < STEP or _is_walk(part) or SYLLABLES.fullmatch(part) is not None


def _is_date(digits: str) -> bool:
    if len(digits) == 4 and OLDEST <= int(digits) <= NEWEST:
        return True
    return any(_reads_as(digits, form) for form, length in FORMATS.items() if len(digits) == length)


def _reads_as(digits: str, form: str) -> bool:
    try:
        day = dt.datetime.strptime(digits, form).replace(tzinfo=dt.UTC)
    except ValueError:
        return False
    return OLDEST <= day.year <= NEWEST


def _is_phone(digits: str) -> bool:
    return PHONE.fullmatch(digits) is not None


def _is_walk(word: str) -> bool:
    """Whether a word is nothing but ways over the keyboard or the alphabet, each of three signs at least."""
    reached = {0}
    for end in range(STEP, len(word) + 1):
        if any(start in reached and _on_a_way(word[start:end]) for start in range(end - STEP + 1)):
            reached.add(end)
    return len(word) in reached and len(word) >= STEP


def _on_a_way(piece: str) -> bool:
    return len(set(piece)) == 1 or any(piece in way for way in WAYS)
