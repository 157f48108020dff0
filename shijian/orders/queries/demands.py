"""What an order demands of who serves: licences, trainings, strains, the body in command; shown before a yes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from shijian.orders.enums import Urgency
from shijian.orders.models import Command, Order
from shijian.orders.queries import demanded
from shijian.volunteers.enums import Strain


def of(order: Order) -> list[tuple[str, Any]]:
    """Label and words of each demand; two queries, three in an emergency."""
    licences = order.skills.filter(needs_licence=True).order_by("pk").values_list("name", flat=True)
    rows: list[tuple[str, Any]] = [
        (_("Licence needed"), _(", ").join(licences)),
        (_("Training needed"), _(", ").join(demanded.trainings_of(order).values())),
        (_("What it asks of the body"), Strain.words(order.strains)),
    ]
    if order.urgency == Urgency.EMERGENCY:
        row = Command.objects.filter(order=order).first()
        rows.append((_("Body in command"), row.body if row else _("not named yet")))
        rows.append((_("Report to"), row.contact if row else ""))
    return [(label, words) for label, words in rows if words]
