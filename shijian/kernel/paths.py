"""Materialised paths of the unit tree: four upper-case base-36 characters a level, so that a prefix is a subtree."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

WIDTH = 4
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def segment(number: int) -> str:
    """Give the path segment of the `number`-th child, 0 <= number < 36**4."""
    text = ""
    for _ in range(WIDTH):
        number, rest = divmod(number, 36)
        text = DIGITS[rest] + text
    return text


def end_of(path: str) -> str:
    """Give the first path behind the subtree of `path`; fixed width makes a range equal to a prefix."""
    return path[:-WIDTH] + segment(int(path[-WIDTH:], 36) + 1)


def ancestors(path: str) -> list[str]:
    """Give the paths from the root down to `path` itself."""
    return [path[:end] for end in range(WIDTH, len(path) + 1, WIDTH)]


def below(field: str, path: str) -> Q:
    """Give the filter for the subtree of `path`, as a range that an index serves on both databases."""
    if not path:
        return Q(**{f"{field}__gte": ""})
    return Q(**{f"{field}__gte": path, f"{field}__lt": end_of(path)})


def any_of(field: str, scopes: Iterable[tuple[str, bool]]) -> Q:
    """Give the filter for the union of (path, with below) scopes; nothing when there is none."""
    condition = Q(pk__in=[])
    for path, with_below in scopes:
        condition |= below(field, path) if with_below else Q(**{field: path})
    return condition
