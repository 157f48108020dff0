"""Activities with their sessions, places and openings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from shijian.activities.enums import ActivityState, Audience, Task
from shijian.activities.models.plans import PlanItem
from shijian.activities.models.schemes import Term
from shijian.kernel import clock
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.fields import EncryptedTextField
from shijian.people.models import Person
from shijian.records.enums import Recipient
from shijian.units.models import Unit
from shijian.volunteers.enums import Risk
from shijian.volunteers.models import Skill, Team, known_strains

PUBLIC = (
    ActivityState.PUBLISHED,
    ActivityState.RUNNING,
    ActivityState.DONE,
    ActivityState.ARCHIVED,
    ActivityState.CANCELLED,
)


TIMES = {"starts_at", "ends_at", "cancelled_at"}  # what decides which meeting comes next
NEXT = {"next_at": "starts_at", "next_until": "ends_at"}
BATCH = 500


class ActivityQuerySet(models.QuerySet["Activity"]):
    """Reads of activities."""

    def visible_to(self, actor: Actor) -> ActivityQuerySet:
        """Published ones are public; others are seen by their organisers and within reach of activity:edit."""
        return self.filter(Q(state__in=PUBLIC) & Q(published_at__isnull=False) | self.run_by(actor))

    def ahead(self) -> ActivityQuerySet:
        """Those open to everybody of which a meeting comes or goes on; all of them are `visible_to` anybody."""
        states = (ActivityState.PUBLISHED, ActivityState.RUNNING)
        return self.filter(state__in=states, published_at__isnull=False, next_until__gt=clock.now())

    @staticmethod
    def run_by(actor: Actor) -> Q:
        """Filter for those that the actor organises, leads with a team, or reaches with activity:edit."""
        within = actor.within(Permission.ACTIVITY_EDIT, "unit_path")
        if actor.person_id is None:
            return within
        return Q(organiser_id=actor.person_id) | Q(team_id__in=actor.led_team_ids) | within


class Activity(models.Model):
    """Something that a unit does with its people: one session, several, or a series by rule (RFC 5545)."""

    number = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=9, choices=ActivityState.choices, default=ActivityState.DRAFT)
    title = models.CharField(_("title"), max_length=60)
    summary = models.CharField(_("in one sentence"), max_length=120, blank=True)
    description = models.TextField(_("what happens"), max_length=4000, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="activities", verbose_name=_("organising unit")
    )
    unit_path = models.CharField(max_length=40, editable=False, db_index=True)
    host = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="hosted", verbose_name=_("host unit")
    )
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name=_("team")
    )
    helping_teams = models.ManyToManyField(Team, blank=True, related_name="helped_activities")
    organiser = models.ForeignKey(
        Person, models.PROTECT, related_name="organised", verbose_name=_("who is in charge")
    )
    plan_item = models.ForeignKey(PlanItem, models.PROTECT, null=True, blank=True, related_name="activities")
    terms = models.ManyToManyField(Term, blank=True, related_name="activities")
    recipient = models.CharField(
        _("for whom"), max_length=10, choices=Recipient.choices, default=Recipient.PUBLIC
    )
    resources = models.TextField(_("what is needed"), max_length=1000, blank=True)
    risk = models.PositiveSmallIntegerField(_("risk"), choices=Risk.choices, default=Risk.NONE)
    risk_note = models.CharField(_("risk statement"), max_length=300, blank=True)
    rule = models.CharField(_("repeats"), max_length=200, blank=True)
    opens_at = models.DateTimeField(_("sign-up from"), null=True, blank=True)
    closes_hours = models.PositiveSmallIntegerField(_("sign-up ends, hours before"), default=0)
    withdraw_hours = models.PositiveSmallIntegerField(_("taking back until, hours before"), default=24)
    needs_code = models.BooleanField(_("check-in with the code on site"), default=True)
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="copies")
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    submitted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    results = models.TextField(_("what came of it"), max_length=4000, blank=True)
    next_at = models.DateTimeField(null=True, blank=True, editable=False)
    next_until = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | ~Q(risk_note=""), name="activity_risk_stated"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[s for s in PUBLIC if s != ActivityState.CANCELLED])
                | Q(published_at__isnull=False),
                name="activity_published_when",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_path", "-id"], name="activity_unit"),
            models.Index(fields=["state", "-id"], name="activity_state"),
            models.Index(fields=["next_at", "id"], name="activity_next"),
            models.Index(fields=["next_until"], name="activity_next_until"),
        ]

    def __str__(self) -> str:
        return self.title


def keep_next(activity_ids: Iterable[int]) -> None:
    """Note on activities which meeting comes next, or goes on now: the open list is read in that order."""
    coming = Session.objects.filter(
        activity=OuterRef("pk"), cancelled_at__isnull=True, ends_at__gt=clock.now()
    ).order_by("starts_at", "pk")
    facts = {name: Subquery(coming.values(field)[:1]) for name, field in NEXT.items()}
    keys = sorted(set(activity_ids))
    for start in range(0, len(keys), BATCH):
        Activity.objects.filter(pk__in=keys[start : start + BATCH]).update(**facts)


class Place(models.Model):
    """Where an activity happens. Attendance keeps this key, never a position of a person."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="places")
    name = models.CharField(_("place"), max_length=100)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "name"], name="place_once"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="place_position_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SessionQuerySet(models.QuerySet["Session"]):
    """Writes of many meetings; each of them keeps in mind which meeting of an activity comes next."""

    def bulk_create(self, objs: Iterable[Session], *args: Any, **kwargs: Any) -> list[Session]:
        """Insert many."""
        made = super().bulk_create(objs, *args, **kwargs)
        keep_next(row.activity_id for row in made)
        return made

    def update(self, **kwargs: Any) -> int:
        """Change many; `bulk_update` comes here, too."""
        if not (TIMES | {"activity", "activity_id"}) & set(kwargs):
            return super().update(**kwargs)
        rows = dict(self.order_by().values_list("pk", "activity_id"))
        count = super().update(**kwargs)
        now = Session.objects.filter(pk__in=rows).values_list("activity_id", flat=True)
        keep_next({*rows.values(), *now})
        return count

    def delete(self) -> tuple[int, dict[str, int]]:
        """Remove many."""
        activities = set(self.order_by().values_list("activity_id", flat=True))
        gone = super().delete()
        keep_next(activities)
        return gone

    bulk_create.alters_data = update.alters_data = delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Session(models.Model):
    """One meeting of an activity. A moved one keeps the start that the rule gave it."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    by_rule = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(_("why"), max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveSmallIntegerField(default=0)  # how often it was moved or called off
    changed_at = models.DateTimeField(null=True, blank=True)
    code_key = EncryptedTextField(purpose="site-code")
    walk_ins = models.PositiveIntegerField(_("others who took part, counted"), default=0)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_span"),
            models.UniqueConstraint(fields=["activity", "by_rule"], name="session_by_rule_once"),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | ~Q(cancelled_why=""), name="session_cancelled_why"
            ),
        ]
        indexes = [models.Index(fields=["starts_at", "activity"], name="session_start")]

    def __str__(self) -> str:
        return f"{clock.local(self.starts_at):%Y-%m-%d %H:%M}"

    def save(self, **kwargs: Any) -> None:
        """Save, and keep in mind which meeting of the activity comes next."""
        super().save(**kwargs)
        changed = kwargs.get("update_fields")
        if changed is None or TIMES & set(changed):
            keep_next([self.activity_id])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Remove, and keep in mind which meeting comes next."""
        gone = super().delete(*args, **kwargs)
        keep_next([self.activity_id])
        return gone


