"""Plans of a unit for a year, a quarter or a month."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shijian.activities.enums import OccasionKind, PlanSpan, PlanState
from shijian.activities.models.schemes import Term
from shijian.kernel.actor import Actor, Permission
from shijian.people.models import Person
from shijian.units.models import Unit
from shijian.volunteers.models import Team


class PlanQuerySet(models.QuerySet["Plan"]):
    """Reads of plans."""

    def visible_to(self, actor: Actor) -> PlanQuerySet:
        """Published plans are public; drafts are seen within reach of activity:edit."""
        return self.filter(Q(state=PlanState.PUBLISHED) | actor.within(Permission.ACTIVITY_EDIT, "unit_path"))


class Plan(models.Model):
    """What a unit means to do in a year, quarter (1-4) or month (1-12)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="plans")
    unit_path = models.CharField(max_length=40, editable=False, db_index=True)
    span = models.CharField(_("span"), max_length=7, choices=PlanSpan.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("number"), default=0)
    note = models.TextField(_("what matters this time"), max_length=2000, blank=True)
    state = models.CharField(max_length=9, choices=PlanState.choices, default=PlanState.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "span", "year", "number"], name="plan_once"),
            models.CheckConstraint(
                condition=Q(span=PlanSpan.YEAR, number=0)
                | Q(span=PlanSpan.QUARTER, number__range=(1, 4))
                | Q(span=PlanSpan.MONTH, number__range=(1, 12)),
                name="plan_number",
            ),
            models.CheckConstraint(condition=Q(year__range=(2018, 2199)), name="plan_year"),
            models.CheckConstraint(
                condition=Q(state=PlanState.DRAFT) | Q(published_at__isnull=False), name="plan_published_when"
            ),
        ]


class PlanItem(models.Model):
    """One intended activity of a plan; what became of it follows from its activities.

    `origin` is the item of a longer plan that a quarter or month plan took over; what is done there counts here too.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="items")
    title = models.CharField(_("title"), max_length=60)
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"))
    occasion_kind = models.CharField(max_length=8, choices=OccasionKind.choices, blank=True)
    occasion = models.CharField(_("occasion"), max_length=40, blank=True)
    terms = models.ManyToManyField(Term, blank=True, related_name="plan_items")
    times = models.PositiveSmallIntegerField(_("how often"), default=1)
    expected = models.PositiveIntegerField(_("people expected"), null=True, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="plan_items")
    note = models.CharField(_("note"), max_length=300, blank=True)
    origin = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="carried")
    reminded_at = models.DateTimeField(null=True, blank=True)
    dropped_why = models.CharField(_("why it is dropped"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="plan_item_span"),
            models.CheckConstraint(condition=Q(times__gte=1), name="plan_item_times"),
            models.CheckConstraint(condition=~Q(origin=F("id")), name="plan_item_origin"),
        ]
        indexes = [models.Index(fields=["plan", "first_day"], name="plan_item_day")]

    def __str__(self) -> str:
        return self.title


class Season(models.Model):
    """A county's own farming season or homecoming, each year again (month and day, both included).

    A homecoming follows Spring Festival: its months and days are those of the farmers' calendar.
    """

    kind = models.CharField(_("kind"), max_length=8, choices=OccasionKind.choices)
    name = models.CharField(_("name"), max_length=40, unique=True)
    first_month = models.PositiveSmallIntegerField(_("from month"))
    first_day = models.PositiveSmallIntegerField(_("from day"))
    last_month = models.PositiveSmallIntegerField(_("until month"))
    last_day = models.PositiveSmallIntegerField(_("until day"))
    ideas = models.CharField(_("what suits it"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    first_month__range=(1, 12),
                    last_month__range=(1, 12),
                    first_day__range=(1, 31),
                    last_day__range=(1, 31),
                ),
                name="season_days",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=(OccasionKind.FARMING, OccasionKind.RETURN)), name="season_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.name
