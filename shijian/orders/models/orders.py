"""The loop 点单 - 列单 - 派单 - 接单 - 评单."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor, Channel, Permission
from shijian.kernel.fields import EncryptedTextField
from shijian.orders.enums import (
    AssignmentState,
    Category,
    FollowUp,
    OfferState,
    OrderState,
    RefusalReason,
    Urgency,
)
from shijian.orders.models.menu import MenuItem
from shijian.people.models import Person, is_ward
from shijian.records.enums import Recipient
from shijian.records.models import ServiceRecord
from shijian.units.models import Unit
from shijian.volunteers.enums import Risk
from shijian.volunteers.models import Skill, Team, TrainingKind, Volunteer, known_strains


class Channels(models.TextChoices):
    """Channels by which an order may come."""

    WEB = Channel.WEB.value, _("Web page")
    API = Channel.API.value, _("App or mini program")
    PHONE = Channel.PHONE.value, _("By phone")
    DOOR = Channel.DOOR.value, _("At the door")
    PAPER = Channel.PAPER.value, _("On paper")


class OrderQuerySet(models.QuerySet["Order"]):
    """Reads of orders."""

    def visible_to(self, actor: Actor) -> OrderQuerySet:
        """Those for or by oneself or one's wards, of led teams and offers, and of units within reach of order:view."""
        return self.filter(
            self.of_person(actor) | self._serving(actor) | actor.within(Permission.ORDER_VIEW, "unit_path")
        )

    @staticmethod
    def of_person(actor: Actor) -> Q:
        """Filter for the orders for or by oneself or one's wards."""
        if actor.person_id is None:
            return Q(pk__in=[])
        mine = Q(recipient_id=actor.person_id) | Q(asked_by_id=actor.person_id)
        return mine | is_ward(actor.person_id, "recipient")

    @staticmethod
    def _serving(actor: Actor) -> Q:
        offered = Offer.objects.filter(team_id__in=actor.led_team_ids).values("order_id")
        q = Q(team_id__in=actor.led_team_ids) | Q(pk__in=offered)
        if actor.volunteer_id is not None:
            to_me = Offer.objects.filter(volunteer_id=actor.volunteer_id).values("order_id")
            by_me = Assignment.objects.filter(volunteer_id=actor.volunteer_id).values("order_id")
            q |= Q(pk__in=to_me) | Q(pk__in=by_me)
        return q


class Order(models.Model):
    """A need of a resident on its way through the network."""

    number = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=10, choices=OrderState.choices, default=OrderState.DRAFT)
    item = models.ForeignKey(MenuItem, models.PROTECT, null=True, blank=True, related_name="orders")
    title = models.CharField(_("what is needed"), max_length=60)
    description = models.TextField(_("in own words"), max_length=1000, blank=True)
    category = models.CharField(_("class"), max_length=12, choices=Category.choices)
    skills = models.ManyToManyField(Skill, blank=True, related_name="orders")
    trainings = models.ManyToManyField(TrainingKind, blank=True, related_name="orders")
    recipient = models.ForeignKey(Person, models.PROTECT, related_name="orders", verbose_name=_("for whom"))
    recipient_kind = models.CharField(max_length=10, choices=Recipient.choices, default=Recipient.RESIDENT)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="asked_orders")
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.CharField(
        _("how it came"), max_length=10, choices=Channels.choices, default=Channels.WEB
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="orders", verbose_name=_("where"))
    unit_path = models.CharField(max_length=40, editable=False)
    handler = models.ForeignKey(Unit, models.PROTECT, related_name="handled_orders")
    handler_path = models.CharField(max_length=40, editable=False)
    address = models.CharField(_("address"), max_length=200, blank=True)
    contact_phone = EncryptedTextField(purpose="phone", blank=True, default="")
    wished_from = models.DateTimeField(_("from"))
    wished_until = models.DateTimeField(_("until"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=60)
    headcount = models.PositiveSmallIntegerField(_("volunteers needed"), default=1)
    together = models.BooleanField(_("only if all can come"), default=False, db_default=False)
    language = models.CharField(_("language"), max_length=8, blank=True)
    strains = models.JSONField(
        _("what it asks of the body"), default=list, db_default=[], blank=True, validators=[known_strains]
    )
    risk = models.PositiveSmallIntegerField(_("risk"), choices=Risk.choices, default=Risk.NONE)
    risk_note = models.CharField(_("possible risks"), max_length=300, blank=True)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Urgency.choices, default=Urgency.NORMAL)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="orders")
    open_to_claim = models.BooleanField(_("open to all who fit"), default=False)
    round = models.PositiveSmallIntegerField(default=0)
    service_round = models.PositiveSmallIntegerField(default=1)
    due_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    needs_call = models.BooleanField(default=False)
    referred_to = models.CharField(_("referred to"), max_length=120, blank=True)
    created_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, blank=True)
    dispatched_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(wished_until__gt=F("wished_from")), name="order_window"),
            models.CheckConstraint(condition=Q(minutes__gte=10, headcount__gte=1), name="order_size"),
            models.CheckConstraint(
                condition=~Q(state=OrderState.UNMET) | ~Q(referred_to=""), name="order_unmet_referred"
            ),
        ]
        indexes = [
            models.Index(fields=["unit_path", "-id"], name="order_unit"),
            models.Index(fields=["state", "unit_path", "-id"], name="order_state_unit"),
            models.Index(fields=["handler_path", "due_at"], name="order_handler_due"),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="order_due"),
            models.Index(fields=["recipient", "-id"], name="order_recipient"),
            models.Index(fields=["team", "-id"], name="order_team"),
        ]

    def __str__(self) -> str:
        return self.number


