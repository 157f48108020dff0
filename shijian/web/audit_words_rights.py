"""The audit trail in words: what volunteers' rights add."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DEEDS: dict[str, str | Promise] = {
    "complaint.escalate": _("A late complaint went to the level above"),
    "complaint.remind": _("Reminded of a late complaint"),
}
KINDS: dict[str, str | Promise] = {}
