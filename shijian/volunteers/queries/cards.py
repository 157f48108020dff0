"""What a volunteer's own card and the officer's page show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shijian.kernel import clock, flow
from shijian.kernel.actor import Actor
from shijian.kernel.models import FlowLog
from shijian.people.models import Person, is_ward
from shijian.volunteers import rules
from shijian.volunteers.enums import Background, JoinState, Language, VolunteerState, Weekday
from shijian.volunteers.flow import VOLUNTEER_FLOW, VOLUNTEER_KIND
from shijian.volunteers.models import (
    Availability,
    FreeDay,
    Insurance,
    JoinRequest,
    Skill,
    TeamMember,
    Volunteer,
    VolunteerQuerySet,
    VolunteerSkill,
)

TONES = {
    VolunteerState.PENDING: "warn",
    VolunteerState.CONSENT: "warn",
    VolunteerState.ACTIVE: "done",
    VolunteerState.PAUSED: "neutral",
    VolunteerState.LEFT: "neutral",
}
# Parts of a day as people tick them: name, first minute, last minute.
PARTS = (("morning", 8 * 60, 12 * 60), ("afternoon", 12 * 60, 18 * 60), ("evening", 18 * 60, 21 * 60))
MOST = 50
Panel = tuple[str, dict[str, Any]]
# Packages above hang sections on the card of a volunteer: called with (volunteer, actor), giving (template, context).
CARD_PANELS: list[Callable[[Volunteer, Actor], Panel | None]] = []
Step = tuple[str, "str | Promise", str]
# The steps in the order of their buttons: name of the step, word on the button, tone.
STEPS: list[Step] = [
    ("confirm", _("Confirm"), "primary"),
    ("consent", _("The guardian consents"), "primary"),
    ("resume", _("Resume"), "primary"),
    ("pause", _("Pause"), ""),
    ("revoke", _("Withdraw the consent"), "quiet"),
    ("leave", _("Leave the register"), "quiet"),
]
MOVES = {
    "confirm": {"confirm", "of-age"},
    "consent": {"consent", "assent"},
    "resume": {"resume"},
    "pause": {"pause"},
    "revoke": {"revoke"},
    "leave": {"leave"},
}
SENTENCES = {
    "confirm": _("Confirmed"),
    "consent": _("The guardian consented"),
    "assent": _("The guardian consented; the station looks at the entry"),
    "revoke": _("The guardian withdrew the consent"),
    "of-age": _("Came of age"),
    "pause": _("Paused"),
    "resume": _("Serves again"),
    "leave": _("Left the register"),
    "return": _("Came back"),
    "return-minor": _("Came back; the guardian has to consent"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """A move of an entry in words."""

    time: dt.datetime
    sentence: str
    who: str


@dataclass(frozen=True, slots=True)
class Card:
    """A volunteer with what belongs to the entry."""

    volunteer: Volunteer
    tone: str
    skills: list[VolunteerSkill]
    languages: list[str]
    spans: list[Availability]
    free_days: list[FreeDay]
    insurances: list[Insurance]
    memberships: list[TeamMember]
    requests: list[JoinRequest]
    steps: list[Step]
    is_on_behalf: bool

    @property
    def backgrounds(self) -> list[str]:
        """The words for where the volunteer comes from."""
        return [str(Background(code).label) for code in self.volunteer.backgrounds]

    @property
    def waits_for_me(self) -> bool:
        """Whether the office made the entry and the volunteer has not confirmed it."""
        return self.is_on_behalf and self.volunteer.confirmed_at is None

    @property
    def week(self) -> list[tuple[str, list[str]]]:
        """The spans of each weekday in words."""
        days: dict[int, list[str]] = {}
        for span in self.spans:
            days.setdefault(span.weekday, []).append(f"{_clock(span.start_minute)}–{_clock(span.end_minute)}")
        return [(str(Weekday(day).label), times) for day, times in days.items()]


def with_card(volunteers: VolunteerQuerySet) -> VolunteerQuerySet:
    """Prefetch what `card` reads; seven queries."""
    today = clock.today()
    return volunteers.select_related(
        "person__unit", "person__guardian", "unit", "registered_by"
    ).prefetch_related(
        Prefetch("skill_rows", VolunteerSkill.objects.select_related("skill").order_by("skill_id")),
        Prefetch("availability", Availability.objects.order_by("weekday", "start_minute")),
        Prefetch("free_days", FreeDay.objects.filter(day__gte=today).order_by("day")),
        Prefetch("insurances", Insurance.objects.order_by("-valid_until")),
        Prefetch("memberships", TeamMember.objects.current().select_related("team__unit").order_by("pk")),
        Prefetch(
            "join_requests",
            JoinRequest.objects.filter(state=JoinState.WAITING)
            .select_related("team", "leaving")
            .order_by("pk"),
        ),
    )


def card(volunteer: Volunteer, actor: Actor) -> Card:
    """The card of a volunteer that `with_card` has loaded."""
    return Card(
        volunteer=volunteer,
        tone=TONES[VolunteerState(volunteer.state)],
        skills=list(volunteer.skill_rows.all()),
        languages=[str(Language(code).label) for code in volunteer.languages],
        spans=list(volunteer.availability.all()),
        free_days=list(volunteer.free_days.all()),
        insurances=list(volunteer.insurances.all()),
        memberships=list(volunteer.memberships.all()),
        requests=list(volunteer.join_requests.all()),
        steps=_steps(volunteer, actor),
        is_on_behalf=rules.is_on_behalf(volunteer),
    )


def _steps(volunteer: Volunteer, actor: Actor) -> list[Step]:
    moves = set(VOLUNTEER_FLOW.moves(volunteer, actor=actor))
    if "of-age" in moves and rules.needs_consent(volunteer.person):
        moves.discard("of-age")
    if "revoke" in moves and not rules.needs_consent(volunteer.person):
        moves.discard("revoke")
    return [step for step in STEPS if moves & MOVES[step[0]]]


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"


def of_person(person_id: int | None) -> Volunteer | None:
    """The entry of a person, loaded for `card`."""
    return with_card(Volunteer.objects.filter(person_id=person_id)).first() if person_id else None


def wards_of(person_id: int | None) -> VolunteerQuerySet:
    """The entries of those for whom a person answers."""
    return Volunteer.objects.filter(is_ward(person_id, "person")).select_related("person").order_by("pk")


def history(volunteer: Volunteer) -> list[Event]:
    """The moves of an entry in words, newest first, at most 50."""
    return [_event(row) for row in flow.history(VOLUNTEER_KIND, volunteer.pk).order_by("-id")[:MOST]]


def _event(row: FlowLog) -> Event:
    words = str(SENTENCES.get(row.transition, row.transition))
    return Event(row.at, f"{words}: {row.note}" if row.note else words, row.actor_name)


def unregistered(actor: Actor, persons: QuerySet[Person]) -> QuerySet[Person]:
    """Those of `persons` who are not in the register or have left it."""
    return persons.filter(Q(volunteer__isnull=True) | Q(volunteer__state=VolunteerState.LEFT)).select_related(
        "unit"
    )


def skill_choices() -> list[tuple[str, str]]:
    """All skills by id, in the order of the list."""
    return [(str(pk), name) for pk, name in Skill.objects.order_by("pk").values_list("pk", "name")]


def ticked(spans: list[Availability]) -> list[str]:
    """Parts of the week ("1-morning") that lie wholly inside the spans."""
    return [
        f"{day}-{name}"
        for day in range(1, 8)
        for name, start, end in PARTS
        if any(s.weekday == day and s.start_minute <= start and s.end_minute >= end for s in spans)
    ]


def spans_of(parts: list[str]) -> list[tuple[int, int, int]]:
    """The spans that ticked parts make; neighbours become one span."""
    minutes = {name: (start, end) for name, start, end in PARTS}
    spans: list[tuple[int, int, int]] = []
    for day, start, end in sorted((int(part[0]), *minutes[part[2:]]) for part in parts):
        if spans and spans[-1][0] == day and spans[-1][2] == start:
            spans[-1] = (day, spans[-1][1], end)
        else:
            spans.append((day, start, end))
    return spans


def panels_of(volunteer: Volunteer, actor: Actor) -> list[Panel]:
    """The sections of packages above."""
    return [found for panel in CARD_PANELS if (found := panel(volunteer, actor)) is not None]
