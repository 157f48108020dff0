"""Volunteer numbers: random with a check digit, so that nothing can be read from them and slips are noticed."""

from __future__ import annotations

import secrets

from shijian.volunteers.models import Volunteer

DIGITS = 9
BATCH = 900


def check_digit(digits: str) -> str:
    """The Luhn digit behind `digits`; it catches one wrong digit and most swaps of neighbours."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits))]
    return str(-sum(value // 10 + value % 10 for value in doubled) % 10)


def new_number() -> str:
    """Give a number that nobody has."""
    return new_numbers(1)[0]


def new_numbers(count: int) -> list[str]:
    """Give `count` different numbers that nobody has; for rolls."""
    numbers: list[str] = []
    while len(numbers) < count:
        drawn = {_draw() for _ in range(min(count - len(numbers), BATCH))}.difference(numbers)
        taken = Volunteer.objects.filter(number__in=drawn).values_list("number", flat=True)
        numbers.extend(sorted(drawn.difference(taken)))
    return numbers


def _draw() -> str:
    digits = str(secrets.randbelow(10**DIGITS)).zfill(DIGITS)
    return f"V{digits}{check_digit(digits)}"
