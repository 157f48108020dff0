"""Make the list of leaked passwords that the package brings: Django's common passwords and what China types.

python tools/make_breach_list.py > shijian/people/data/breached.txt
"""

import gzip
import hashlib
import itertools
from pathlib import Path

import django.contrib.auth.password_validation as validation

LENGTH = 12
SHORTEST = 6
COMMON = Path(validation.__file__).parent / "common-passwords.txt.gz"


def listed(words: str) -> list[str]:
    """Give the words of a line."""
    return words.split()


SURNAMES = listed("wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he gao lin luo")
NAMES = listed("wei fang min jing lei jun yong yan jie juan tao ming chao xiuying ping gang guiying")
LETTERS = listed("a aa abc qq qwe asd zxc woaini aini admin root test pwd mima shijian wenming zhiyuan")
NUMBERS = listed(
    "123 1234 12345 123456 1234567 12345678 123456789 520 521 1314 5201314 666 666666 888 888888"
)
MORE = listed("000000 111111 123123 321 654321 2008 2010 2012 2015 2018 2020 2022 2024 2025 2026")
SIGNS = ("", "!", "@", "#", ".")


def words() -> set[str]:
    """Give every word of the list, in small letters."""
    with gzip.open(COMMON, "rt") as file:
        found = set(file.read().split())
    people = ["".join(pair) for pair in itertools.product(SURNAMES, NAMES)]
    for name, number in itertools.product([*LETTERS, *SURNAMES], [*NUMBERS, *MORE]):
        found |= {name + sign + number for sign in SIGNS} | {name + number + sign for sign in SIGNS}
    found |= {name + number for name, number in itertools.product(people, ("123", "123456", "520", "1314"))}
    found |= {"shijian-demo", "shijian123456", "xinshidai2018", "wenmingshijian"}
    return {word.lower() for word in found | set(people) if len(word) >= SHORTEST}


def main() -> None:
    """Print the beginnings of the hashes, sorted."""
    hashes = {hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest()[:LENGTH] for word in words()}
    print("\n".join(sorted(each.upper() for each in hashes)))


if __name__ == "__main__":
    main()
