"""Imports of rolls: the run, its rows, and which columns a unit's rolls have."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor, Permission
from shijian.people.models import Person
from shijian.units.models import Unit
from shijian.volunteers.imports.enums import Match, Outcome, RunState


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    """Reads of imports."""

    def visible_to(self, actor: Actor) -> ImportRunQuerySet:
        """Imports into units within reach of volunteer:import."""
        return self.filter(actor.within(Permission.VOLUNTEER_IMPORT, "unit_path"))


class ImportRun(models.Model):
    """One roll on its way into the register. `position` is the last row of the sheet that is done."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    unit_path = models.CharField(max_length=40, editable=False, db_index=True)
    created_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=RunState.choices, default=RunState.MAPPING)
    language = models.CharField(max_length=10)
    file_name = models.CharField(max_length=120)
    file_key = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64)
    sheets = models.JSONField(default=list)
    sheet = models.CharField(max_length=80)
    heading_row = models.PositiveIntegerField(default=0)
    titles = models.JSONField(default=list)
    hidden = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    evidence = models.CharField(max_length=200, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    problem = models.CharField(max_length=200, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["sha256"], name="importrun_file")]


class ImportRow(models.Model):
    """What was found about one row, and what became of it; `number` is the row of the sheet, from 1."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    name = models.CharField(max_length=60, blank=True)
    problems = models.JSONField(default=list)
    match = models.CharField(max_length=8, choices=Match.choices, blank=True)
    same_row = models.PositiveIntegerField(null=True, blank=True)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    volunteer = models.ForeignKey("volunteers.Volunteer", models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="import_row_once")]
        indexes = [models.Index(fields=["run", "outcome", "number"], name="importrow_outcome")]


class ColumnMemory(models.Model):
    """What the columns of a roll meant when a unit last imported one with these headings."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=32)
    columns = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "fingerprint"], name="column_memory_once")]
