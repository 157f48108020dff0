"""What an order demands of who serves: licences, trainings, strains, the body in command; shown before a yes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from shijian.orders.enums import Urgency
from shijian.orders.models import Command, Order
from shijian.orders.queries import demanded, eligibility
from shijian.volunteers.enums import Strain
from shijian.volunteers.models import Volunteer

KEPT = ("unlicensed", "untrained", "no-agreement")


def of(order: Order) -> list[tuple[str, Any]]:
    """Label and words of each demand; two queries, three in an emergency."""
    licences = order.skills.filter(needs_licence=True).order_by("pk").values_list("name", flat=True)
    rows: list[tuple[str, Any]] = [
        (_("Licence needed"), _(", ").join(licences)),
        (_("Training needed"), _(", ").join(demanded.trainings_of(order).values())),
        (_("What it asks of the body"), Strain.words(order.strains)),
        (_("Only if all can come"), _all_words(order)),
    ]
    if order.urgency == Urgency.EMERGENCY:
        row = Command.objects.filter(order=order).first()
        rows.append((_("Body in command"), row.body if row else _("not named yet")))
        rows.append((_("Report to"), row.contact if row else ""))
    return [(label, words) for label, words in rows if words]


def _all_words(order: Order) -> str:
    if not order.together or order.headcount == 1:
        return ""
    return _("it needs all %(n)s people") % {"n": order.headcount}


def lost_since(order: Order, volunteer_id: int) -> eligibility.Rule | None:
    """Give the licence, training or agreement that one who is bound no longer has; None when nothing is missing."""
    need = eligibility.need_of(order)
    rules = [rule for rule in eligibility.RULES if rule.code in KEPT] if _demands(need) else []
    mine = Volunteer.objects.filter(pk=volunteer_id)
    broken = (rule for rule in rules if not mine.filter(rule.test(need)).exists())
    rule = next(broken, None)
    return rule.told(need) if rule else None


def _demands(need: eligibility.Need) -> bool:
    return bool(need.licences or need.trainings or need.agreement)
