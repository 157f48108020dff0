"""Complaints: what is said and who says it is kept encrypted; the database does not know who complained."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shijian.kernel import clock, crypto
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.fields import EncryptedTextField
from shijian.people.models import Person
from shijian.records.enums import Authority, ComplaintState, Ground
from shijian.units.models import Unit

WHO = "complaint.who"
CODE = "complaint.code"


def index_of(person_id: int) -> str:
    """The fingerprint under which the complaints of a person are found."""
    return crypto.blind_index(str(person_id), WHO)


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    """Reads of complaints."""

    def visible_to(self, actor: Actor) -> ComplaintQuerySet:
        """Those handled within reach, without those about oneself unless nobody else is left."""
        reach = self.filter(actor.within(Permission.ORDER_FOLLOW_UP, "handler_path"))
        about_me = Complaint.against.through.objects.filter(
            complaint_id=models.OuterRef("pk"), person_id=actor.person_id or 0
        )
        return reach.filter(Q(outside=True) | ~models.Exists(about_me))

    def of_person(self, person_id: int | None) -> ComplaintQuerySet:
        """Those that a person made under the own name."""
        return self.filter(who_index=index_of(person_id)) if person_id else self.none()


class Complaint(models.Model):
    """A complaint about a unit, team, volunteer, order or record (decree 685, articles 26 and 36 to 38).

    `against` are the people who shall not decide about it, `handler` the unit that does. `outside` says that nobody in
    the network may decide. `code` opens it for whoever has no account or gave no name.
    """

    number = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=9, choices=ComplaintState.choices, default=ComplaintState.RECEIVED)
    ground = models.CharField(_("what it is about"), max_length=11, choices=Ground.choices)
    source_kind = models.CharField(max_length=20)
    source_id = models.BigIntegerField()
    about = models.CharField(max_length=120)
    words = EncryptedTextField(purpose="complaint.words")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="complaints")
    unit_path = models.CharField(max_length=40, editable=False)
    handler = models.ForeignKey(Unit, models.PROTECT, related_name="handled_complaints")
    handler_path = models.CharField(max_length=40, editable=False)
    outside = models.BooleanField(default=False)
    against = models.ManyToManyField(Person, blank=True, related_name="+")
    who_index = models.CharField(max_length=32, blank=True, editable=False, db_index=True)
    who = EncryptedTextField(purpose=WHO, blank=True, default="")
    name = EncryptedTextField(purpose="complaint.name", blank=True, default="")
    phone = EncryptedTextField(purpose="phone", blank=True, default="")
    code_index = models.CharField(max_length=32, blank=True, editable=False)
    channel = models.CharField(max_length=10)
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    handled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    answer = EncryptedTextField(purpose="complaint.answer", blank=True, default="")
    passed_to = models.CharField(max_length=13, choices=Authority.choices, blank=True)
    reopened_at = models.DateTimeField(null=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ComplaintState.PASSED_ON) | ~Q(passed_to=""),
                name="complaint_passed_to_whom",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("received", "handling")) | Q(over_at__isnull=False),
                name="complaint_over_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("received", "handling")) | Q(due_at__isnull=False),
                name="complaint_due_while_open",
            ),
            models.CheckConstraint(
                condition=~Q(state="handling") | Q(handled_by__isnull=False), name="complaint_handled_by"
            ),
        ]
        indexes = [
            models.Index(fields=["handler_path", "state", "-id"], name="complaint_handler"),
            models.Index(fields=["source_kind", "source_id"], name="complaint_source"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_late(self) -> bool:
        """Whether it is open and its deadline is over."""
        is_open = self.state in (ComplaintState.RECEIVED, ComplaintState.HANDLING)
        return is_open and self.due_at is not None and self.due_at < clock.now()

    def is_by(self, person_id: int | None) -> bool:
        """Whether that person complained under the own name."""
        return person_id is not None and self.who_index == index_of(person_id)
