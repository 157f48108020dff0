"""The ledger of points, its rules, and deductions."""

from shijian.points.models.deductions import Deduction
from shijian.points.models.ledger import Account, Batch, Entry
from shijian.points.models.rulebook import Credit, PointsRule

__all__ = ["Account", "Batch", "Credit", "Deduction", "Entry", "PointsRule"]
