"""The menu, orders and their offers, service and rating; the rights of volunteers."""

from shijian.orders.models.menu import MenuItem
from shijian.orders.models.orders import Assignment, BlockedPair, Channels, Offer, Order, Rating
from shijian.orders.models.rights import Absence, Command, OrderInsurance, RiskReading

__all__ = [
    "Absence",
    "Assignment",
    "BlockedPair",
    "Channels",
    "Command",
    "MenuItem",
    "Offer",
    "Order",
    "OrderInsurance",
    "Rating",
    "RiskReading",
]
