"""Who is left alone: something about the person is still open, so that nothing is taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterable

# Apps enter functions that give, of the keys of persons, those about whom something is open.
HOLDS: list[Callable[[set[int]], Iterable[int]]] = []


def held(people: set[int]) -> set[int]:
    """Those of the persons about whom a complaint, a report or a request is open."""
    return {key for hold in HOLDS for key in hold(people)} if people else set()
