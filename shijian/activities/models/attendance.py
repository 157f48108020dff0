"""Attendance: scans are kept as they come, and who was there from when till when is read off them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shijian.activities.enums import Bearer, CostKind, Outcome, Satisfaction, ScanKind, ScanWay
from shijian.activities.models.activities import Activity, Place, Session
from shijian.activities.models.signups import Signup
from shijian.kernel.models.records import AppendOnly
from shijian.people.models import Person
from shijian.records.models import ServiceRecord


class Scan(AppendOnly):
    """One coming or going, once (`nonce`), with the place and the way in which it is known; never a track."""

    nonce = models.CharField(max_length=64, unique=True)
    signup = models.ForeignKey(Signup, models.PROTECT, related_name="scans")
    kind = models.CharField(max_length=3, choices=ScanKind.choices)
    way = models.CharField(max_length=6, choices=ScanWay.choices)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="scans")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    device = models.CharField(max_length=16, blank=True)
    evidence = models.CharField(max_length=80, blank=True)  # the key of a kept photo of the paper list
    note = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["signup", "at"], name="scan_signup")]


class ScanVerdict(AppendOnly):
    """What was decided on a scan: counted, waiting for a second person, or refused and why. The latest one holds."""

    scan = models.ForeignKey(Scan, models.PROTECT, related_name="verdicts")
    outcome = models.CharField(max_length=7, choices=Outcome.choices)
    why = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # The work list asks for these few among all verdicts at each look.
            models.Index(fields=["scan"], condition=Q(outcome=Outcome.WAITING), name="verdict_waiting")
        ]


class Presence(models.Model):
    """A span in which somebody was there, read off the counted scans; it becomes a service record of a volunteer."""

    signup = models.ForeignKey(Signup, models.PROTECT, related_name="presences")
    came = models.ForeignKey(Scan, models.PROTECT, related_name="+")
    left = models.ForeignKey(Scan, models.PROTECT, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    record = models.OneToOneField(
        ServiceRecord, models.PROTECT, null=True, blank=True, related_name="presence"
    )
    note = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(
        null=True, blank=True
    )  # when the person was asked about a forgotten check-out

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["came"], name="presence_came_once"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gt=F("started_at")), name="presence_span"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, left__isnull=True)
                | Q(ended_at__isnull=False, left__isnull=False),
                name="presence_left_whole",
            ),
        ]


class Slip(AppendOnly):
    """The two questions after an activity: how was it, would you come again. Without a name."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="slips")
    satisfaction = models.PositiveSmallIntegerField(choices=Satisfaction.choices)
    again = models.BooleanField(null=True)
    count = models.PositiveSmallIntegerField(_("slips"), default=1)
    channel = models.CharField(max_length=10)
    token = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(count__gte=1), name="slip_counts")]


class ActivityPhoto(models.Model):
    """A photo that proves an activity; the same picture cannot prove another one."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="photos")
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="photos")
    file_key = models.CharField(max_length=80, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    caption = models.CharField(_("what it shows"), max_length=100, blank=True)
    people_agree = models.BooleanField(_("everybody who can be recognised agrees"), default=False)
    is_public = models.BooleanField(_("shown in public"), default=False)
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(people_agree=True), name="photo_public_by_consent"
            )
        ]


class Budget(models.Model):
    """How much was planned for a kind of cost, in fen."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="budgets")
    kind = models.CharField(_("kind of cost"), max_length=8, choices=CostKind.choices)
    fen = models.PositiveIntegerField(_("amount"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "kind"], name="budget_once"),
            models.CheckConstraint(condition=Q(fen__gte=1), name="budget_amount"),
        ]


class Cost(models.Model):
    """Money or goods that an activity took, in fen, and who bore it. Shares of several are rows of their own."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="costs")
    what = models.CharField(_("for what"), max_length=60)
    fen = models.PositiveIntegerField(_("amount"))
    kind = models.CharField(_("kind of cost"), max_length=8, choices=CostKind.choices, default=CostKind.OTHER)
    bearer = models.CharField(
        _("who bore it"), max_length=9, choices=Bearer.choices, default=Bearer.ORGANISER
    )
    source = models.CharField(_("paid from"), max_length=60, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class Coverage(models.Model):
    """Where outside media told of an activity."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="coverage")
    medium = models.CharField(_("medium"), max_length=60)
    title = models.CharField(_("headline"), max_length=120)
    on = models.DateField(_("day"))
    url = models.URLField(_("address"), max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
