"""States of an import, what becomes of its rows, and how a row may match the register."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RunState(TextChoices):
    """Where an import stands."""

    MAPPING = "mapping", _("Choosing columns")
    CHECKING = "checking", _("Checking")
    CHECKED = "checked", _("Checked")
    RUNNING = "running", _("Importing")
    DONE = "done", _("Import finished")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Stopped by an error")


class Outcome(TextChoices):
    """What was found about a row, and in the end what became of it."""

    WARNED = "warned", _("To be looked at")
    WRONG = "wrong", _("Not imported: wrong")
    DUPLICATE = "duplicate", _("Duplicate")
    CREATED = "created", _("Newly registered")
    MERGED = "merged", _("Merged with a known entry")
    SKIPPED = "skipped", _("Skipped")


class Match(TextChoices):
    """Why a row is taken for somebody who is known, strongest first."""

    DOCUMENT = "document", _("Same identity number")
    PHONE = "phone", _("Same phone and same name")
    NAME = "name", _("Same name and date of birth")
    SHARED = "shared", _("Same phone, another name")


class Choice(TextChoices):
    """What to do with a duplicate."""

    MERGE = "merge", _("Merge: fill what is missing")
    SKIP = "skip", _("Skip")
    SEPARATE = "separate", _("Register as another person")


CHOICES = {
    Match.DOCUMENT: (Choice.MERGE, Choice.SKIP),
    Match.PHONE: (Choice.MERGE, Choice.SKIP, Choice.SEPARATE),
    Match.NAME: (Choice.SKIP, Choice.MERGE, Choice.SEPARATE),
    Match.SHARED: (Choice.SKIP, Choice.SEPARATE),
}
"""What may be chosen for each kind of match; the first is proposed."""