class Offer(models.Model):
    """An order laid before a team or a volunteer, who may refuse."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="offers")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="offers")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, null=True, blank=True, related_name="offers")
    state = models.CharField(max_length=9, choices=OfferState.choices, default=OfferState.OPEN)
    round = models.PositiveSmallIntegerField()
    score = models.FloatField(default=0)
    explanation = models.JSONField(default=dict)
    refusal = models.CharField(max_length=9, choices=RefusalReason.choices, blank=True)
    note = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(team__isnull=False, volunteer__isnull=True)
                | Q(team__isnull=True, volunteer__isnull=False),
                name="offer_to_one",
            ),
            models.UniqueConstraint(
                fields=["order", "team"], condition=Q(state=OfferState.OPEN), name="offer_team_once"
            ),
            models.UniqueConstraint(
                fields=["order", "volunteer"], condition=Q(state=OfferState.OPEN), name="offer_volunteer_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=OfferState.REFUSED) | ~Q(refusal=""), name="offer_refusal_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["volunteer", "state", "-id"], name="offer_volunteer"),
            models.Index(fields=["team", "state", "-id"], name="offer_team"),
            models.Index(fields=["expires_at"], condition=Q(state="open"), name="offer_expiry"),
        ]


class Assignment(models.Model):
    """A volunteer bound to an order by own acceptance, with check-in and check-out.

    `in_received_at` and `out_received_at` say when an own check that was made without signal arrived.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="assignments")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="assignments")
    service_round = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=9, choices=AssignmentState.choices, default=AssignmentState.COMMITTED)
    committed_at = models.DateTimeField()
    checked_in_at = models.DateTimeField(null=True, blank=True)
    checked_in_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    checked_out_at = models.DateTimeField(null=True, blank=True)
    checked_out_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    in_received_at = models.DateTimeField(null=True, blank=True)
    out_received_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    record = models.OneToOneField(
        ServiceRecord, models.PROTECT, null=True, blank=True, related_name="assignment"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "volunteer", "service_round"],
                condition=~Q(state=AssignmentState.WITHDRAWN),
                name="assignment_once",
            ),
            models.CheckConstraint(
                condition=Q(checked_out_at__isnull=True) | Q(checked_out_at__gt=F("checked_in_at")),
                name="assignment_out_after_in",
            ),
        ]
        indexes = [models.Index(fields=["volunteer", "state", "-id"], name="assignment_volunteer")]


class Rating(models.Model):
    """What the resident says of one service, once. No row = unrated, never satisfied."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="ratings")
    service_round = models.PositiveSmallIntegerField(default=1)
    stars = models.PositiveSmallIntegerField(_("stars"))
    words = models.CharField(_("in your words"), max_length=500, blank=True)
    rated_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=10, choices=Channels.choices)
    rated_at = models.DateTimeField()
    reply = models.CharField(_("reply"), max_length=500, blank=True)
    replied_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)
    follow_up = models.CharField(max_length=9, choices=FollowUp.choices, default=FollowUp.NONE)
    follow_up_note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "service_round"], name="rating_once"),
            models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="rating_stars"),
        ]


class BlockedPair(models.Model):
    """A resident and a volunteer who shall not meet; never shown to either."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "volunteer"], name="blocked_pair_once")]
