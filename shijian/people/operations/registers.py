"""The registers of impact assessments and of incidents, and the basis and term of each purpose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, policy, purposes
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.errors import Invalid, NotAllowed
from shijian.kernel.operation import operation, relock
from shijian.kernel.purposes import Basis
from shijian.people import privacy_policies as policies
from shijian.people import rules
from shijian.people.enums import Cause, IncidentState, Told
from shijian.people.flow.privacy import INCIDENT_FLOW
from shijian.people.models import ImpactAssessment, Incident, IncidentReport

LONGEST_MONTHS = 1200


@operation
def decide_purpose(
    key: str, *, basis: str, months: int, valid_from: dt.date, document_no: str, actor: Actor
) -> None:
    """Decide the legal basis of a purpose and how long its data is kept, by a document, from a day on.

    Raises `NotAllowed`, `Invalid` by field.
    """
    if not actor.may_anywhere(Permission.POLICY_EDIT):
        raise NotAllowed
    errors = {}
    if basis not in Basis.values:
        errors["basis"] = _("Choose one of the list.")
    if not 0 <= months <= LONGEST_MONTHS:
        errors["months"] = _("Enter months from 0 to %(number)s.") % {"number": LONGEST_MONTHS}
    if valid_from < clock.today():
        errors["valid_from"] = _("A decision holds from today or later.")
    if not document_no.strip():
        errors["document_no"] = _("Enter the number of the document that says so.")
    if errors:
        raise Invalid(fields=errors)
    facts: dict[str, Any] = {
        "valid_from": valid_from, "document_no": document_no.strip(), "actor": actor,
    }  # fmt: skip
    policy.set_value(purposes.basis_key(key), basis, **facts)
    policy.set_value(purposes.months_key(key), months, **facts)


@operation
def record_assessment(
    *,
    title: str,
    causes: Iterable[str],
    purpose_keys: Iterable[str],
    necessity: str,
    risks: str,
    measures: str,
    outcome: str,
    made_on: dt.date,
    document_no: str = "",
    replaces: ImpactAssessment | None = None,
    actor: Actor,
) -> ImpactAssessment:
    """Keep an impact assessment; it is never changed, a newer one replaces it. Raises `NotAllowed`, `Invalid`."""
    if not actor.may_anywhere(Permission.POLICY_EDIT):
        raise NotAllowed
    texts = {"title": title, "necessity": necessity, "risks": risks, "measures": measures, "outcome": outcome}
    chosen, keys = sorted(set(causes)), sorted(set(purpose_keys))
    _check_assessment(texts, chosen, keys, made_on)
    row = ImpactAssessment.objects.create(
        **{name: text.strip() for name, text in texts.items()},
        causes=chosen,
        purposes=keys,
        made_on=made_on,
        keep_until=_years_later(made_on, policy.get(policies.ASSESSMENT_YEARS)),
        document_no=document_no.strip(),
        replaces=replaces,
        made_by_id=actor.person_id,
        recorded_at=clock.now(),
    )
    audit.record("assessment.record", row, actor=actor)
    return row


@operation
def record_incident(
    *,
    title: str,
    kinds: str,
    noticed_at: dt.datetime,
    happened_at: dt.datetime | None = None,
    cause: str = "",
    harm: str = "",
    persons: int | None = None,
    has_minors: bool = False,
    actor: Actor,
) -> Incident:
    """Open an incident; the clock for the report to the authority runs from `noticed_at`. `NotAllowed`, `Invalid`."""
    if not rules.can_keep_incidents(actor):
        raise NotAllowed
    _check_incident(title, kinds, noticed_at, happened_at)
    incident = Incident.objects.create(
        title=title.strip(),
        kinds=kinds.strip(),
        noticed_at=noticed_at,
        happened_at=happened_at,
        cause=cause.strip(),
        harm=harm.strip(),
        persons=persons,
        has_minors=has_minors,
        due_at=noticed_at + dt.timedelta(hours=policy.get(policies.INCIDENT_HOURS)),
        recorded_by_id=actor.person_id,
        recorded_at=clock.now(),
    )
    audit.record("incident.record", incident, actor=actor)
    return incident


@operation
def report_incident(
    incident: Incident, *, told: str, whom: str, how: str, at: dt.datetime, actor: Actor
) -> IncidentReport:
    """Note who was told, when and how; the first report to the authority stops the clock. `NotAllowed`, `Invalid`."""
    incident = relock(incident)
    if not rules.can_keep_incidents(actor):
        raise NotAllowed
    errors = {
        name: _("This is needed.") for name, text in {"whom": whom, "how": how}.items() if not text.strip()
    }
    if told not in Told.values:
        errors["told"] = _("Choose one of the list.")
    if not incident.noticed_at <= at <= clock.now():
        errors["at"] = _("This moment does not lie between the incident and now.")
    if errors:
        raise Invalid(fields=errors)
    report = IncidentReport.objects.create(
        incident=incident,
        told=told,
        whom=whom.strip(),
        how=how.strip(),
        at=at,
        reported_by_id=actor.person_id,
        recorded_at=clock.now(),
    )
    if told == Told.AUTHORITY and incident.state == IncidentState.OPEN:
        INCIDENT_FLOW.advance(incident, "report", actor=actor)
    audit.record("incident.report", incident, actor=actor, changes={"told": [None, told]})
    return report


@operation
def close_incident(incident: Incident, *, remedy: str, actor: Actor) -> Incident:
    """Close an incident that was reported, with what was done. Raises `NotAllowed`, `WrongState`, `Invalid`."""
    incident = relock(incident)
    if not rules.can_keep_incidents(actor):
        raise NotAllowed
    if not remedy.strip():
        raise Invalid(fields={"remedy": _("Say what was done so that it does not happen again.")})
    if incident.state == IncidentState.REPORTED:
        incident.remedy, incident.closed_at = remedy.strip(), clock.now()
        incident.save(update_fields=["remedy", "closed_at"])
    INCIDENT_FLOW.advance(incident, "close", actor=actor)
    audit.record("incident.close", incident, actor=actor)
    return incident


def _check_assessment(texts: dict[str, str], causes: list[str], keys: list[str], made_on: dt.date) -> None:
    errors = {name: _("This is needed.") for name, text in texts.items() if not text.strip()}
    if not causes or set(causes) - set(Cause.values):
        errors["causes"] = _("Choose why it is needed.")
    if set(keys) - set(purposes.PURPOSES):
        errors["purpose_keys"] = _("Choose one of the list.")
    if made_on > clock.today():
        errors["made_on"] = _("This day lies in the future.")
    if errors:
        raise Invalid(fields=errors)


def _check_incident(title: str, kinds: str, noticed_at: dt.datetime, happened_at: dt.datetime | None) -> None:
    errors = {}
    if not title.strip():
        errors["title"] = _("Say in a few words what happened.")
    if not kinds.strip():
        errors["kinds"] = _("Say which data it is about.")
    if noticed_at > clock.now():
        errors["noticed_at"] = _("This moment lies in the future.")
    if happened_at is not None and happened_at > noticed_at:
        errors["happened_at"] = _("It cannot have happened after it was noticed.")
    if errors:
        raise Invalid(fields=errors)


def _years_later(day: dt.date, years: int) -> dt.date:
    month_end = dt.date(day.year + years, 2, 28) if (day.month, day.day) == (2, 29) else None
    return month_end or day.replace(year=day.year + years)
