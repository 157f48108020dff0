"""What waits for an answer: requests about data, and incidents; hung on the work list by `apps`."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.kernel.actor import Actor, Permission
from shijian.kernel.worklist import Line, Source
from shijian.people.enums import IncidentState
from shijian.people.models import DataRequest, Incident


def for_staff(actor: Actor) -> QuerySet[DataRequest]:
    """Requests of persons within reach, one's own left out."""
    rows = DataRequest.objects.filter(actor.within(Permission.PERSON_EDIT, "person__unit_path"))
    return rows.exclude(person_id=actor.person_id or 0).select_related("person__unit")


def to_decide(actor: Actor) -> QuerySet[DataRequest]:
    """Those that the actor may answer."""
    rows = for_staff(actor).filter(state="open").exclude(asked_by_id=actor.person_id or 0)
    return rows.exclude(person__guardian_id=actor.person_id or 0)


def unreported(actor: Actor) -> QuerySet[Incident]:
    """Incidents of which the authority knows nothing yet."""
    reach = actor.may_anywhere(Permission.POLICY_EDIT)
    return Incident.objects.filter(state=IncidentState.OPEN) if reach else Incident.objects.none()


def sources() -> list[Source]:
    """The sources of the work list."""
    return [
        Source(
            "data-request", gettext_lazy("Requests about personal data"), gettext_lazy("Answer"),
            Permission.PERSON_EDIT, to_decide, _say_request, _request_page, _request_page, due="due_at",
        ),
        Source(
            "incident", gettext_lazy("Incidents with personal data"), gettext_lazy("Report"),
            Permission.POLICY_EDIT, unreported, _say_incident, _incident_page, _incident_page,
            since="noticed_at", due="due_at",
        ),
    ]  # fmt: skip


def _say_request(request: DataRequest) -> Line:
    return Line(str(request.get_kind_display()), request.person.name, request.person.unit.name)


def _say_incident(incident: Incident) -> Line:
    return Line(incident.title, warning=_("Not reported to the authority yet"))


def _request_page(request: DataRequest) -> str:
    return reverse("people:request", args=[request.pk])


def _incident_page(incident: Incident) -> str:
    return reverse("people:incident", args=[incident.pk])
