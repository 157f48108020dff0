"""What waits for staff in the register and the teams; hung on the work list by `apps`."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.kernel.actor import Actor, Permission
from shijian.kernel.worklist import Line, Midnight, Source
from shijian.people.queries.minors import access
from shijian.volunteers.enums import JoinState, VolunteerState
from shijian.volunteers.imports.enums import RunState
from shijian.volunteers.models import ImportRun, JoinRequest, Training, Volunteer

UNFINISHED = (RunState.MAPPING, RunState.CHECKED, RunState.FAILED)


def _volunteers(actor: Actor, state: VolunteerState) -> QuerySet[Volunteer]:
    reach = actor.within(Permission.VOLUNTEER_EDIT, "unit_path")
    rows = Volunteer.objects.filter(reach, state=state).exclude(person_id=actor.person_id or 0)
    if state == VolunteerState.PENDING:
        rows = rows.exclude(registered_by_id=actor.person_id or 0, confirmed_at__isnull=True)
    return rows.annotate(registered_at=Midnight("registered_on")).select_related("person", "unit")


def _joins(actor: Actor) -> QuerySet[JoinRequest]:
    reach = actor.within(Permission.TEAM_EDIT, "team__unit_path")
    rows = JoinRequest.objects.filter(reach, state=JoinState.WAITING)
    rows = rows.exclude(volunteer__person_id=actor.person_id or 0)
    return rows.select_related("team__unit", "volunteer__person")


def _imports(actor: Actor) -> QuerySet[ImportRun]:
    return (
        ImportRun.objects.visible_to(actor).filter(state__in=UNFINISHED).select_related("unit", "created_by")
    )


def _name(volunteer: Volunteer) -> str:
    """The work list opens no minor's data."""
    person = volunteer.person
    return access.masked_name(person) if access.is_protected(person) else person.name


def _say_volunteer(volunteer: Volunteer) -> Line:
    title = _("%(name)s wants to become a volunteer") % {"name": _name(volunteer)}
    return Line(title, place=volunteer.unit.name)


def _say_consent(volunteer: Volunteer) -> Line:
    title = _("%(name)s is a minor: the guardian's consent is missing") % {"name": _name(volunteer)}
    return Line(title, place=volunteer.unit.name)


def _say_join(request: JoinRequest) -> Line:
    names = {"name": _name(request.volunteer), "team": request.team.name}
    return Line(_("%(name)s asks to join %(team)s") % names, place=request.team.unit.name)


def _say_import(run: ImportRun) -> Line:
    who = run.created_by.name if run.created_by else ""
    return Line(run.file_name, who, run.unit.name, str(RunState(run.state).label))


def _trainings(actor: Actor) -> QuerySet[Training]:
    """Those that somebody else entered and did not have."""
    reach = actor.within(Permission.VOLUNTEER_EDIT, "volunteer__unit_path")
    me = actor.person_id or 0
    mine = Q(entered_by_id=me) | Q(volunteer__person_id=me) | Q(volunteer__person__guardian_id=me)
    rows = Training.objects.waiting().filter(reach).exclude(mine)
    return rows.select_related("kind", "volunteer__person", "volunteer__unit")


def _say_training(row: Training) -> Line:
    return Line(f"{row.kind.name}: {row.course}", _name(row.volunteer), row.volunteer.unit.name)


def _step(name: str) -> Any:
    return lambda row: reverse("volunteers:step", args=[row.pk, name])


def _to(route: str, attribute: str = "pk") -> Any:
    return lambda row: reverse(route, args=[getattr(row, attribute)])


def sources(confirm: Any, approve: Any) -> list[Source]:
    """The sources of the register; `confirm` and `approve` do the step for a key and say so."""
    card, team, run = (
        _to("volunteers:detail"),
        _to("volunteers:team-detail", "team_id"),
        _to("volunteers:import-run"),
    )
    edit = Permission.VOLUNTEER_EDIT
    return [
        Source(
            "volunteer", gettext_lazy("Volunteers to confirm"), gettext_lazy("Confirm"), edit,
            lambda a: _volunteers(a, VolunteerState.PENDING), _say_volunteer, card, _step("confirm"),
            since="registered_at", by_day=True, deed=confirm,
            at_once=lambda row: row.confirmed_at is not None,
        ),
        Source(
            "consent", gettext_lazy("Consents of guardians"), gettext_lazy("Note the consent"), edit,
            lambda a: _volunteers(a, VolunteerState.CONSENT), _say_consent, card, _step("consent"),
            since="registered_at", by_day=True,
        ),
        Source(
            "join", gettext_lazy("Requests to join a team"), gettext_lazy("Let in"), Permission.TEAM_EDIT,
            _joins, _say_join, team, team, deed=approve,
        ),
        Source(
            "import", gettext_lazy("Imports to finish"), gettext_lazy("Go on"), Permission.VOLUNTEER_IMPORT,
            _imports, _say_import, run, run,
        ),
        Source(
            "training", gettext_lazy("Trainings to confirm"), gettext_lazy("Confirm"), edit,
            _trainings, _say_training, _to("volunteers:detail", "volunteer_id"),
            lambda row: reverse("volunteers:training-decide", args=[row.pk, "confirm"]), since="entered_at",
        ),
    ]  # fmt: skip
