"""Words of the audit trail for what is done around points."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = dict[str, str | Promise]
DEEDS: Words = {
    "points.appeal": _("Appealed against a deduction of points"),
    "points.appeal-settle": _("Decided on an appeal against a deduction of points"),
    "points.deduct-decide": _("Decided to deduct points"),
    "points.deduct-done": _("Took points by a decision"),
    "points.deduct-drop": _("Dropped a deduction of points"),
    "points.deduct-propose": _("Proposed to deduct points"),
    "points.post": _("Entered points in the ledger"),
    "points.rule-approve": _("Approved rules of points"),
    "points.rule-draft": _("Drafted rules of points"),
    "points.rule-drop": _("Dropped a draft of rules of points"),
}
KINDS: Words = {
    "points.batch": _("Entry in the ledger of points"),
    "points.deduction": _("Deduction of points"),
    "points.pointsrule": _("Rules of points"),
}
