"""An emergency names its body in command; only through it is anybody sent (decree 685, article 24)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, WrongState
from shijian.kernel.operation import operation
from shijian.orders import rules
from shijian.orders.enums import OPEN_STATES, Urgency
from shijian.orders.models import Command, Order
from shijian.orders.operations.verify import opened

LONGEST = 120


class NoCommand(Conflict):
    """Nobody is sent into an emergency before its body in command is known."""

    code = "no-command"
    message = gettext_lazy(
        "This is an emergency: first name the body in command and whom volunteers report to."
    )


@operation
def name_command(order: Order, *, body: str, contact: str, actor: Actor) -> Command:
    """Name the body in command and whom volunteers report to on the spot; a later word replaces an earlier one.

    Raises `OutOfReach`, `NotAllowed`, `WrongState` for what is no open emergency, `Invalid` by field.
    """
    order = opened(order, actor)
    if not rules.can_command(actor, order):
        raise NotAllowed
    if order.urgency != Urgency.EMERGENCY or order.state not in OPEN_STATES:
        raise WrongState(_("This is no open emergency."))
    facts = {"body": " ".join(body.split()), "contact": " ".join(contact.split())}
    errors = {
        name: _("Please say it in a few words.")
        for name, value in facts.items()
        if not value or len(value) > LONGEST
    }
    if errors:
        raise Invalid(fields=errors)
    before = Command.objects.filter(order=order).values_list("body", flat=True).first()
    row, _made = Command.objects.update_or_create(
        order=order, defaults={**facts, "noted_by_id": actor.person_id, "noted_at": clock.now()}
    )
    audit.record("order.command", order, actor=actor, changes={"body": [before, row.body]})
    return row


def demand(order: Order) -> None:
    """Raise `NoCommand` for an emergency without its body in command."""
    if order.urgency == Urgency.EMERGENCY and not Command.objects.filter(order=order).exists():
        raise NoCommand


def demand_no_claims(order: Order) -> None:
    """Raise `Conflict` where somebody would go into an emergency by himself."""
    if order.urgency == Urgency.EMERGENCY:
        raise Conflict(_("In an emergency nobody goes by himself: the body in command asks for helpers."))
