"""How likely somebody says yes: by the model of last night, and by what is known of who is asked."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Q

from shijian.kernel import clock, memo
from shijian.matching import chance
from shijian.matching.week import Arcs, Flags, Floats, Ints, has
from shijian.orders.enums import OfferState, Urgency
from shijian.orders.models import Assignment, ChanceModel, Offer
from shijian.orders.queries import reasons
from shijian.orders.queries.eligibility import LIVE
from shijian.orders.queries.weeks.snapshot import Snapshot
from shijian.orders.queries.weeks.ways import GUESS
from shijian.volunteers.enums import TravelLimit

ANSWERED = (OfferState.ACCEPTED, OfferState.REFUSED, OfferState.EXPIRED)
# So many answers are learnt from, the newest first; with fewer than LEAST what is held before any answer holds on.
LATEST, LEAST = 5000, 30
MONTH, YEAR = dt.timedelta(days=28), dt.timedelta(days=365)
KM = {
    "village": GUESS[TravelLimit.VILLAGE],
    "town": GUESS[TravelLimit.TOWN],
    "county": GUESS[TravelLimit.COUNTY],
}
NEAR_KM = 1.0
MEMO = "dispatch-chances"
Known = tuple[float, bool, int, int, int, bool]


@dataclass(frozen=True)
class Facts:
    """What a chance depends on, one entry for each asking: kilometres, whether the time was said to be free, services
    of the last four weeks, yes and no answers within a year, whether the order is urgent."""

    km: Floats
    free: Flags
    load: Ints
    yes: Ints
    no: Ints
    urgent: Flags

    @classmethod
    def of(cls, known: list[Known]) -> Facts:
        """From rows."""
        return cls(*(np.array(column) for column in zip(*known, strict=True)))

    def rows(self) -> Floats:
        """The features of the model."""
        return chance.rows(
            km=self.km, near=self.km <= NEAR_KM, free=self.free, load=self.load, yes=self.yes, no=self.no,
            urgent=self.urgent,
        )  # fmt: skip

    def because(self, model: chance.Model) -> Callable[[int], dict[str, Any]]:
        """Gives for one asking what its chance comes from, as a plan stores it; in words: `queries.likely`."""
        parts = model.parts(self.rows()).round(2)

        def of(at: int) -> dict[str, Any]:
            counts = {name: int(getattr(self, name)[at]) for name in ("load", "yes", "no")}
            return {"parts": parts[at].tolist(), "free": bool(self.free[at]), **counts}

        return of


@dataclass(frozen=True)
class History:
    """Services of the last four weeks, yes and no answers within a year, one entry for each person."""

    load: Ints
    yes: Ints
    no: Ints


def current() -> chance.Model:
    """What the newest row says, what is held before any answer while there is none; one query."""
    return memo.remembered(MEMO, _newest)  # type: ignore[no-any-return]


def newest() -> ChanceModel | None:
    """The row that holds."""
    return ChanceModel.objects.order_by("-at", "-pk").first()


def _newest() -> chance.Model:
    return model_of(newest())


def model_of(row: ChanceModel | None) -> chance.Model:
    """What a row says; what is held before any answer without one, or where its features are others."""
    if row is None or len(row.weights) != len(chance.PRIOR):
        return chance.Model.prior()
    return chance.Model(np.array(row.weights, float), row.answers, row.off)


def examples() -> tuple[Floats, Flags] | None:
    """The features and answers of the last year to learn from; None while they are few. One query."""
    rows = Offer.objects.filter(
        state__in=ANSWERED, volunteer__isnull=False, answered_at__gte=clock.now() - YEAR
    )
    fields = ("volunteer_id", "state", "explanation", "order__urgency")
    found = list(rows.order_by("-answered_at", "-pk").values_list(*fields)[:LATEST])[::-1]
    if len(found) < LEAST:
        return None
    yes, no, facts, said = Counter[int](), Counter[int](), [], []
    for pk, state, stored, urgency in found:
        facts.append((*_facts(stored), yes[pk], no[pk], urgency >= Urgency.SOON))
        said.append(state == OfferState.ACCEPTED)
        (yes if said[-1] else no)[pk] += 1
    return Facts.of(facts).rows(), np.array(said, bool)


def _facts(stored: dict[str, Any]) -> tuple[float, bool, int]:
    """Kilometres, said to be free, services of late, as they were when the offer was made."""
    facts = {reason.code: reason.fact for reason in reasons.unpack(stored)}
    far = facts.get("distance", "town")
    km = KM[far] if isinstance(far, str) else float(far)
    return km, facts.get("free") == "free", int(facts.get("load", 0))


def history(place: dict[int, int], only: Q | None = None) -> History:
    """What those with a `place` did and answered; `only` spares the database the others. Two queries."""
    load, yes, no = (np.zeros(len(place), np.int64) for _each in range(3))
    since, narrow = clock.now() - MONTH, only if only is not None else Q()
    served = Assignment.objects.filter(narrow, state__in=LIVE, committed_at__gte=since)
    for pk in served.values_list("volunteer_id", flat=True):
        if pk in place:
            load[place[pk]] += 1
    asked = Offer.objects.filter(narrow, state__in=ANSWERED, answered_at__gte=clock.now() - YEAR)
    for pk, state in asked.values_list("volunteer_id", "state"):
        if pk in place:
            (yes if state == OfferState.ACCEPTED else no)[place[pk]] += 1
    return History(load, yes, no)


class Chances:
    """Gives the chance of each arc of a week; two queries, asked once."""

    def __init__(self, taken: Snapshot, model: chance.Model) -> None:
        self.taken, self.model = taken, model
        self.history = history(taken.crew.place)
        self.urgent = np.array([order.urgency >= Urgency.SOON for order in taken.orders], bool)

    def facts(self, arcs: Arcs) -> Facts:
        """What the chance of each arc depends on."""
        who, past = arcs.volunteer, self.history
        free = has(self.taken.crew.said[who], arcs.slot)
        return Facts(
            arcs.way / 10, free, past.load[who], past.yes[who], past.no[who], self.urgent[arcs.order]
        )

    def __call__(self, arcs: Arcs) -> Floats:
        """The probability of a yes for each arc."""
        return self.model.predict(self.facts(arcs).rows())
