"""Ceremonies: who does what, the order of events, who is invited."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shijian.activities.enums import Answer, CeremonyKind
from shijian.activities.models.activities import Activity
from shijian.kernel.fields import EncryptedTextField
from shijian.people.models import Person


class Ceremony(models.Model):
    """The ceremony of an activity (成人, 升学, 集体婚礼, 新式葬礼 …)."""

    activity = models.OneToOneField(Activity, models.PROTECT, related_name="ceremony")
    kind = models.CharField(_("what is celebrated"), max_length=8, choices=CeremonyKind.choices)
    customs = models.TextField(_("what is kept simple, what is given up"), max_length=1000, blank=True)


class CeremonyPart(models.Model):
    """A part in the ceremony: host, witness, couple, speaker; a person of the register or a name."""

    ceremony = models.ForeignKey(Ceremony, models.PROTECT, related_name="parts")
    role = models.CharField(_("part"), max_length=30)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    name = EncryptedTextField(purpose="ceremony-name", null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(name__isnull=False), name="part_of_somebody"
            )
        ]


class CeremonyPoint(models.Model):
    """One point of the order of events."""

    ceremony = models.ForeignKey(Ceremony, models.PROTECT, related_name="points")
    what = models.CharField(_("what happens"), max_length=80)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=5)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.CheckConstraint(condition=Q(minutes__range=(1, 600)), name="point_minutes")]


class Guest(models.Model):
    """Somebody invited by name, and what the answer was."""

    ceremony = models.ForeignKey(Ceremony, models.PROTECT, related_name="guests")
    name = EncryptedTextField(purpose="guest-name")
    people = models.PositiveSmallIntegerField(_("people"), default=1)
    answer = models.CharField(max_length=7, choices=Answer.choices, default=Answer.OPEN)
    came = models.PositiveSmallIntegerField(_("came"), null=True, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(people__range=(1, 50)), name="guest_people")]
