"""Wishes for records that were never made: when, where, what, for whom, why late, and a photo that proves it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shijian.kernel import clock
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.fields import EncryptedTextField
from shijian.people.models import Person, own_or_ward
from shijian.records.enums import Recipient, TopUpState
from shijian.records.models.records import ServiceRecord
from shijian.units.models import Unit
from shijian.volunteers.models import Team, Volunteer


class TopUpQuerySet(models.QuerySet["TopUp"]):
    """Reads of top-ups."""

    def visible_to(self, actor: Actor) -> TopUpQuerySet:
        """Those that oneself or a ward asked for or gains by, and those that one's units decide."""
        own = own_or_ward(actor.person_id, "asked_by") | own_or_ward(actor.person_id, "volunteer__person")
        return self.filter(own | actor.within(Permission.RECORD_VOID, "handler_path"))

    def open(self) -> TopUpQuerySet:
        """Those that wait for a decision."""
        return self.filter(state=TopUpState.ASKED)


class TopUp(models.Model):
    """Somebody asks to record a service late; approved it becomes a record of grade `late`.

    `unit` is where the service was, `handler` the unit that decides: above the line of whoever asks, or the top of the
    network itself where `nobody_above`. `digest` finds
    the same photo again (`kernel.sameness`).
    """

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="top_ups")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="top_ups")
    unit_path = models.CharField(max_length=40, editable=False)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    handler = models.ForeignKey(Unit, models.PROTECT, related_name="handled_top_ups")
    handler_path = models.CharField(max_length=40, editable=False)
    nobody_above = models.BooleanField(default=False, db_default=False)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10)
    started_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("until"))
    recipient = models.CharField(max_length=10, choices=Recipient.choices)
    content = models.CharField(_("content"), max_length=200)
    place = models.CharField(_("place"), max_length=200)
    reason = EncryptedTextField(purpose="topup.reason")
    file_key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=9, choices=TopUpState.choices, default=TopUpState.ASKED)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    over_at = models.DateTimeField(null=True)
    answer = EncryptedTextField(purpose="topup.answer", blank=True, default="")
    record = models.OneToOneField(ServiceRecord, models.PROTECT, null=True, related_name="top_up")

    objects = TopUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ended_at__gt=F("started_at")), name="top_up_span"),
            models.CheckConstraint(
                condition=Q(state="asked") | Q(over_at__isnull=False), name="top_up_over_when"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(record__isnull=False, decided_by__isnull=False),
                name="top_up_approved_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | Q(decided_by__isnull=False), name="top_up_refused_by"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="top_up_second_person",
            ),
            models.UniqueConstraint(
                fields=["digest"], condition=Q(state__in=("asked", "approved")), name="top_up_photo_once"
            ),
        ]
        indexes = [
            models.Index(fields=["handler_path", "state"], name="top_up_handler"),
            models.Index(fields=["state", "due_at"], name="top_up_due"),
        ]

    def __str__(self) -> str:
        return f"{self.content} ({self.get_state_display()})"

    @property
    def minutes(self) -> int:
        """Whole minutes, rounded down."""
        return int((self.ended_at - self.started_at).total_seconds() // 60)

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.state == TopUpState.ASKED

    @property
    def is_late(self) -> bool:
        """Whether it is open and its deadline is over."""
        return self.is_open and self.due_at < clock.now()
