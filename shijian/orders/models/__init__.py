"""The menu, orders and their offers, plans of a week, service and rating; the rights of volunteers."""

from shijian.orders.models.learnt import ChanceModel, SpanPrice
from shijian.orders.models.menu import MenuItem
from shijian.orders.models.orders import Assignment, BlockedPair, Channels, Offer, Order, Rating
from shijian.orders.models.plans import STANDING, DispatchLine, DispatchNeed, DispatchPlan
from shijian.orders.models.rights import Absence, Command, OrderInsurance, RiskReading

__all__ = [
    "STANDING",
    "Absence",
    "Assignment",
    "BlockedPair",
    "ChanceModel",
    "Channels",
    "Command",
    "DispatchLine",
    "DispatchNeed",
    "DispatchPlan",
    "MenuItem",
    "Offer",
    "Order",
    "OrderInsurance",
    "Rating",
    "RiskReading",
    "SpanPrice",
]
