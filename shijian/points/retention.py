"""Why what stands in the ledger of points stays, and which words go."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shijian.kernel.purposes import months_key
from shijian.kernel.retention import minimise, reasons, stays

minimise(
    "points-words", _("Words of deductions of points"), model="points.Deduction", since="created_at",
    term=months_key("points"), clear={"facts": "", "appeal": "", "answer": ""}, people=("volunteer__person",),
)  # fmt: skip
for model in ("Account", "Batch", "Entry", "Credit"):
    stays(f"points.{model}", why=reasons.APPEND_ONLY)
stays("points.Deduction", why=reasons.PROOF)
stays("points.PointsRule", why=reasons.OFFICIAL)
stays("points.RewardBudget", why=reasons.APPEND_ONLY)
for model in ("Redemption", "Settlement"):
    stays(f"points.{model}", why=reasons.PROOF)
for model in ("Merchant", "Reward"):
    stays(f"points.{model}", why=reasons.OFFICIAL)
