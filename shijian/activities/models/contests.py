"""Contests: entries, rounds with a draw, starts, and what judges or clocks said."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shijian.activities.enums import ContestState, EntryKind, Scoring, Status
from shijian.activities.models.activities import Activity, Session
from shijian.kernel.models.records import AppendOnly
from shijian.people.models import Person
from shijian.units.models import Unit
from shijian.volunteers.models import Team


class Contest(models.Model):
    """The contest of an activity. Whole numbers only: points in hundredths, times in hundredths of a second."""

    activity = models.OneToOneField(Activity, models.PROTECT, related_name="contest")
    scoring = models.CharField(_("how it is decided"), max_length=6, choices=Scoring.choices)
    entry_kind = models.CharField(_("who enters"), max_length=9, choices=EntryKind.choices)
    measure = models.CharField(_("unit of the number"), max_length=10, blank=True)
    most_entries = models.PositiveSmallIntegerField(_("entries at most"), null=True, blank=True)
    highest_points = models.PositiveSmallIntegerField(_("most points of a judge"), default=100)
    drops_extremes = models.BooleanField(_("the highest and the lowest judge do not count"), default=False)
    awards = models.JSONField(_("prizes"), default=list)
    written = models.BooleanField(_("each entry hands in a text"), default=False)
    part_prize = models.CharField(_("certificate for all the others"), max_length=20, blank=True)
    rules = models.TextField(_("rules"), max_length=4000, blank=True)
    state = models.CharField(max_length=9, choices=ContestState.choices, default=ContestState.ENTERING)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(highest_points__range=(1, 1000)), name="contest_points"),
            models.CheckConstraint(
                condition=~Q(state=ContestState.PUBLISHED) | Q(published_at__isnull=False),
                name="contest_published_when",
            ),
        ]


class Entry(models.Model):
    """Who takes part. `name` is what the public reads; `contact` answers for it."""

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="entries")
    number = models.PositiveSmallIntegerField(_("start number"))
    name = models.CharField(_("name of the entry"), max_length=60)
    title = models.CharField(_("title of what is shown"), max_length=80, blank=True)
    text = models.TextField(_("text that is handed in"), max_length=8000, blank=True)
    contact = models.ForeignKey(
        Person, models.PROTECT, related_name="entries", verbose_name=_("who answers for it")
    )
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="entries")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="entries")
    people = models.PositiveSmallIntegerField(_("people"), default=1)
    name_agreed = models.BooleanField(_("the name may be shown in public"), default=False)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    out_why = models.CharField(_("why it is out"), max_length=200, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "number"], name="entry_number_once"),
            models.UniqueConstraint(
                fields=["contest", "name"], condition=Q(withdrawn_at__isnull=True), name="entry_name_once"
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="entry_people"),
        ]


class Round(models.Model):
    """A round. Its draw can be computed again from `seed` and the start numbers by anybody."""

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=40)
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="rounds")
    lanes = models.PositiveSmallIntegerField(_("starts at a time"), default=1)
    go_on = models.PositiveSmallIntegerField(_("how many go on"), null=True, blank=True)
    seed = models.CharField(max_length=32)
    drawn_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "number"], name="round_once"),
            models.CheckConstraint(condition=Q(lanes__range=(1, 50)), name="round_lanes"),
        ]

    @property
    def is_single(self) -> bool:
        """Whether one entry starts at a time."""
        return self.lanes == 1


class Start(models.Model):
    """An entry's turn in a round: in which heat, on which lane, at what time."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="starts")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="starts")
    heat = models.PositiveSmallIntegerField(_("heat"))
    lane = models.PositiveSmallIntegerField(_("lane or order"))
    at = models.DateTimeField(_("time"), null=True, blank=True)
    status = models.CharField(max_length=7, choices=Status.choices, blank=True, default=Status.STARTED)

    class Meta:
        ordering = ["heat", "lane"]
        constraints = [
            models.UniqueConstraint(fields=["round", "entry"], name="start_once"),
            models.UniqueConstraint(fields=["round", "heat", "lane"], name="start_lane_once"),
        ]


class Judge(models.Model):
    """Somebody who gives points; never the contact of an entry."""

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="judges")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "person"], condition=Q(ended_at__isnull=True), name="judge_once"
            )
        ]


class Mark(AppendOnly):
    """What a judge or the clock said of a start. A correction is a new mark with a reason; the latest one holds."""

    start = models.ForeignKey(Start, models.PROTECT, related_name="marks")
    judge = models.ForeignKey(Judge, models.PROTECT, null=True, blank=True, related_name="marks")
    value = models.PositiveIntegerField()
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["start", "judge"], condition=Q(corrects__isnull=True), name="mark_once"
            ),
            models.UniqueConstraint(
                fields=["start"],
                condition=Q(corrects__isnull=True, judge__isnull=True),
                name="mark_of_clock_once",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(reason=""), name="mark_corrected_why"
            ),
        ]


class Result(AppendOnly):
    """The place of an entry when the results were published, with its prize."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="result")
    rank = models.PositiveSmallIntegerField(null=True)
    value = models.PositiveIntegerField(null=True)
    award = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
