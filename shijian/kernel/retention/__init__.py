"""Personal data goes by itself: each app says of its columns what goes when, or why it stays.

    retention.minimise("order-contact", _("Address and phone of orders"), model="orders.Order",
                       since="closed_at", term=TERM, clear={"address": "", "contact_phone": ""}, people=("recipient",))
    retention.erase("message", _("Messages"), model="people.Message", since="created_at", term=TERM)
    retention.stays("orders.Order", "number", "state", why=reasons.PROOF)
    retention.elsewhere("people.LoginFailure", by="people.logins")

A test holds every column that a purpose claims against exactly one of these.
"""

from shijian.kernel.retention import reasons
from shijian.kernel.retention.holds import HOLDS
from shijian.kernel.retention.rules import (
    KEPT,
    MARK,
    RULES,
    Rule,
    elsewhere,
    erase,
    minimise,
    stays,
)
from shijian.kernel.retention.terms import past

__all__ = [
    "HOLDS",
    "KEPT",
    "MARK",
    "RULES",
    "Rule",
    "elsewhere",
    "erase",
    "minimise",
    "past",
    "reasons",
    "stays",
]
