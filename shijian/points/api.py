"""Routes of points: one's own balance and entries."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from ninja import Router, Schema

from shijian.kernel.api import ERRORS, actor_of, cut, page_of
from shijian.points.api_shop import router as shop
from shijian.points.models import Entry
from shijian.points.queries import balances, sentences

router = Router(tags=["points"])
router.add_router("", shop)


class PointsOut(Schema):
    """What one has to spend, and what was earned in all; spending never lowers the second."""

    spendable: int
    lifetime: int


class EntryOut(Schema):
    """Points that came or went, the balance afterwards, and why in one sentence."""

    id: int
    at: dt.datetime
    amount: int
    balance: int
    lifetime: int
    reason: str
    sentence: str

    @classmethod
    def of(cls, row: Entry) -> EntryOut:
        """Give the facts of `row`."""
        figures = {name: getattr(row, name) for name in ("id", "amount", "balance", "lifetime")}
        return cls(at=row.batch.at, reason=row.batch.reason, sentence=sentences.say(row), **figures)


EntryPage = page_of(EntryOut)


@router.get("me/points", response={200: PointsOut, **ERRORS}, operation_id="my_points")
def my_points(request: HttpRequest) -> object:
    """Give one's own points; zero for whoever is no volunteer."""
    found = balances.balance_of(actor_of(request).volunteer_id or 0)
    return PointsOut(spendable=found.spendable, lifetime=found.lifetime)


@router.get("me/points/entries", response={200: EntryPage, **ERRORS}, operation_id="list_points_entries")
def list_points_entries(request: HttpRequest, cursor: str = "", limit: int = 20) -> object:
    """List one's own entries, newest first, each with the sentence that says why."""
    rows = balances.entries_of(actor_of(request).volunteer_id or 0)
    return cut(rows, cursor=cursor, limit=limit, show=EntryOut.of)
