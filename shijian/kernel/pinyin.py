"""Latin spellings of Chinese names, so that 张晓山 is found by zxs, zhangxiaoshan and xiaoshan."""

from collections.abc import Iterator
from itertools import islice, product

from pypinyin import Style, lazy_pinyin, pinyin

READINGS = 16
LONGEST = 32


def spellings(name: str) -> set[str]:
    """Initials and full pinyin of a name, lower-case ASCII, in its usual reading and its other readings.

    The usual reading is also given from each later syllable on, so that a given name alone is found. Names
    longer than 32 characters are read up to there; of names with many readings 16 are kept.
    """
    han = "".join(char for char in name if char.isalpha() and not char.isascii())[:LONGEST]
    if not han:
        return set()
    usual = lazy_pinyin(han, errors="ignore")
    tails = {"".join(usual[start:]) for start in range(len(usual))}
    return {spelling for spelling in tails.union(*_variants(han, usual)) if spelling}


def _variants(han: str, usual: list[str]) -> Iterator[set[str]]:
    readings = pinyin(han, style=Style.NORMAL, heteronym=True, errors="ignore")
    for syllables in (usual, *islice(product(*readings), READINGS)):
        yield {"".join(syllables), "".join(syllable[:1] for syllable in syllables)}
