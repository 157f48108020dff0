"""Evidence grades and states of service records."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Grade(TextChoices):
    """How well a service minute is proved, from strongest to weakest."""

    MUTUAL = "mutual", _("Confirmed by both sides")
    SITE = "site", _("Scanned on site")
    SELF = "self", _("Own check-in in place and time")
    WITNESSED = "witnessed", _("Entered by the leader")
    LATE = "late", _("Entered late with approval")
    IMPORTED = "imported", _("Imported")


class RecordState(TextChoices):
    """A record counts or is void; it is never edited."""

    VALID = "valid", _("Valid")
    VOID = "void", _("Void")


class Recipient(TextChoices):
    """Whom the service was for (category, never a name)."""

    ELDER = "elder", _("Elders")
    CHILD = "child", _("Children")
    DISABLED = "disabled", _("People with disabilities")
    HARDSHIP = "hardship", _("Families in hardship")
    RESIDENT = "resident", _("Residents")
    PUBLIC = "public", _("The public")
