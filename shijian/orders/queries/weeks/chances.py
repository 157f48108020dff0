"""How likely somebody says yes: learnt from the last answers and from the facts that were stored with the offers."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from shijian.kernel import clock
from shijian.matching import chance
from shijian.matching.week import Arcs, Floats
from shijian.orders.enums import OfferState, Urgency
from shijian.orders.models import Assignment, Offer
from shijian.orders.queries import reasons
from shijian.orders.queries.eligibility import LIVE
from shijian.orders.queries.volunteer_facts import MONTH
from shijian.orders.queries.weeks.snapshot import Snapshot
from shijian.orders.queries.weeks.ways import GUESS
from shijian.volunteers.enums import TravelLimit

ANSWERED = (OfferState.ACCEPTED, OfferState.REFUSED, OfferState.EXPIRED)
# So many answers are learnt from, the newest first; with fewer than LEAST what is held before any answer holds on.
LATEST, LEAST = 5000, 30
YEAR = dt.timedelta(days=365)
KM = {
    "village": GUESS[TravelLimit.VILLAGE],
    "town": GUESS[TravelLimit.TOWN],
    "county": GUESS[TravelLimit.COUNTY],
}
NEAR_KM = 1.0


@dataclass(frozen=True)
class Answers:
    """Who said yes and no how often within a year, by volunteer."""

    yes: Counter[int]
    no: Counter[int]


def learnt() -> chance.Model:
    """The model of the answers until now; one query."""
    rows = Offer.objects.filter(
        state__in=ANSWERED, volunteer__isnull=False, answered_at__gte=clock.now() - YEAR
    )
    fields = ("volunteer_id", "state", "explanation", "order__urgency")
    found = list(rows.order_by("-answered_at", "-pk").values_list(*fields)[:LATEST])[::-1]
    if len(found) < LEAST:
        return chance.Model.prior()
    yes, no, facts, said = Counter[int](), Counter[int](), [], []
    for pk, state, stored, urgency in found:
        facts.append((*_facts(stored), yes[pk], no[pk], urgency >= Urgency.SOON))
        said.append(state == OfferState.ACCEPTED)
        (yes if said[-1] else no)[pk] += 1
    return chance.fit(_rows(facts), np.array(said, bool))


def _facts(stored: dict[str, Any]) -> tuple[float, bool, int]:
    """Kilometres, said to be free, services of late, as they were when the offer was made."""
    facts = {reason.code: reason.fact for reason in reasons.unpack(stored)}
    far = facts.get("distance", "town")
    km = KM[far] if isinstance(far, str) else float(far)
    return km, facts.get("free") == "free", int(facts.get("load", 0))


def _rows(facts: list[tuple[Any, ...]]) -> Floats:
    km, free, load, yes, no, urgent = (np.array(column) for column in zip(*facts, strict=True))
    return chance.rows(km=km, near=km <= NEAR_KM, free=free, load=load, yes=yes, no=no, urgent=urgent)


class Chances:
    """Gives the chance of each arc of a week; two queries, asked once."""

    def __init__(self, taken: Snapshot, model: chance.Model) -> None:
        self.taken, self.model = taken, model
        place, people = taken.crew.place, len(taken.crew.ids)
        self.load, self.yes, self.no = (np.zeros(people, np.int64) for _each in range(3))
        since = clock.now() - MONTH
        served = Assignment.objects.filter(state__in=LIVE, committed_at__gte=since)
        for pk in served.values_list("volunteer_id", flat=True):
            if pk in place:
                self.load[place[pk]] += 1
        asked = Offer.objects.filter(state__in=ANSWERED, answered_at__gte=clock.now() - YEAR)
        for pk, state in asked.values_list("volunteer_id", "state"):
            if pk in place:
                (self.yes if state == OfferState.ACCEPTED else self.no)[place[pk]] += 1
        self.urgent = np.array([order.urgency >= Urgency.SOON for order in taken.orders], bool)

    def __call__(self, arcs: Arcs) -> Floats:
        """The probability of a yes for each arc."""
        who, km = arcs.volunteer, arcs.way / 10
        features = chance.rows(
            km=km, near=km <= NEAR_KM, free=self.taken.crew.said[who], load=self.load[who],
            yes=self.yes[who], no=self.no[who], urgent=self.urgent[arcs.order],
        )  # fmt: skip
        return self.model.predict(features)
