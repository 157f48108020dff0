"""The archive of an activity, put together from what the work left behind; nothing of it is typed twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shijian.activities.enums import Audience, SignupState
from shijian.activities.models import (
    Activity,
    ActivityPhoto,
    Budget,
    Cost,
    Coverage,
    Presence,
    Session,
    Signup,
    Slip,
)
from shijian.activities.queries.costs import Sums, sums
from shijian.activities.queries.slips import SlipResult, slip_result
from shijian.kernel import clock
from shijian.records.models import ServiceRecord

SOURCE = "activity"  # `source_kind` of the service records; `source_id` is the session


@dataclass(frozen=True, slots=True)
class Meeting:
    """One session in numbers: who had a place, who came, how long volunteers served."""

    session: Session
    places: int
    volunteers: int
    residents: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that a complete archive has: what it is, and the page and part where it is mended in one step."""

    words: Promise | str
    route: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Archive:
    """Everything about an activity that stays."""

    activity: Activity
    meetings: list[Meeting]
    photos: list[ActivityPhoto]
    costs: list[Cost]
    budgets: list[Budget]
    coverage: list[Coverage]
    opinion: SlipResult | None
    lacks: list[Lack]

    @property
    def volunteers(self) -> int:
        """Volunteers who came, over all meetings."""
        return sum(each.volunteers for each in self.meetings)

    @property
    def residents(self) -> int:
        """Residents who took part, over all meetings, with those who were only counted."""
        return sum(each.residents for each in self.meetings)

    @property
    def minutes(self) -> int:
        """Recorded service in minutes."""
        return sum(each.minutes for each in self.meetings)

    @property
    def fen(self) -> int:
        """All costs in fen."""
        return self.money.spent

    @property
    def money(self) -> Sums:
        """The costs by kind against the budget, and by who bore them."""
        return sums(self.costs, self.budgets)


def of(activity: Activity) -> Archive:
    """Put the archive together; a fixed number of queries whatever it holds."""
    return Archive(
        activity,
        meetings(activity),
        list(activity.photos.order_by("pk")),
        list(activity.costs.order_by("pk")),
        list(activity.budgets.order_by("pk")),
        list(activity.coverage.order_by("on", "pk")),
        slip_result(activity),
        missing(activity),
    )


def meetings(activity: Activity) -> list[Meeting]:
    """The sessions that took place with their numbers; four queries."""
    sessions = list(activity.sessions.filter(cancelled_at__isnull=True).order_by("starts_at", "pk"))
    keys = [session.pk for session in sessions]
    taken = Signup.objects.filter(session__in=keys, state=SignupState.TAKEN)
    places = dict(taken.values_list("session_id").annotate(n=Count("pk")).order_by())
    came = {row[0]: row[1:] for row in _came(keys)}
    records = ServiceRecord.objects.valid().filter(source_kind=SOURCE, source_id__in=keys)
    minutes = dict(records.values_list("source_id").annotate(n=Sum("minutes")).order_by())
    return [_meeting(each, places, came, minutes) for each in sessions]


def _came(keys: list[int]) -> Iterator[tuple[int, int, int]]:
    people = Presence.objects.filter(signup__session__in=keys)
    of_volunteers = Q(signup__opening__audience=Audience.VOLUNTEER)
    rows = people.values_list("signup__session_id").annotate(
        volunteers=Count("signup", distinct=True, filter=of_volunteers),
        residents=Count("signup", distinct=True, filter=~of_volunteers),
    )
    yield from rows.order_by()


def _meeting(
    session: Session, places: dict[int, int], came: dict[int, tuple[int, int]], minutes: dict[int, int]
) -> Meeting:
    volunteers, residents = came.get(session.pk, (0, 0))
    return Meeting(
        session,
        places.get(session.pk, 0),
        volunteers,
        residents + session.walk_ins,
        minutes.get(session.pk, 0),
    )


def missing(activity: Activity) -> list[Lack]:
    """What a complete archive would still have, each with its one step."""
    held = activity.sessions.filter(cancelled_at__isnull=True, ends_at__lte=clock.now())
    nobody = held.filter(signups__presences__isnull=True, walk_ins=0).exclude(
        signups__presences__isnull=False
    )
    questions = (
        (nobody.exists(), Lack(_("who came: nobody is checked in at a meeting"), "activities:desk")),
        (not activity.photos.exists(), Lack(_("a photo"), "activities:archive", "photos")),
        (
            not activity.results,
            Lack(_("a few sentences on what came of it"), "activities:archive", "results"),
        ),
        (_slips(activity) == 0, Lack(_("what people thought of it"), "activities:archive", "slips")),
        (_unrecorded(activity), Lack(_("hours of a volunteer who was there"), "activities:desk")),
    )
    return [lack for is_missing, lack in questions if is_missing]


def _slips(activity: Activity) -> int:
    return Slip.objects.filter(session__activity=activity).count()


def _unrecorded(activity: Activity) -> bool:
    rows = Presence.objects.filter(signup__session__activity=activity, record__isnull=True)
    return rows.filter(signup__opening__audience=Audience.VOLUNTEER).exists()


def digests() -> Iterator[str]:
    """The hashes of all photos, by which the same picture is found again."""
    rows = ActivityPhoto.objects.order_by().values_list("digest", flat=True)
    return rows.iterator(chunk_size=5000)
