"""One order with all rows that hang on it, as its story goes on; saves nothing."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from shijian.demo.plans import ASKED, OPEN, Plan
from shijian.demo.world import World
from shijian.kernel import clock
from shijian.kernel.actor import Channel
from shijian.kernel.models import AuditEntry, FlowLog
from shijian.orders.enums import ORDER_KIND, AssignmentState, OfferState
from shijian.orders.models import Assignment, BlockedPair, Offer, Order, Rating
from shijian.orders.queries import reasons
from shijian.orders.queries.reasons import UNITS, Reason
from shijian.people.models import Person
from shijian.records.models import ServiceRecord
from shijian.volunteers.models import Skill, Team, Volunteer

# What the audit trail calls the moves; the others are told by the rows of offers and records.
DEEDS = {
    "submit": "order.create", "verify": "order.verify", "reject": "order.reject", "appeal": "order.appeal",
    "withdraw": "order.withdraw", "refer": "order.refer", "urge": "order.urge", "offer": "order.offer",
    "invite": "order.offer", "finish": "order.finish", "rate": "order.rate", "lapse": "order.lapse",
    "reopen": "order.reopen", "expire": "offer.expire", "return": "order.hand-over", "claim": "order.claim",
    "settle": "order.settle", "open": "order.open", "escalate": "order.escalate",
}  # fmt: skip
ACCEPT_HOURS, MORNING = 24, 7
MINUTE = dt.timedelta(minutes=1)
STEP_HOURS = 8  # working hours for the verifier, and again for the dispatcher
LEFT = (AssignmentState.WITHDRAWN, AssignmentState.NO_SHOW)


@dataclass
class Tale:
    """The rows of one order. `at` is the moment that the story has reached, `limit` what it may not pass."""

    world: World
    rng: random.Random
    plan: Plan
    order: Order
    at: dt.datetime
    limit: dt.datetime
    skills: list[Skill] = field(default_factory=list)
    logs: list[FlowLog] = field(default_factory=list)
    audits: list[tuple[AuditEntry, models.Model]] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    records: list[ServiceRecord] = field(default_factory=list)
    reissued: list[ServiceRecord] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    blocked: list[BlockedPair] = field(default_factory=list)
    exit: str = ""  # the state from which the order is withdrawn or referred

    def wait(self, low: float, high: float, offer: Offer | None = None) -> dt.datetime:
        """Let working hours go by, but never past the limit, nor past the time to answer an offer."""
        then = clock.add_working_hours(self.at, self.rng.uniform(low, high))
        return self.go_to(then if offer is None else min(then, offer.expires_at - MINUTE))

    def go_to(self, then: dt.datetime) -> dt.datetime:
        """Move on to `then`; where that is too late, take a part of the time that is left."""
        if then >= self.limit:
            then = self._by_day(self.at + (self.limit - self.at) * self.rng.uniform(0.1, 0.3))
        self.at = max(then, self.at)
        return self.at

    def _by_day(self, then: dt.datetime) -> dt.datetime:
        """The moment itself, or the morning after it when people are asleep and that is not too late."""
        here = clock.local(then)
        morning = here.replace(hour=MORNING, minute=self.rng.randint(0, 59))
        return morning if here.hour < MORNING and morning < self.limit else then

    def move(
        self,
        name: str,
        target: str,
        who: Person | None,
        *,
        note: str = "",
        channel: str = "",
        for_id: int | None = None,
        extra: dict[str, Any] | None = None,
    ) -> None:
        """Make one move of the flow; without a person it was the clock."""
        source, self.order.state = self.order.state, target
        by = {
            "at": self.at,
            "actor_person_id": who.pk if who else None,
            "actor_name": who.name if who else "system",
            "for_person_id": for_id,
            "channel": channel or (Channel.WEB if who else Channel.JOB),
        }
        self.logs.append(
            FlowLog(
                kind=ORDER_KIND,
                transition=name,
                source=source,
                target=target,
                note=note,
                extra=extra or {},
                **by,
            )
        )
        if name in DEEDS:
            changes = (
                {"number": [None, self.order.number]} if name == "submit" else {"state": [source, target]}
            )
            self.note_deed(DEEDS[name], self.order, changes, by)

    def remark(
        self, name: str, who: Person | None, *, note: str = "", extra: dict[str, Any] | None = None
    ) -> None:
        """A row of the timeline that moves nothing."""
        self.move(name, self.order.state, who, note=note, extra=extra)

    def offer(self, *, team: Team | None = None, volunteer: Volunteer | None = None, by: Person) -> Offer:
        """Lay the order before a team or a volunteer."""
        soonest = self.at + dt.timedelta(hours=1)
        expires = min(self.at + dt.timedelta(hours=ACCEPT_HOURS), max(self.order.wished_from, soonest))
        why = self._reasons(team, volunteer)
        row = Offer(
            team=team, volunteer=volunteer, round=self.order.round, score=self._score(why),
            explanation=reasons.pack(why), made_by=by, made_at=self.at, expires_at=expires,
        )  # fmt: skip
        self.order.dispatched_at = self.order.dispatched_at or self.at
        self.offers.append(row)
        return row

    def _reasons(self, team: Team | None, volunteer: Volunteer | None) -> list[Reason]:
        """Why the dispatcher was shown this one; load and free time of that day, which nobody can compute any more."""
        if team is not None:
            load = self.rng.randrange(5)
            covers = self.order.unit_path.startswith(team.unit_path)
            area = Reason("area", "covers" if covers else "near", 30 if covers else 5)
            return [area, Reason("load", load, max(0, 15 - 3 * load)), Reason("rating", None, 0)]
        home = volunteer.unit_id if volunteer is not None else self.order.unit_id
        fact, way = self.world.nearness(home, self.order.unit_id)
        pk = volunteer.pk if volunteer is not None else 0
        free = Reason("free", "unknown" if pk % 4 == 0 else "free", cost=0)
        found = [Reason("distance", fact, cost=way), free, Reason("load", pk % 5, cost=0)]
        found.append(Reason("turn", pk % 2, cost=30 * (pk % 2)))
        return [*found, Reason("team", True, cost=0)] if self.order.team is not None else found

    def _score(self, why: list[Reason]) -> float:
        """As the app scores: points of a team, the price of a volunteer below 0."""
        return round(sum(each.points - (each.cost or 0) / UNITS for each in why), 1)

    def note_deed(self, action: str, obj: models.Model, changes: dict[str, Any], by: dict[str, Any]) -> None:
        """A row of the audit trail; the key of its object is filled in when that is saved."""
        entry = AuditEntry(action=action, object_kind=obj._meta.label_lower, changes=changes, **by)
        entry.unit_path = self.order.unit_path
        self.audits.append((entry, obj))

    def deed(self, action: str, obj: models.Model, who: Person, *, for_id: int | None = None) -> None:
        """A deed that moves no order: an answer, a check-in."""
        by = {"at": self.at, "actor_person_id": who.pk, "actor_name": who.name, "channel": Channel.WEB}
        self.note_deed(action, obj, {}, by | {"for_person_id": None if for_id == who.pk else for_id})

    def answer(self, offer: Offer, state: OfferState, who: Person | None, **facts: str) -> None:
        """Settle an offer now."""
        offer.state, offer.answered_at, offer.answered_by = state, self.at, who
        for name, value in facts.items():
            setattr(offer, name, value)
        if who is not None and state in (OfferState.ACCEPTED, OfferState.REFUSED):
            self.deed("offer.accept" if state == OfferState.ACCEPTED else "offer.refuse", offer, who)

    def bind(self, row: Volunteer) -> None:
        """The volunteer has said yes."""
        order = self.order
        self.world.busy.add((row.pk, clock.local(order.wished_from).date()))
        self.assignments.append(
            Assignment(order=order, volunteer=row, service_round=order.service_round, committed_at=self.at)
        )

    def bound(self) -> list[Assignment]:
        """Who is to come in this round of service."""
        rows = (row for row in self.assignments if row.service_round == self.order.service_round)
        return [row for row in rows if row.state not in LEFT]

    @property
    def known(self) -> set[int]:
        """Volunteers who were bound to this order once; they are not asked again."""
        return {row.volunteer_id for row in self.assignments}

    def hand_to_hub(self) -> None:
        """The unit that dispatches answers for the next step."""
        hub = self.world.hub(self.order)
        self.order.handler, self.order.handler_path = hub, hub.path

    def cancel_open(self) -> None:
        """Take back the offers that nobody answered."""
        for offer in self.offers:
            if offer.state == OfferState.OPEN:
                self.answer(offer, OfferState.CANCELLED, None)

    def release(self) -> None:
        """Free everybody who was asked or bound."""
        self.cancel_open()
        for row in self.bound():
            row.state = AssignmentState.WITHDRAWN

    def close(self) -> None:
        """The order has come to its end."""
        self.order.closed_at, self.order.due_at = self.at, None

    @property
    def is_open(self) -> bool:
        """Whether the order still waits for something."""
        return self.plan.ending == ASKED or self.plan.ending in OPEN
