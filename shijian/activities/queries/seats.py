"""Places of an opening in a session: which are held, which are free, who waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

from django.db.models import Count, Q, QuerySet

from shijian.activities.enums import SignupState
from shijian.activities.models import HOLDING, LIVE, Opening, Session, Signup


def held(session: Session, opening: Opening) -> set[int]:
    """The numbers of the places that are offered or taken."""
    rows = Signup.objects.filter(session=session, opening=opening, state__in=HOLDING)
    return {seat for seat in rows.values_list("seat", flat=True) if seat is not None}


def free(session: Session, opening: Opening) -> Iterator[int]:
    """The numbers of the free places, lowest first; without end when there is no limit."""
    taken = held(session, opening)
    numbers: Iterable[int] = count(1) if opening.capacity is None else range(1, opening.capacity + 1)
    return (number for number in numbers if number not in taken)


def waiting(session: Session, opening: Opening) -> QuerySet[Signup]:
    """Those who wait, first come first."""
    rows = Signup.objects.filter(session=session, opening=opening, state=SignupState.WAITING)
    return rows.order_by("made_at", "pk")


def place_in_line(signup: Signup) -> int:
    """The how-manieth somebody is on the waiting list, from 1."""
    before = Q(made_at__lt=signup.made_at) | Q(made_at=signup.made_at, pk__lte=signup.pk)
    return waiting(signup.session, signup.opening).filter(before).count()


def counts(sessions: Iterable[Session]) -> dict[tuple[int, int], dict[str, int]]:
    """For each (session, opening): how many sign-ups in each live state; one query."""
    rows = Signup.objects.filter(session__in=list(sessions), state__in=LIVE)
    found: dict[tuple[int, int], dict[str, int]] = {}
    for row in rows.values("session_id", "opening_id", "state").annotate(n=Count("pk")).order_by():
        found.setdefault((row["session_id"], row["opening_id"]), {})[row["state"]] = row["n"]
    return found
