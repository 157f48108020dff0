"""Kinds and states of practice units."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class UnitKind(TextChoices):
    """What a unit is in the network, whatever the county calls it."""

    OVERSIGHT = "oversight", _("Overseeing office")
    CENTRE = "centre", _("Centre")
    HUB = "hub", _("Hub")
    STATION = "station", _("Station")
    POINT = "point", _("Point")
    DEPARTMENT = "department", _("Department station")
    ENTERPRISE = "enterprise", _("Enterprise station")
    POST = "post", _("Service-window post")
    BASE = "base", _("Base")


class UnitState(TextChoices):
    """Where a unit stands in its life."""

    PLANNED = "planned", _("Planned")
    ACTIVE = "active", _("Active")
    MERGED = "merged", _("Merged")
    CLOSED = "closed", _("Closed")


class CodeKind(TextChoices):
    """Which list a code belongs to."""

    STATISTICAL = "statistical", _("Statistical area code")
    LOCAL = "local", _("Local number")


class OfficeKind(TextChoices):
    """What a body inside a unit is."""

    LEADING_GROUP = "leading-group", _("Leading group")
    OFFICE = "office", _("Office")
    GROUP = "group", _("Group")
    WORK_GROUP = "work-group", _("Work group")
