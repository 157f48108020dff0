"""What became of the lines of a plan that is being sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shijian.kernel.errors import NotAllowed, OutOfReach, ShijianError
from shijian.orders.enums import LineState
from shijian.orders.models import DispatchLine, Offer
from shijian.orders.queries import reasons

MOVED = "order-moved"


def offered(lines: Sequence[DispatchLine], make: Callable[[], Sequence[Offer]]) -> int:
    """Make the offers of these lines, or say that the order does not wait for them any more; gives their number."""
    try:
        offers = make()
    except (NotAllowed, OutOfReach):
        raise
    except ShijianError:
        return refuse(lines, MOVED)
    return _sent(lines, offers)


def refuse(lines: Sequence[DispatchLine], why: str) -> int:
    """Say why these could not be asked; gives 0, the number of those who were."""
    for line in lines:
        line.state, line.refusal = LineState.REFUSED, why
        line.save(update_fields=["state", "refusal"])
    return 0


def _sent(lines: Sequence[DispatchLine], offers: Sequence[Offer]) -> int:
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
