"""What targets measure, and where one stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

TARGET_KIND = "target"  # the kind under which the flow log keeps moves


class Measure(TextChoices):
    """What a target counts in a year; every number comes from the registers themselves."""

    VOLUNTEERS = "volunteers", _("Volunteers on the register")
    ACTIVE = "active", _("Volunteers who served")
    HOURS = "hours", _("Hours that count")
    POINTS = "points", _("Points for service")
    ACTIVITIES = "activities", _("Activities that took place")
    ORDERS = "orders", _("Orders that were served")


class TargetState(TextChoices):
    """Where a target stands."""

    PROPOSED = "proposed", _("Waits for approval")
    APPROVED = "approved", _("In force")
    REFUSED = "refused", _("Not approved")
    REPLACED = "replaced", _("Replaced by a later one")
