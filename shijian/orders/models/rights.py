"""What a volunteer's rights leave behind: who read which risk statement, why somebody did not come."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shijian.kernel.models.records import AppendOnly
from shijian.orders.enums import AbsenceKind, WithdrawalReason
from shijian.people.models import Person


class RiskReading(AppendOnly):
    """Somebody says that the risk statement of an order was read, before and apart from accepting (decree 685, 12)."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="risk_readings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    version = models.CharField(max_length=16)
    risk = models.PositiveSmallIntegerField()
    risk_note = models.CharField(max_length=300)
    read_at = models.DateTimeField()
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "person", "version"], name="risk_read_once"),
            models.CheckConstraint(condition=~Q(risk_note=""), name="risk_read_words"),
        ]


class Absence(models.Model):
    """Why a volunteer did not serve: taken back by the volunteer (article 22), or said by the other side.

    An objection to a no-show is settled by a second person. Neither kind lowers anything of the volunteer.
    """

    assignment = models.OneToOneField("orders.Assignment", models.PROTECT, related_name="absence")
    kind = models.CharField(max_length=9, choices=AbsenceKind.choices)
    reason = models.CharField(max_length=9, choices=WithdrawalReason.choices, blank=True)
    note = models.CharField(max_length=200, blank=True)
    short_notice = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    objection = models.CharField(_("what the volunteer says"), max_length=300, blank=True)
    objected_at = models.DateTimeField(null=True)
    upheld = models.BooleanField(null=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=AbsenceKind.WITHDRAWN) | ~Q(reason=""), name="absence_withdrawn_why"
            ),
            models.CheckConstraint(
                condition=Q(objected_at__isnull=True) | ~Q(objection=""), name="absence_objection_words"
            ),
        ]


class Command(models.Model):
    """The body in command of an emergency; only through it is anybody sent (decree 685, article 24)."""

    order = models.OneToOneField("orders.Order", models.PROTECT, related_name="command")
    body = models.CharField(_("body in command"), max_length=120)
    contact = models.CharField(_("whom to report to on the spot"), max_length=120)
    noted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(body="") & ~Q(contact=""), name="command_named")]


class OrderInsuranceQuerySet(models.QuerySet["OrderInsurance"]):
    """Reads of insurances of single orders."""

    def in_force(self, first: dt.date, last: dt.date) -> OrderInsuranceQuerySet:
        """Those in force on every day from `first` to `last`."""
        return self.filter(valid_from__lte=first, valid_until__gte=last)


class OrderInsurance(models.Model):
    """An accident policy for one order: it covers everybody who serves it on those days."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="insurances")
    insurer = models.CharField(_("insurer"), max_length=60)
    policy_no = models.CharField(_("policy number"), max_length=60)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"))
    evidence = models.CharField(_("evidence"), max_length=200)
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = OrderInsuranceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="order_insurance_term"
            ),
            models.UniqueConstraint(fields=["order", "policy_no"], name="order_insurance_once"),
        ]