class Opening(models.Model):
    """Places of one kind in every session of an activity, with the conditions for taking one. No capacity: no limit."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="openings")
    audience = models.CharField(_("for"), max_length=9, choices=Audience.choices)
    task = models.CharField(_("task"), max_length=9, choices=Task.choices)
    capacity = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    skill = models.ForeignKey(Skill, models.PROTECT, null=True, blank=True, related_name="openings")
    needs_licence = models.BooleanField(_("with a licence in force"), default=False)
    least_age = models.PositiveSmallIntegerField(_("from age"), null=True, blank=True)
    greatest_age = models.PositiveSmallIntegerField(_("up to age"), null=True, blank=True)
    team_only = models.BooleanField(_("for members of the team only"), default=False)
    waiting = models.BooleanField(_("with a waiting list"), default=True)
    strains = models.JSONField(
        _("what it asks of the body"), default=list, db_default=[], blank=True, validators=[known_strains]
    )
    note = models.CharField(_("what to do or bring"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(audience=Audience.RESIDENT, task=Task.PART)
                | Q(audience=Audience.VOLUNTEER) & ~Q(task=Task.PART),
                name="opening_task_fits",
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__range=(1, 5000)), name="opening_capacity"
            ),
            models.CheckConstraint(
                condition=Q(needs_licence=False) | Q(skill__isnull=False), name="opening_licence_of_skill"
            ),
            models.CheckConstraint(
                condition=Q(least_age__isnull=True)
                | Q(greatest_age__isnull=True)
                | Q(greatest_age__gte=F("least_age")),
                name="opening_ages",
            ),
        ]
