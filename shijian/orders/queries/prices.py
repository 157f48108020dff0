"""The price of asking a volunteer for one order as reasons, each with its part."""

from __future__ import annotations

from shijian.orders.queries.eligibility import Need
from shijian.orders.queries.reasons import Reason
from shijian.orders.queries.weeks.single import BUSY, Lacking, Price
from shijian.volunteers.enums import Language, TravelLimit

STEPS = {TravelLimit.VILLAGE: "village", TravelLimit.TOWN: "town", TravelLimit.COUNTY: "county"}


def reasons_for(need: Need, price: Price) -> list[Reason]:
    """What a plan counts, and what is only wished: the sum of the costs is the whole price."""
    lacking = Lacking.on(need.first_day)
    found = [
        *_wished(need, price, lacking),
        Reason("distance", far_fact(price.far), cost=price.way),
        Reason("free", price.free, cost=lacking.time if price.free == BUSY else 0),
        Reason("load", price.served, cost=0),
        Reason("chance", price.chance, cost=price.risk),
        Reason("turn", price.turns, cost=price.load),
    ]
    held = (Reason("elsewhere", True, cost=price.elsewhere), Reason("kept", True, cost=price.kept))
    return [*found, *(each for each in held if each.cost)]


def far_fact(far: float | TravelLimit) -> float | str:
    """How far as an offer stores it: kilometres, or the step in the tree."""
    return STEPS[far] if isinstance(far, TravelLimit) else round(far, 1)


def _wished(need: Need, price: Price, lacking: Lacking) -> list[Reason]:
    found, order = [], need.order
    if wanted := len(need.skill_ids):
        found.append(Reason("skill", [price.skills, wanted], cost=lacking.skill * (wanted - price.skills)))
    if order.language not in ("", Language.MANDARIN):
        speaks = order.language in price.volunteer.languages
        found.append(Reason("language", speaks, cost=0 if speaks else lacking.language))
    if order.team_id is not None:
        found.append(Reason("team", price.member, cost=0 if price.member else lacking.team))
    return found
