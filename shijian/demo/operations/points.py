"""Rules of points that hold since a year, a draft that waits for its second person, deductions and an appeal.

Each service brought its points in the night after its time before the public, as the worker would have done.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from shijian.demo.operations.cast import Cast
from shijian.demo.operations.county import County
from shijian.demo.operations.register import save
from shijian.demo.recipe import Recipe
from shijian.kernel import clock
from shijian.kernel.actor import Channel
from shijian.kernel.models import AuditEntry
from shijian.points.enums import DeductionState, Ground, RuleState
from shijian.points.models import Credit, Deduction, PointsRule
from shijian.points.operations import crediting
from shijian.records.enums import Grade, Recipient
from shijian.records.models import ServiceRecord
from shijian.volunteers.models import Volunteer

HOUR = {**dict.fromkeys(Recipient.values, 1), Recipient.DISABLED.value: 2, Recipient.HARDSHIP.value: 2}
PERCENT = dict(zip(Grade.values, (100, 100, 100, 80, 50, 0), strict=True))
D, NIGHT = DeductionState, dt.time(0, 15)


def write(cast: Cast, county: County, rows: list[Volunteer], recipe: Recipe) -> None:
    """Write the rules and what is decided about points."""
    began = clock.local(recipe.began).date()
    today = clock.local(recipe.now).date()
    centre = cast.people["centre"]
    approved = {"state": RuleState.APPROVED, "approved_by": centre, "approved_at": recipe.began}
    save(
        PointsRule,
        [_rule(began, 1, "3", recipe, **approved), _rule(_month(today), 2, "18", recipe, cap_day=6)],
    )
    other = [
        row
        for row in rows
        if row.unit_path.startswith(cast.people["hub"].unit.path) and row.pk > cast.volunteer.pk
    ]
    elsewhere = county.officer_of(county.hubs[-1]) if county.hubs else None
    made = [
        _deduction(row, recipe, elsewhere, state)
        for row, state in zip(other, (D.APPEALED, D.PROPOSED), strict=False)
    ]
    for row in made:
        if row.state == D.APPEALED:
            _appeal(row, cast, recipe)
    save(Deduction, made)


def _rule(day: dt.date, number: int, paper: str, recipe: Recipe, **facts: Any) -> PointsRule:
    usual = {"per_hour": HOUR, "percent": PERCENT, "cap_day": 8, "cap_month": 60, "made_at": recipe.began}
    if "state" not in facts:
        usual["made_at"] = recipe.now - dt.timedelta(days=1)
    return PointsRule(
        code=f"{day.year}-{number}", title="志愿服务积分管理办法", valid_from=day,
        document_no=f"文明办〔{day.year}〕{paper}号", **usual | facts,
    )  # fmt: skip


def _month(today: dt.date) -> dt.date:
    """The first day of the next month."""
    return (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def _deduction(row: Volunteer, recipe: Recipe, officer: Any, state: str) -> Deduction:
    return Deduction(
        volunteer=row, ground=Ground.FAKED, amount=3, facts="抽查回访时，老人说那天没有人来过。",
        evidence="回访记录第 12 页", state=state, proposed_by=officer,
        created_at=recipe.now - dt.timedelta(days=6),
    )  # fmt: skip


def _appeal(row: Deduction, cast: Cast, recipe: Recipe) -> None:
    row.decided_by, row.decided_at = cast.people["hub"], recipe.now - dt.timedelta(days=5)
    row.appeal_until = clock.add_working_days(row.decided_at, 10)
    row.appeal, row.appealed_at = (
        "那天我去了，老人在午睡，是她儿子开的门。",
        recipe.now - dt.timedelta(days=2),
    )


def credit(recipe: Recipe) -> None:
    """Give what every service that counts brought, each at the beginning of the day from which it counts."""
    today = clock.local(recipe.now).date()
    rows = ServiceRecord.objects.counted(on=today).filter(counts_from__isnull=False)
    records = list(rows.order_by("counts_from", "id"))
    if not records:
        return
    post, credits_ = crediting.reckoned(records, list(PointsRule.objects.approved()), at=_at)
    changes, last = post.save(), post.batches[-1]
    save(Credit, credits_)
    save(
        AuditEntry,
        [
            AuditEntry(
                at=last.at, action="points.post", object_kind="points.batch", object_id=last.pk, changes=changes,
                channel=Channel.JOB,
            )
        ],
    )  # fmt: skip


def _at(record: ServiceRecord) -> dt.datetime:
    day = record.counts_from or clock.today()
    return dt.datetime.combine(day, NIGHT, clock.ZONE).astimezone(dt.UTC)
