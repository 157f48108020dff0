"""What became of the lines of a plan that is being sent."""

from __future__ import annotations

from collections.abc import Sequence

from shijian.orders.enums import LineState
from shijian.orders.models import DispatchLine, Offer
from shijian.orders.queries import reasons


def refuse(lines: Sequence[DispatchLine], why: str) -> int:
    """Say why these could not be asked; gives 0, the number of those who were."""
    for line in lines:
        line.state, line.refusal = LineState.REFUSED, why
        line.save(update_fields=["state", "refusal"])
    return 0


def sent(lines: Sequence[DispatchLine], offers: Sequence[Offer]) -> int:
    """Bind each line to its offer, which says that it comes from a plan; gives their number."""
    of = {(offer.volunteer_id, offer.team_id): offer for offer in offers}
    for line in lines:
        offer = of[line.volunteer_id, line.team_id]
        found = [*reasons.unpack(offer.explanation), reasons.planned(line.load)]
        offer.explanation = reasons.pack(found)
        offer.save(update_fields=["explanation"])
        line.state, line.offer = LineState.SENT, offer
        line.save(update_fields=["state", "offer"])
    return len(lines)
