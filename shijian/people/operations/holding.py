"""Holding people: while something is promised in their name, nobody else promises something in it."""

from __future__ import annotations

from collections.abc import Iterable

from shijian.people.models import Person


def hold_persons(ids: Iterable[int | None]) -> list[int]:
    """Lock the rows of persons in the order of their keys until the transaction ends; gives the keys found.

    The weaker lock of PostgreSQL: who only refers to a person (a message, a log) does not wait for it.
    """
    wanted = {pk for pk in ids if pk is not None}
    rows = Person.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=wanted).order_by("pk")
    return list(rows.values_list("pk", flat=True)) if wanted else []
