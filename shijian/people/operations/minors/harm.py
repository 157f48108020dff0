"""强制报告: who suspects harm to a minor says so at once; the centre passes it on and follows it up (L4 arts. 11, 117).

The reporter is known to the handling line alone: the audit trail says that a report came, not from whom.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, policy
from shijian.kernel.actor import ANONYMOUS, SYSTEM, Actor
from shijian.kernel.audit import LookPurpose
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach
from shijian.kernel.operation import lock, operation
from shijian.people import minor_policies
from shijian.people.enums.minors import Agency, HarmState, HarmStepKind
from shijian.people.flow.minors import HARM_FLOW, can_handle
from shijian.people.models import HarmReport, HarmStep, Person
from shijian.people.operations.messages import notify
from shijian.people.queries.minors import harm

LONGEST = 2000


@operation
def report_harm(*, what: str, who: str = "", actor: Actor) -> HarmReport:
    """Report a suspicion; anybody who is logged in. The handling line is told at once, without a word of it.

    Raises `NotAllowed` for a visitor, `Invalid` by field.
    """
    if actor.person_id is None:
        raise NotAllowed
    if not what.strip():
        raise Invalid(fields={"what": _("Say in a few words what you have seen or heard.")})
    person = Person.objects.select_related("unit").get(pk=actor.person_id)
    report = HarmReport.objects.create(
        reporter=person, unit=person.unit, unit_path=person.unit_path, what=what.strip()[:LONGEST],
        who=who.strip()[:LONGEST], created_at=clock.now(), due_at=_due(minor_policies.HARM_TELL),
    )  # fmt: skip
    audit.record("harm.report", report, actor=replace(ANONYMOUS, channel=actor.channel))
    _alarm(report, f"harm:{report.pk}")
    return report


@operation
def read_harm(report: HarmReport, *, actor: Actor) -> HarmReport:
    """Open the words of a report; that is noted. Raises `OutOfReach` for everybody outside the handling line."""
    report = _handled(report, actor)
    audit.look(
        report, actor=actor, purpose=LookPurpose.DUTY, fields=("what", "who", "reporter"), action="harm.read"
    )
    return report


@operation
def tell_harm(report: HarmReport, *, agency: str, words: str = "", actor: Actor) -> HarmReport:
    """Note that the report was passed on to an authority; the next question falls due by policy."""
    report = _handled(report, actor)
    if agency not in Agency.values:
        raise Invalid(fields={"agency": _("Choose one of the list.")})
    report.told_at = report.told_at or clock.now()
    report.save(update_fields=["told_at"])
    HARM_FLOW.advance(report, "tell", actor=actor, extra={"agency": agency})
    return _moved(report, HarmStepKind.TELL, words, actor, agency=agency)


@operation
def note_harm(report: HarmReport, *, words: str, actor: Actor) -> HarmReport:
    """Note what the authority said; the next question falls due anew."""
    report = _handled(report, actor)
    _demand(words)
    HARM_FLOW.advance(report, "note", actor=actor)
    return _moved(report, HarmStepKind.NOTE, words, actor)


@operation
def close_harm(report: HarmReport, *, words: str, actor: Actor) -> HarmReport:
    """End the report with its outcome."""
    report = _handled(report, actor)
    _demand(words)
    HARM_FLOW.advance(report, "close", actor=actor)
    report.closed_at = clock.now()
    return _moved(report, HarmStepKind.CLOSE, words, actor)


@operation
def reopen_harm(report: HarmReport, *, words: str, actor: Actor) -> HarmReport:
    """Take an ended report up again."""
    report = _handled(report, actor)
    _demand(words)
    report.closed_at, report.due_at = None, _due(minor_policies.HARM_FOLLOW)
    report.save(update_fields=["closed_at", "due_at"])
    HARM_FLOW.advance(report, "reopen", actor=actor)
    return _moved(report, HarmStepKind.REOPEN, words, actor)


@operation
def alarm_overdue(*, actor: Actor = SYSTEM) -> int:
    """Tell the handling line about each report that is late, once for each deadline; returns how many."""
    rows = HarmReport.objects.select_for_update(of=("self",)).filter(due_at__lt=clock.now())
    late = [row for row in rows.order_by("pk") if row.alarmed_at is None or row.alarmed_at < row.due_at]  # type: ignore[operator]
    for report in late:
        report.alarmed_at = clock.now()
        report.save(update_fields=["alarmed_at"])
        _alarm(report, f"harm:{report.pk}:late:{report.due_at:%Y%m%d%H%M}")
    return len(late)


def _handled(report: HarmReport, actor: Actor) -> HarmReport:
    report = lock(HarmReport.objects.select_related("unit", "reporter"), pk=report.pk)
    if not can_handle(actor, report):
        raise OutOfReach
    return report


def _moved(
    report: HarmReport, kind: HarmStepKind, words: str, actor: Actor, *, agency: str = ""
) -> HarmReport:
    closed = report.state == HarmState.CLOSED
    report.due_at = None if closed else _due(minor_policies.HARM_FOLLOW)
    report.save(update_fields=["due_at", "told_at", "closed_at"])
    HarmStep.objects.create(
        report=report, kind=kind, agency=agency, words=words.strip()[:LONGEST], by_id=actor.person_id or 0,
        at=clock.now(),
    )  # fmt: skip
    audit.record(f"harm.{kind}", report, actor=actor, changes={"agency": [None, agency]} if agency else {})
    return report


def _demand(words: str) -> None:
    if not words.strip():
        raise Invalid(fields={"words": _("Say in a few words what was done.")})


def _due(key: str) -> dt.datetime:
    amount = policy.get(key)
    span = dt.timedelta(minutes=amount) if key == minor_policies.HARM_TELL else dt.timedelta(hours=amount)
    return clock.now() + span


def _alarm(report: HarmReport, key: str) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        text = _("A report of harm to a minor waits for you. Open it at once; phone 110 if there is danger.")
    for person_id in harm.handlers(report.unit_path):
        notify(person_id, key=key, text=text, url=reverse("people:harm", args=[report.pk]), actor=SYSTEM)
