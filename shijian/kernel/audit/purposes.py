"""Why somebody reads protected data of a person: a fixed list, so that reads can be counted and compared."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LookPurpose(TextChoices):
    """The purposes for which protected data may be read. PIPL 6: a read has one clear and reasonable purpose."""

    SERVICE = "service", _("To arrange or give a service")
    CONTACT = "contact", _("To reach the person")
    CARE = "care", _("To look after the person")
    DANGER = "danger", _("Danger to life or health")
    CORRECTION = "correction", _("To check or correct the data")
    REQUEST = "request", _("The person or the guardian asked for it")
    COMPLAINT = "complaint", _("To settle a complaint or an appeal")
    DUTY = "duty", _("A law demands it")
    SUPERVISION = "supervision", _("To supervise or audit")
    OTHER = "other", _("Something else")
