"""What the organiser sees: the list of what one runs, the numbers of a meeting, what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.activities.enums import ACTIVITY_KIND, ActivityState, SignupState
from shijian.activities.models import Activity, Opening, Session
from shijian.activities.queries import seats
from shijian.kernel import clock, flow, paths, words
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.errors import Text
from shijian.kernel.models import FlowLog
from shijian.units.models import Unit
from shijian.volunteers.models import Team

A = ActivityState
TONES = {
    A.DRAFT: "neutral", A.REVIEW: "warn", A.PUBLISHED: "done", A.RUNNING: "done", A.DONE: "info",
    A.ARCHIVED: "neutral", A.CANCELLED: "danger",
}  # fmt: skip
NEXT: dict[str, Text] = {
    A.DRAFT: gettext_lazy("Say what is missing, then publish it."),
    A.REVIEW: gettext_lazy("Another officer of the area approves it."),
    A.PUBLISHED: gettext_lazy("People sign up. It starts by itself when the first meeting begins."),
    A.RUNNING: gettext_lazy("It is going on. It ends by itself after the last meeting."),
    A.DONE: gettext_lazy("It is over. Complete its archive now."),
    A.ARCHIVED: gettext_lazy("It is archived."),
    A.CANCELLED: gettext_lazy("It was called off."),
}
MOVES: dict[str, Text] = {
    "submit": gettext_lazy("Handed in for approval"),
    "return": gettext_lazy("Given back: %(note)s"),
    "approve": gettext_lazy("Approved and open for sign-up"),
    "publish": gettext_lazy("Open for sign-up"),
    "start": gettext_lazy("The first meeting began"),
    "end": gettext_lazy("The last meeting is over"),
    "archive": gettext_lazy("Archived"),
    "cancel": gettext_lazy("Called off: %(note)s"),
}


@dataclass(frozen=True, slots=True)
class Taken:
    """Places of one opening in one meeting: how many are held, how many there are, how many wait."""

    opening: Opening
    held: int
    waiting: int

    @property
    def words(self) -> str:
        """As a line says it."""
        if self.opening.capacity is None:
            return _("%(held)s have signed up") % {"held": self.held}
        return _("%(held)s of %(places)s") % {"held": self.held, "places": self.opening.capacity}


@dataclass(frozen=True, slots=True)
class Entry:
    """One step of the story of an activity."""

    time: dt.datetime
    sentence: str
    who: str


def may_organise(actor: Actor) -> bool:
    """Whether the pages of organisers are anything for the actor; a query for those without office or team."""
    if actor.may_anywhere(Permission.ACTIVITY_EDIT) or actor.led_team_ids:
        return True
    return actor.person_id is not None and Activity.objects.filter(organiser_id=actor.person_id).exists()


def listed(actor: Actor) -> QuerySet[Activity]:
    """What the actor runs or reaches, with the next meeting."""
    ahead = Session.objects.filter(
        activity=OuterRef("pk"), cancelled_at__isnull=True, ends_at__gt=clock.now()
    )
    rows = Activity.objects.filter(Activity.objects.all().run_by(actor)).select_related("unit", "team")
    return rows.annotate(next_start=Subquery(ahead.order_by("starts_at").values("starts_at")[:1]))


def narrowed(
    rows: QuerySet[Activity], *, state: str = "", span: str = "", unit: Unit | None = None, text: str = ""
) -> QuerySet[Activity]:
    """Narrow activities by state, span of their meetings, unit with everything below it, title or number."""
    if state:
        rows = rows.filter(state=state)
    if span:
        rows = rows.filter(_in_span(span))
    if unit is not None:
        rows = rows.filter(paths.below("unit_path", unit.path))
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(number__istartswith=text))
    return rows


def _in_span(span: str) -> Q:
    now = clock.now()
    ahead = Session.objects.filter(activity=OuterRef("pk"), cancelled_at__isnull=True, ends_at__gt=now)
    if span == "past":
        return ~Q(Exists(ahead))
    days = {"week": 7, "month": 30}.get(span)
    if days is not None:
        ahead = ahead.filter(starts_at__lt=now + dt.timedelta(days=days))
    return Q(Exists(ahead))


def taken(sessions: Iterable[Session], openings: Iterable[Opening]) -> dict[int, list[Taken]]:
    """For each meeting by its key: the places of every opening; one query."""
    found, meetings, kinds = {}, list(sessions), list(openings)
    counts = seats.counts(meetings)
    for session in meetings:
        rows = []
        for opening in kinds:
            states = counts.get((session.pk, opening.pk), {})
            held = states.get(SignupState.TAKEN, 0) + states.get(SignupState.OFFERED, 0)
            rows.append(Taken(opening, held, states.get(SignupState.WAITING, 0)))
        found[session.pk] = rows
    return found


def story(activity: Activity) -> list[Entry]:
    """What happened to the activity, newest first."""
    rows = flow.history(ACTIVITY_KIND, activity.pk)
    return [Entry(row.at, str(MOVES[row.transition]) % {"note": row.note}, _who(row)) for row in rows][::-1]


def _who(row: FlowLog) -> str:
    return row.actor_name if row.actor_person_id is not None else _("The system")


def facts_of(activity: Activity) -> list[tuple[str, str]]:
    """What an activity is, for its management page."""
    hosts = [team.name for team in activity.helping_teams.all()]
    rows = [
        (_("Organising unit"), activity.unit.name),
        (_("Host unit"), activity.host.name if activity.host else ""),
        (_("Team"), activity.team.name if activity.team else ""),
        (_("Helping teams"), "、".join(hosts)),
        (_("Person in charge"), activity.organiser.name),
        (_("In one sentence"), activity.summary),
        (_("Where"), "、".join(place.name for place in activity.places.all())),
        (_("Risk"), f"{activity.get_risk_display()} · {activity.risk_note}" if activity.risk_note else ""),
        (_("What is needed"), activity.resources),
        (_("Filed under"), "、".join(term.name for term in activity.terms.all())),
        (_("Sign-up begins"), words.when_words(activity.opens_at) if activity.opens_at else ""),
    ]
    return [(label, value) for label, value in rows if value]


def earlier(actor: Actor) -> list[Activity]:
    """What ended in the last 13 months and can be done again, the one whose turn it is first."""
    since = clock.now() - dt.timedelta(days=400)
    states = (A.DONE, A.ARCHIVED)
    rows = Activity.objects.filter(Activity.objects.all().run_by(actor), state__in=states, ended_at__gt=since)
    return list(rows.order_by("ended_at", "pk")[:6])


def teams_for(actor: Actor) -> QuerySet[Team]:
    """The teams that may be in charge or help: led ones, and those of units in reach."""
    within = actor.within(Permission.ACTIVITY_EDIT, "unit_path")
    rows = Team.objects.working().filter(Q(pk__in=actor.led_team_ids) | within)
    return rows.select_related("unit").order_by("unit_path", "pk")


def units_for(actor: Actor) -> QuerySet[Unit]:
    """The units for which the actor may prepare activities."""
    return Unit.objects.active().filter(actor.within(Permission.ACTIVITY_EDIT)).order_by("path")
