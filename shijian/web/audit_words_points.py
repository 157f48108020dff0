"""Words of the audit trail for what is done around points."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = dict[str, str | Promise]
DEEDS: Words = {
    "points.budget-add": _("Entered money for rewards"),
    "points.hand-over": _("Handed over what was redeemed"),
    "points.merchant-add": _("Entered a shop that gives rewards"),
    "points.merchant-change": _("Changed a shop that gives rewards"),
    "points.redeem": _("Redeemed a reward"),
    "points.redeem-cancel": _("Called off a redemption"),
    "points.redeem-expire": _("Gave back what was not picked up"),
    "points.reward-add": _("Entered a reward"),
    "points.reward-change": _("Changed a reward"),
    "points.reward-restock": _("Changed the stock of a reward"),
    "points.reward-withdraw": _("Took a reward out of the catalogue, or brought it back"),
    "points.settle": _("Made a settlement with a shop"),
    "points.settle-confirm": _("Confirmed a settlement with a shop"),
    "points.settle-drop": _("Dropped a settlement with a shop"),
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
    "points.merchant": _("Shop"),
    "points.redemption": _("Redemption"),
    "points.reward": _("Reward"),
    "points.rewardbudget": _("Money for rewards"),
    "points.settlement": _("Settlement"),
}
