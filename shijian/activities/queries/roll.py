"""Who signed up for a meeting, as its organiser reads it: names, states, numbers masked."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shijian.activities.enums import SignupState
from shijian.activities.models import Activity, Session, Signup
from shijian.kernel import search
from shijian.kernel.actor import Actor
from shijian.kernel.words import masked_phone
from shijian.people.models import Person
from shijian.people.queries import persons
from shijian.people.queries.minors import access
from shijian.volunteers.models import TeamMember

TONES = {
    SignupState.TAKEN: "done", SignupState.OFFERED: "warn", SignupState.WAITING: "info",
    SignupState.ABSENT: "danger",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One sign-up in words."""

    signup: Signup
    name: str
    phone: str
    tone: str
    note: str


def of_session(session: Session, *, words: str = "", state: str = "") -> QuerySet[Signup]:
    """The sign-ups of a meeting with what a row shows; a guest's name is encrypted and not searched."""
    rows = Signup.objects.filter(session=session)
    rows = rows.select_related("person__unit", "opening", "team", "volunteer", "session__activity")
    if state:
        rows = rows.filter(state=state)
    if words.strip():
        found = Q(person__in=search.find("person", words)) | Q(person__name__icontains=words.strip())
        rows = rows.filter(found | Q(team__name__icontains=words.strip()))
    return rows.order_by("opening__position", "opening_id", "state", "made_at", "pk")


def rows_of(signups: list[Signup], opened: access.Opened | None, *, full: bool) -> list[Row]:
    """Put sign-ups into words; `full` shows whole numbers, never those of minors whom no leave opens."""
    return [
        Row(
            signup,
            name_of(signup, opened),
            phone_of(signup, opened, full=full),
            TONES.get(SignupState(signup.state), "neutral"),
            _note(signup),
        )
        for signup in signups
    ]


def name_of(signup: Signup, opened: access.Opened | None) -> str:
    """The name of a person or guest, or of the team that has still to name somebody."""
    if signup.person is None:
        return signup.guest_name or _("%(team)s, not named yet") % {
            "team": signup.team.name if signup.team else ""
        }
    hidden = opened is not None and not opened.shows(signup.person)
    return access.masked_name(signup.person) if hidden else signup.person.name


def phone_of(signup: Signup, opened: access.Opened | None, *, full: bool) -> str:
    """The phone number, masked unless `full`."""
    if signup.person is None or (opened is not None and not opened.shows(signup.person)):
        return ""
    phone = signup.person.phone or ""
    return phone if full else masked_phone(phone)


def cells(signup: Signup, opened: access.Opened, *, full: bool) -> list[str]:
    """The cells of a row of the export."""
    person = signup.person
    village = (person.unit.place_name or person.unit.name) if person is not None else ""
    return [
        name_of(signup, opened),
        str(signup.opening.get_task_display()),
        str(signup.get_state_display()),
        signup.team.name if signup.team is not None else "",
        village,
        phone_of(signup, opened, full=full),
    ]


def _note(signup: Signup) -> str:
    said = [str(signup.get_reason_display()) if signup.reason else "", signup.reason_note]
    return " · ".join(part for part in said if part)


def persons_for(actor: Actor, activity: Activity) -> QuerySet[Person]:
    """Whom the organiser may sign up: persons in reach, and the members of the teams that carry the activity."""
    teams = [activity.team_id, *activity.helping_teams.values_list("pk", flat=True)]
    members = TeamMember.objects.current().filter(team_id__in=[pk for pk in teams if pk is not None])
    reached = persons.within_reach(actor).select_related(None).values("pk")
    rows = Person.objects.filter(merged_into__isnull=True)
    own = rows.filter(pk__in=reached) | rows.filter(pk__in=members.values("volunteer__person"))
    return own.select_related("unit")
