"""How an order leaves early: withdrawn by the resident or referred, from any state before the service."""

from __future__ import annotations

from shijian.demo import words
from shijian.demo.tale import Tale
from shijian.demo.world import World
from shijian.orders.enums import OrderState

S = OrderState
PLACES = {
    "rejected": (S.VERIFYING, S.VERIFYING, S.QUEUED),
    "withdrawn": (S.VERIFYING, S.QUEUED, S.ACCEPTED, S.OFFERED),
    "unmet": (S.QUEUED, S.OFFERED, S.VERIFYING, S.ACCEPTED),
}


def place_of(world: World, ending: str) -> str:
    """From which state an order with this ending leaves; each has its turn."""
    places = PLACES.get(ending)
    if places is None:
        return ""
    world.turns[ending] += 1
    return places[world.turns[ending] % len(places)]


def leaves(tale: Tale, state: str) -> bool:
    """Let the order leave if this is the state from which it does."""
    if tale.exit != state:
        return False
    if tale.plan.ending == "withdrawn":
        _withdraw(tale)
    else:
        refer(tale)
    return True


def _withdraw(tale: Tale) -> None:
    tale.wait(1, 8)
    tale.release()
    tale.move("withdraw", S.WITHDRAWN, tale.order.asked_by, note=tale.rng.choice(words.WITHDRAWALS))
    tale.close()


def refer(tale: Tale) -> None:
    """Say that volunteers cannot do it, and who can."""
    tale.wait(1, 8)
    tale.release()
    whom, why = tale.rng.choice(words.REFERRALS)
    tale.order.referred_to = whom
    tale.move("refer", S.UNMET, tale.world.dispatcher(tale.order), note=why, extra={"referred_to": whom})
    tale.close()
