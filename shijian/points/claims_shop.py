"""Which personal data the shop of rewards holds, and what for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shijian.kernel.purposes import hold
from shijian.points.claims import POINTS

hold(
    "points.Redemption",
    POINTS,
    label=_("What I redeemed"),
    subject="volunteer__person",
    fields={
        "reward": _("Reward"),
        "points": _("Volunteer points"),
        "state": _("Where it stands"),
        "made_at": _("When"),
        "pick_up_by": _("Pick up by"),
        "over_at": _("Over since"),
    },
    inner=(
        "volunteer", "cost_fen", "code", "code_index", "made_by", "handed_by", "batch", "settlement",
    ),
)  # fmt: skip
hold(
    "points.Merchant", POINTS, label=_("Shops that give rewards"),
    inner=("unit", "unit_path", "name", "contact", "active"),
)  # fmt: skip
hold(
    "points.Reward",
    POINTS,
    label=_("Rewards and courtesies"),
    inner=(
        "kind", "unit", "unit_path", "merchant", "name", "what", "price", "cost_fen", "stock", "supplied",
        "limit_each", "period", "starts_on", "ends_on", "hours_min", "points_min", "active", "made_by", "made_at",
    ),
)  # fmt: skip
hold(
    "points.RewardBudget", POINTS, label=_("Budgets for rewards"),
    inner=("unit", "year", "amount_fen", "document_no", "made_by", "made_at"),
)  # fmt: skip
hold(
    "points.Settlement",
    POINTS,
    label=_("Settlements with shops"),
    inner=("merchant", "month", "lines", "total_fen", "state", "made_by", "made_at", "decided_by", "decided_at"),
)  # fmt: skip
