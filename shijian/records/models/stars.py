"""Stars of volunteers: the way to one, the history that only grows, objections and appeals, bars."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.kernel.actor import Actor, Permission
from shijian.kernel.fields import EncryptedTextField
from shijian.people.models import Person, own_or_ward
from shijian.records.enums import (
    STAR_STANDING,
    STAR_UNDER_WAY,
    StarAuthority,
    StarChange,
    StarObjectionState,
    StarState,
)
from shijian.records.models.records import ServiceRecord
from shijian.units.models import Unit
from shijian.volunteers.models import Volunteer


class StarQuerySet(models.QuerySet["Star"]):
    """Reads of stars."""

    def visible_to(self, actor: Actor) -> StarQuerySet:
        """One's own and one's wards', those of units within reach of record:view."""
        own = own_or_ward(actor.person_id, "volunteer__person")
        return self.filter(own | actor.within(Permission.RECORD_VIEW, "unit_path"))

    def standing(self) -> StarQuerySet:
        """Granted and not withdrawn; one that is looked at again still stands."""
        return self.filter(state__in=STAR_STANDING)

    def under_way(self) -> StarQuerySet:
        """Asked for and neither granted nor refused yet."""
        return self.filter(state__in=STAR_UNDER_WAY)

    def in_publicity(self) -> StarQuerySet:
        """Those that are before the public today."""
        return self.filter(state=StarState.PUBLIC)


class Star(models.Model):
    """The way of one volunteer to one star, from the wish to the grant and, if it comes to that, its loss.

    `line_minutes`, `grades` and `authority` are the rules of the day on which it was asked for; later rules do not
    touch it. `minutes` counted on that day. `due_at` is set while somebody has to do something. `kept_minutes`: below
    these it is looked at again, after somebody decided that it stays with them.
    """

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="stars")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="stars")
    unit_path = models.CharField(max_length=40, editable=False)
    level = models.PositiveSmallIntegerField(gettext_lazy("Star"))
    authority = models.CharField(max_length=8, choices=StarAuthority.choices)
    line_minutes = models.PositiveIntegerField()
    grades = models.JSONField()
    minutes = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=StarState.choices, default=StarState.ASKED)
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=10)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    public_until = models.DateField(null=True)
    granted_on = models.DateField(null=True)
    document_no = models.CharField(gettext_lazy("Number of the decision"), max_length=80, blank=True)
    over_at = models.DateTimeField(null=True)
    answer = EncryptedTextField(purpose="star.answer", blank=True, default="")
    kept_minutes = models.PositiveIntegerField(null=True)

    objects = StarQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer"], condition=Q(state__in=STAR_UNDER_WAY), name="star_one_under_way"
            ),
            models.UniqueConstraint(
                fields=["volunteer", "level"], condition=Q(state__in=STAR_STANDING), name="star_once"
            ),
            models.CheckConstraint(condition=Q(level__gte=1), name="star_level"),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True)
                | Q(decided_by__isnull=True)
                | ~Q(checked_by=F("decided_by")),
                name="star_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(*STAR_STANDING, "withdrawn"))
                | Q(granted_on__isnull=False, public_until__isnull=False, checked_by__isnull=False),
                name="star_granted_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="public") | Q(public_until__isnull=False, decided_by__isnull=False),
                name="star_public_until",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_path", "state"], name="star_unit_state"),
            models.Index(fields=["state", "due_at"], name="star_due"),
        ]

    def __str__(self) -> str:
        return f"{self.words} ({self.get_state_display()})"

    @property
    def words(self) -> str:
        """Which star, such as "Star 3"."""
        return _("Star %(level)s") % {"level": self.level}

    @property
    def is_standing(self) -> bool:
        """Whether it was granted and not withdrawn."""
        return self.state in STAR_STANDING

    @property
    def is_under_way(self) -> bool:
        """Whether it may still be granted."""
        return self.state in STAR_UNDER_WAY

    @property
    def is_public(self) -> bool:
        """Whether it is before the public now."""
        return self.state == StarState.PUBLIC

    @property
    def is_of_county(self) -> bool:
        """Whether the county itself grants it."""
        return self.authority == StarAuthority.COUNTY


