"""Numbers that stand for people: identity documents (GB 11643) and phones, in one normal form. Knows no Django."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from operator import mul

from shijian.kernel.ages import age_on

__all__ = ["age_on"]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
EIGHTEEN = re.compile(r"[1-9][0-9]{16}[0-9X]")
FREE = re.compile(r"[A-Z0-9]{5,20}")
MOBILE = re.compile(r"1[3-9][0-9]{9}")
LANDLINE = re.compile(r"0[0-9]{2,3}[2-9][0-9]{6,7}")
SERVICE = re.compile(r"[0-9]{5,6}|[48]00[0-9]{7}")
CHINA = re.compile(r"^(?:\+86|0086|86(?=1[3-9][0-9]{9}$))")
OLDEST = dt.date(1850, 1, 1)
# GA/T 517 kinds whose newer cards follow GB 11643, with the beginning of such a number.
EIGHTEEN_DIGIT_STARTS = {"553": ("9",), "516": ("81", "82"), "511": ("83",)}


def normal_document(text: str) -> str:
    """The number with half-width capitals, without blanks and dashes."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()


def check_digit(seventeen: str) -> str:
    """The last character of an identity number, by ISO 7064 MOD 11-2 over its first 17 digits."""
    if len(seventeen) != len(WEIGHTS):
        raise ValueError("a check digit stands behind 17 digits")
    return CHECKS[sum(map(mul, map(int, seventeen), WEIGHTS)) % 11]


def is_resident_id(number: str, today: dt.date) -> bool:
    """Whether a normal number keeps GB 11643. Its area is not checked: areas are those of the day of issue."""
    if not number.isascii() or not EIGHTEEN.fullmatch(number):
        return False
    born = birth_date_of(number)
    return born is not None and OLDEST <= born <= today and check_digit(number[:17]) == number[17]


def is_document(kind: str, number: str, today: dt.date) -> bool:
    """Whether a normal number can be one of the document `kind` (GA/T 517)."""
    if kind == "111":
        return is_resident_id(number, today)
    if len(number) == 18 and number.startswith(EIGHTEEN_DIGIT_STARTS.get(kind, ())):
        return is_resident_id(number, today)
    return number.isascii() and FREE.fullmatch(number) is not None


def birth_date_of(number: str) -> dt.date | None:
    """The date of birth in an 18-character number; None when there is no such day."""
    digits = number[6:14]
    if len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def is_male(number: str) -> bool:
    """Whether the sequence in an 18-character number is odd, as men's are."""
    return int(number[16]) % 2 == 1


def normal_phone(text: str) -> str:
    """The phone number as bare digits, without blanks, dashes, brackets and the code of China."""
    bare = re.sub(r"[\s\-()·.]", "", unicodedata.normalize("NFKC", text))
    return CHINA.sub("", bare)


def is_mobile(phone: str) -> bool:
    """Whether a normal number is a mobile phone of mainland China."""
    return phone.isascii() and MOBILE.fullmatch(phone) is not None


def is_phone(phone: str) -> bool:
    """Whether a normal number is a mobile phone or a landline with its area code."""
    return is_mobile(phone) or (phone.isascii() and LANDLINE.fullmatch(phone) is not None)


def is_public_phone(phone: str) -> bool:
    """Whether a normal number may stand on a public page: phones and short or 400 service numbers."""
    return is_phone(phone) or (phone.isascii() and SERVICE.fullmatch(phone) is not None)


def masked_document(number: str) -> str:
    """The number with only its first and its last two characters readable."""
    return number[:1] + "*" * max(len(number) - 3, 0) + number[-2:] if len(number) > 3 else "*" * len(number)
