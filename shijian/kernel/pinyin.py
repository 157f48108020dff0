"""Latin spellings of Chinese names, so that 张晓山 is found by zxs, zhangxiaoshan and xiaoshan."""

from collections.abc import Iterator
from itertools import islice, product

from pypinyin import Style, pinyin

READINGS = 16
LONGEST = 32


def spellings(name: str) -> frozenset[str]:
    """Initials and full pinyin of a name, lower-case ASCII, in its usual reading and its other readings.

    The usual reading is also given from each later syllable on, so that a given name alone is found. Names
    longer than 32 characters are read up to there; of names with many readings 16 are kept.
    """
    han = "".join(char for char in name if char.isalpha() and not char.isascii())[:LONGEST]
    if not han:
        return frozenset()
    readings = pinyin(han, style=Style.NORMAL, heteronym=True, errors="ignore")
    usual = [each[0] for each in readings]
    tails = {"".join(usual[start:]) for start in range(len(usual))}
    return frozenset(filter(None, tails.union(*_variants(readings))))


def _variants(readings: list[list[str]]) -> Iterator[set[str]]:
    for syllables in islice(product(*readings), READINGS):
        yield {"".join(syllables), "".join(syllable[:1] for syllable in syllables)}
