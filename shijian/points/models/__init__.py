"""The ledger of points, its rules, deductions; what volunteers get for points, and courtesies."""

from shijian.points.models.deductions import Deduction
from shijian.points.models.ledger import Account, Batch, Entry
from shijian.points.models.redemptions import Redemption, Settlement
from shijian.points.models.rewards import Merchant, Reward, RewardBudget
from shijian.points.models.rulebook import Credit, PointsRule

__all__ = [
    "Account", "Batch", "Credit", "Deduction", "Entry", "Merchant", "PointsRule", "Redemption", "Reward",
    "RewardBudget", "Settlement",
]  # fmt: skip
