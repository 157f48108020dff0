"""Reminds before a licence, a training or an insurance runs out; each of them once for each end."""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shijian.kernel import clock, policy
from shijian.kernel.actor import SYSTEM, Actor
from shijian.people import operations as people
from shijian.people.enums import Role
from shijian.people.models import Appointment, Message
from shijian.volunteers import policies
from shijian.volunteers.enums import VolunteerState
from shijian.volunteers.models import GroupInsurance, Insurance, Training, VolunteerSkill
from shijian.volunteers.operations.telling import Words, tell

log = logging.getLogger(__name__)
MOST = 1000
LICENCE = gettext_noop("Your licence “%(what)s” runs out on %(day)s. Show the new one to your station.")
TRAINING = gettext_noop(
    "Your training “%(what)s” counts until %(day)s. Ask your team leader for the next course."
)
INSURANCE = gettext_noop(
    "Your accident insurance “%(what)s” ends on %(day)s. Ask your station about a new one."
)
GROUP = gettext_noop("The group insurance “%(what)s” ends on %(day)s. Please see to a new one.")
OFFICERS = (Role.STATION, Role.HUB, Role.CENTRE)


def sweep() -> None:
    """For the scheduler; it may run twice."""
    told = remind(actor=SYSTEM)
    log.info("expiries: %s reminders", told)


def remind(*, actor: Actor) -> int:
    """Tell whom it concerns what runs out within the policy's days; returns how many messages are new."""
    before = Message.objects.count()
    first = clock.today()
    last = first + dt.timedelta(days=policy.get(policies.EXPIRY_DAYS))
    _licences(first, last, actor)
    _trainings(first, last, actor)
    _insurances(first, last, actor)
    _groups(first, last, actor)
    return Message.objects.count() - before


def _licences(first: dt.date, last: dt.date, actor: Actor) -> None:
    rows = VolunteerSkill.objects.filter(
        licence_until__range=(first, last), volunteer__state=VolunteerState.ACTIVE
    ).exclude(licence_no="")
    for row in rows.select_related("skill", "volunteer__person").order_by("pk")[:MOST]:
        if row.licence_until is not None:
            words = _words(LICENCE, row.skill.name, row.licence_until)
            tell(row.volunteer, words, key=f"licence-ends:{row.pk}:{row.licence_until}", actor=actor)


def _trainings(first: dt.date, last: dt.date, actor: Actor) -> None:
    rows = Training.objects.filter(
        valid_until__range=(first, last), counts_since__isnull=False, voided_at__isnull=True,
        volunteer__state=VolunteerState.ACTIVE,
    )  # fmt: skip
    for row in rows.select_related("kind", "volunteer__person").order_by("pk")[:MOST]:
        again = Training.objects.filter(volunteer=row.volunteer, kind=row.kind, valid_until__gt=last)
        if row.valid_until is not None and not again.filter(voided_at__isnull=True).exists():
            words = _words(TRAINING, row.kind.name, row.valid_until)
            tell(row.volunteer, words, key=f"training-ends:{row.pk}:{row.valid_until}", actor=actor)


def _insurances(first: dt.date, last: dt.date, actor: Actor) -> None:
    rows = Insurance.objects.filter(valid_until__range=(first, last), volunteer__state=VolunteerState.ACTIVE)
    for row in rows.select_related("volunteer__person").order_by("pk")[:MOST]:
        words = _words(INSURANCE, row.insurer, row.valid_until)
        tell(row.volunteer, words, key=f"insurance-ends:{row.pk}:{row.valid_until}", actor=actor)


def _groups(first: dt.date, last: dt.date, actor: Actor) -> None:
    rows = GroupInsurance.objects.filter(valid_until__range=(first, last)).order_by("pk")
    for row in rows[:MOST]:
        officers = Appointment.objects.filter(Appointment.on(first), unit_id=row.unit_id, role__in=OFFICERS)
        with translation.override(settings.LANGUAGE_CODE):
            text = _(GROUP) % {"what": str(row), "day": row.valid_until.isoformat()}
        for person_id in sorted(set(officers.values_list("person_id", flat=True))):
            people.notify(
                person_id, key=f"group-insurance-ends:{row.pk}:{row.valid_until}", text=text,
                url=reverse("volunteers:group-policy", args=[row.pk]), actor=actor,
            )  # fmt: skip


def _words(sentence: str, what: str, day: dt.date) -> Words:
    return lambda: _(sentence) % {"what": what, "day": day.isoformat()}
