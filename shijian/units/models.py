"""The tree of practice units with their names, codes and offices over time."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shijian.kernel import paths
from shijian.kernel.actor import Actor, Permission
from shijian.units.enums import CodeKind, OfficeKind, UnitKind, UnitState


class UnitLevel(models.Model):
    """A county's own word for a kind of unit: name of the level and wording of the plaque (data, not code)."""

    kind = models.CharField(_("kind"), max_length=12, choices=UnitKind.choices, unique=True)
    name = models.CharField(_("name of the level"), max_length=20)
    suffix = models.CharField(_("wording after the place name"), max_length=40)
    rank = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return self.name


class UnitQuerySet(models.QuerySet["Unit"]):
    """Reads of units."""

    def active(self) -> UnitQuerySet:
        """Units that work today."""
        return self.filter(state=UnitState.ACTIVE)

    def visible_to(self, actor: Actor) -> UnitQuerySet:
        """Active units are public; planned, merged and closed ones only within reach of unit:view."""
        return self.filter(Q(state=UnitState.ACTIVE) | actor.within(Permission.UNIT_VIEW))

    def below(self, path: str) -> UnitQuerySet:
        """The unit at `path` and everything below it."""
        return self.filter(paths.below("path", path))

    def on_the_way(self, path: str) -> UnitQuerySet:
        """The unit at `path` and its ancestors."""
        return self.filter(path__in=paths.ancestors(path))


class Unit(models.Model):
    """A practice unit. Surrogate key; codes and names are dated attributes."""

    path = models.CharField(max_length=40, unique=True, editable=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    kind = models.CharField(_("kind"), max_length=12, choices=UnitKind.choices)
    name = models.CharField(_("name"), max_length=80)
    place_name = models.CharField(_("place"), max_length=60, blank=True)
    state = models.CharField(max_length=8, choices=UnitState.choices, default=UnitState.ACTIVE)
    address = models.CharField(pgettext_lazy("of a unit", "address"), max_length=200, blank=True)
    phone = models.CharField(_("public phone"), max_length=20, blank=True)
    opening_hours = models.CharField(_("opening hours"), max_length=120, blank=True)
    introduction = models.TextField(_("introduction"), max_length=2000, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    plaque_on = models.DateField(_("plaque since"), null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    next_child = models.PositiveIntegerField(default=0, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="unit_position_whole",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(state=UnitState.MERGED), name="unit_merged_state"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True)
                | Q(founded_on__isnull=True)
                | Q(closed_on__gte=F("founded_on")),
                name="unit_closed_after_founded",
            ),
        ]
        indexes = [
            models.Index(fields=["parent", "path"], name="unit_children"),
            models.Index(fields=["kind", "path"], name="unit_kind"),
        ]

    def __str__(self) -> str:
        return self.name


class Dated(models.Model):
    """An attribute that holds from a day until (not including) another."""

    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def on(day: dt.date) -> Q:
        """Filter for rows in force on `day`."""
        return Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gt=day))


class UnitCode(Dated):
    """A code of a unit while it held."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="codes")
    kind = models.CharField(max_length=12, choices=CodeKind.choices)
    code = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind"], condition=Q(valid_until__isnull=True), name="unit_code_one_current"
            ),
            models.UniqueConstraint(
                fields=["kind", "code"],
                condition=Q(valid_until__isnull=True),
                name="unit_code_unique_current",
            ),
        ]


class UnitName(Dated):
    """A former or present name of a unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="names")
    name = models.CharField(max_length=80)
    document_no = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(valid_until__isnull=True), name="unit_name_one_current"
            )
        ]


class Office(models.Model):
    """A body inside a unit: leading group, office, group of the office, work group."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="offices")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    kind = models.CharField(_("kind"), max_length=16, choices=OfficeKind.choices)
    name = models.CharField(_("name"), max_length=60)
    duty = models.TextField(_("duty"), max_length=1000, blank=True)
    rank = models.PositiveSmallIntegerField(default=0)
    dissolved_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="office_name_once")]

    def __str__(self) -> str:
        return self.name
