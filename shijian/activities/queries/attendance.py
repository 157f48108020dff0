"""Scans with the verdict that holds, stays, and who is here of a meeting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from shijian.activities.enums import Audience, NotCounted, Outcome, ScanKind, ScanWay, SignupState
from shijian.activities.models import Presence, Scan, ScanVerdict, Session, Signup
from shijian.activities.queries.codes import personal_code
from shijian.activities.queries.fold import Mark
from shijian.kernel import clock
from shijian.kernel.actor import Actor
from shijian.people.models import own_or_ward

OUTCOME = "outcome"  # what `with_outcome` adds; no column


def with_outcome(scans: QuerySet[Scan]) -> QuerySet[Scan]:
    """Add `outcome`, `why` and `vouched_by` of the latest verdict, and `first_why`; one query."""
    verdicts = ScanVerdict.objects.filter(scan=OuterRef("pk"))
    latest = verdicts.order_by("-pk")
    return scans.annotate(
        outcome=Subquery(latest.values("outcome")[:1]),
        why=Subquery(latest.values("why")[:1]),
        vouched_by=Subquery(latest.values("by")[:1]),
        first_why=Subquery(verdicts.order_by("pk").values("why")[:1]),
    )


def counted(signup: Signup) -> list[Scan]:
    """The scans of a sign-up that count, with the sign-up at hand."""
    rows = list(
        with_outcome(Scan.objects.filter(signup=signup)).filter(**{OUTCOME: Outcome.COUNTED}).order_by("pk")
    )
    for row in rows:
        row.signup = signup
    return rows


def mark_of(scan: Scan) -> Mark:
    """A counted scan as the fold reads it. What a second person vouched for is late, a paper list in time is not."""
    vouched = getattr(scan, "vouched_by", None) is not None
    return Mark(
        nonce=scan.nonce,
        kind=ScanKind(scan.kind),
        way=ScanWay(scan.way),
        at=scan.at,
        place=scan.place_id,
        own=is_own(scan),
        late=vouched and getattr(scan, "first_why", "") != NotCounted.PAPER,
        key=scan.pk,
    )


def is_own(scan: Scan) -> bool:
    """Whether the person or the guardian made the scan."""
    person = scan.signup.person
    return person is not None and scan.by_id is not None and scan.by_id in (person.pk, *person.guardian_ids)


def said(why: str) -> str:
    """A reason in words: that of a rule, or what a person wrote."""
    return str(NotCounted(why).label) if why in NotCounted.values else why


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One sign-up at the desk. `stay` is the open stay, `last` the last one that ended."""

    signup: Signup
    stay: Presence | None
    last: Presence | None
    code: str

    @property
    def name(self) -> str:
        """The name at the desk."""
        return str(self.signup.person or self.signup.guest_name or self.signup.team or "")

    @property
    def is_here(self) -> bool:
        """Whether the person is here now."""
        return self.stay is not None

    @property
    def is_volunteer(self) -> bool:
        """Whether the place is one for volunteers."""
        return self.signup.opening.audience == Audience.VOLUNTEER


def desk_rows(session: Session) -> list[DeskRow]:
    """Everybody who has a place, expected ones first, then those who are here; three queries."""
    rows = Signup.objects.filter(session=session, state__in=(SignupState.TAKEN, SignupState.ABSENT))
    rows = rows.select_related("person", "team", "opening").order_by("pk")
    found = []
    for signup in rows.prefetch_related(Prefetch("presences", Presence.objects.order_by("started_at"))):
        signup.session = session
        stays = list(signup.presences.all())
        opened = next((row for row in reversed(stays) if row.ended_at is None), None)
        ended = [row for row in stays if row.ended_at is not None]
        found.append(DeskRow(signup, opened, ended[-1] if ended else None, personal_code(signup)))
    return sorted(found, key=lambda row: (row.is_here, row.last is not None))


@dataclass(frozen=True, slots=True)
class Counter:
    """How many are here, have left, are still expected; `guests` were counted without a name."""

    here: int
    left: int
    expected: int
    guests: int


def counter(session: Session, rows: Iterable[DeskRow]) -> Counter:
    """Count the rows of a desk."""
    rows = list(rows)
    here = sum(row.is_here for row in rows)
    left = sum(not row.is_here and row.last is not None for row in rows)
    absent = sum(row.signup.state == SignupState.ABSENT for row in rows)
    return Counter(here, left, len(rows) - here - left - absent, session.walk_ins)


def participants(session: Session) -> int:
    """How many residents took part in a meeting: each person once, and those who were only counted."""
    rows = Presence.objects.filter(signup__session=session, signup__opening__audience=Audience.RESIDENT)
    return rows.values("signup").distinct().count() + session.walk_ins


def waiting(session: Session) -> QuerySet[Scan]:
    """Scans of a meeting that wait for a second person, oldest first."""
    rows = with_outcome(Scan.objects.filter(signup__session=session)).filter(**{OUTCOME: Outcome.WAITING})
    return rows.select_related("signup__person", "signup__session__activity", "by", "place").order_by("pk")


def near(actor: Actor, most: int) -> tuple[list[int], list[int]]:
    """The keys of one's own places, and of the meetings that one runs, from half a day ago to two days ahead."""
    now = clock.now()
    soon = Session.objects.filter(ends_at__gt=now - dt.timedelta(hours=12), cancelled_at__isnull=True)
    soon = soon.filter(starts_at__lt=now + dt.timedelta(days=2))
    own = own_signups(actor).filter(session__in=soon.values("pk")).order_by("session__starts_at")
    if actor.person_id is None:
        return [], []
    led = Q(activity__organiser_id=actor.person_id) | Q(activity__team_id__in=actor.led_team_ids)
    run = soon.filter(led, activity__published_at__isnull=False).order_by("starts_at")
    return [row.pk for row in own[:most]], list(run.values_list("pk", flat=True)[:most])


def own_signups(actor: Actor) -> QuerySet[Signup]:
    """The places of the actor and the wards, newest meeting first."""
    states = (SignupState.TAKEN, SignupState.ABSENT)
    rows = Signup.objects.filter(own_or_ward(actor.person_id, "person"), state__in=states)
    return rows.select_related("session__activity__unit", "opening", "person", "volunteer")