class StarEntry(models.Model):
    """One line of the history of stars; the database lets none be changed or deleted."""

    star = models.ForeignKey(Star, models.PROTECT, related_name="entries")
    change = models.CharField(max_length=9, choices=StarChange.choices)
    minutes = models.PositiveIntegerField()
    authority = models.CharField(max_length=8, choices=StarAuthority.choices)
    document_no = models.CharField(max_length=80, blank=True)
    on = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class StarBar(models.Model):
    """No star for a time because hours were false, by decision; `record` is the void record that shows it."""

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="star_bars")
    record = models.OneToOneField(ServiceRecord, models.PROTECT, related_name="star_bar")
    reason = EncryptedTextField(purpose="star.reason")
    from_day = models.DateField()
    until_day = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_day__gte=F("from_day")), name="star_bar_span"),
        ]

    @staticmethod
    def on(day: dt.date) -> Q:
        """Filter for bars in force on `day`."""
        return Q(lifted_at__isnull=True, from_day__lte=day, until_day__gte=day)


class StarObjectionQuerySet(models.QuerySet["StarObjection"]):
    """Reads of objections and appeals."""

    def visible_to(self, actor: Actor) -> StarObjectionQuerySet:
        """One's own and one's wards', and those within reach of record:void in which one has no part."""
        void = Permission.RECORD_VOID
        reach = actor.within(void, "star__unit_path") | actor.within(void, "bar__volunteer__unit_path")
        return self.filter(own_or_ward(actor.person_id, "by") | (reach & ~_part(actor.person_id)))

    def open(self) -> StarObjectionQuerySet:
        """Those that wait for a decision."""
        return self.filter(state="open")


def _part(person_id: int | None) -> Q:
    """Whose star or bar it is, and who asked, checked or decided what is objected to."""
    if person_id is None:
        return Q(pk__in=[])
    side = own_or_ward(person_id, "star__volunteer__person") | own_or_ward(
        person_id, "bar__volunteer__person"
    )
    before = Q(star__asked_by_id=person_id) | Q(star__checked_by_id=person_id)
    after = Q(appeal=True, star__decided_by_id=person_id) | Q(bar__by_id=person_id)
    # Through a subquery, so that what is empty on the way is no part.
    return Q(pk__in=StarObjection.objects.filter(side | before | after).values("pk"))


class StarObjection(models.Model):
    """Somebody objects to a star that is before the public, or a volunteer appeals against its loss or a bar.

    As long as it is open the star is not granted. `star` or `bar` is set, never both.
    """

    star = models.ForeignKey(Star, models.PROTECT, null=True, related_name="objections")
    bar = models.ForeignKey(StarBar, models.PROTECT, null=True, related_name="appeals")
    appeal = models.BooleanField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    words = EncryptedTextField(purpose="star.words")
    state = models.CharField(
        max_length=9, choices=StarObjectionState.choices, default=StarObjectionState.OPEN
    )
    channel = models.CharField(max_length=10)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    over_at = models.DateTimeField(null=True)
    answer = EncryptedTextField(purpose="star.answer", blank=True, default="")

    objects = StarObjectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(star__isnull=False, bar__isnull=True)
                | Q(star__isnull=True, bar__isnull=False, appeal=True),
                name="star_objection_of_one",
            ),
            models.UniqueConstraint(
                fields=["star", "by"], condition=Q(state="open", star__isnull=False),
                name="star_objection_one_open",
            ),
            models.UniqueConstraint(
                fields=["bar"], condition=Q(state="open", bar__isnull=False), name="star_bar_appeal_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(over_at__isnull=False), name="star_objection_over"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "due_at"], name="star_objection_due")]

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.state == "open"

    @property
    def volunteer(self) -> Volunteer:
        """Whose star or bar it is about."""
        if self.star is not None:
            return self.star.volunteer
        assert self.bar is not None  # noqa: S101 - the database says so
        return self.bar.volunteer

    @property
    def unit_path(self) -> str:
        """Where the officers who decide are looked for."""
        return self.star.unit_path if self.star is not None else self.volunteer.unit_path
