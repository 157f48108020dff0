"""Plans of the centre, a hub and a station for year, quarter and month; most of what lies behind is done."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from shijian.activities.enums import ActivityState, PlanSpan, PlanState
from shijian.activities.models import Activity, Place, Plan, PlanItem, Season, Session, Term
from shijian.activities.queries import occasions, spans
from shijian.demo.operations.cast import Cast
from shijian.demo.operations.county import County
from shijian.demo.operations.register import save
from shijian.demo.recipe import Recipe
from shijian.kernel import clock
from shijian.people.models import Person
from shijian.units.models import Unit

DATA = Path(__file__).resolve().parents[1] / "data"
SHARE = {"centre": 1.0, "hub": 0.7, "station": 0.55}
DONE_SHARE = 0.85
FIRST_NUMBER = 9001  # behind the running numbers of the day
RISK = "无特殊风险，注意脚下"


def write(cast: Cast, county: County, recipe: Recipe) -> list[PlanItem]:
    """Write seasons, plans and what was done of them; gives the items of the longest plans."""
    save(Season, [Season(**given) for given in _read("seasons")])
    today = clock.local(recipe.now).date()
    units = {"centre": county.centre, "hub": cast.people["hub"].unit, "station": cast.people["station"].unit}
    items: list[PlanItem] = []
    numbers = count(FIRST_NUMBER)
    for name, unit in units.items():
        rng, officer = recipe.rng(f"plans {name}"), county.officer_of(unit)
        given = [each for each in _read("plans") if rng.random() < SHARE[name]]
        year = _plan(unit, officer, PlanSpan.YEAR, today.year, 0)
        rows = _items(year, given)
        for span, number in ((PlanSpan.QUARTER, (today.month + 2) // 3), (PlanSpan.MONTH, today.month)):
            rows = _carried(_plan(unit, officer, span, today.year, number), rows)
        items += list(year.items.order_by("pk"))
        _do(year, officer, rng, recipe, numbers)
    _plan(county.centre, county.officer_of(county.centre), PlanSpan.YEAR, today.year + 1, 0, recipe.now)
    return items


def _read(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text("utf-8"))


def _plan(
    unit: Unit, officer: Person, span: PlanSpan, year: int, number: int, draft: dt.datetime | None = None
) -> Plan:
    """A plan that was published ten days before it begins; a draft was made at the given moment."""
    plan = Plan(
        unit=unit, unit_path=unit.path, span=span, year=year, number=number, made_by=officer,
        note="" if number else "少而实，围着农时和节日办，每件事都有人管。",
    )  # fmt: skip
    begin = dt.datetime.combine(spans.days(plan)[0], dt.time(10), clock.ZONE)
    plan.made_at = draft or begin - dt.timedelta(days=20)
    if draft is None:
        plan.state, plan.published_at = PlanState.PUBLISHED, begin - dt.timedelta(days=10)
    return save(Plan, [plan])[0]


def _items(plan: Plan, given: list[dict[str, Any]]) -> list[PlanItem]:
    days = {f"{each.kind}:{each.name}": each.first_day for each in occasions.of_year(plan.year)}
    rows = save(PlanItem, [_item(plan, each, days) for each in given])
    terms = {term.code: term.pk for term in Term.objects.filter(scheme__in_use=True).order_by("-pk")}
    save(PlanItem.terms.through, [
        PlanItem.terms.through(planitem_id=row.pk, term_id=terms[code])
        for row, each in zip(rows, given, strict=True) for code in each["terms"] if code in terms
    ])  # fmt: skip
    return rows


def _item(plan: Plan, given: dict[str, Any], days: dict[str, dt.date]) -> PlanItem:
    kind, _colon, occasion = given.get("occasion", "::").partition(":")
    if occasion in ("", ":"):
        first, last = (_day(plan.year, given[name]) for name in ("from", "until"))
        kind, occasion = "", ""
    else:
        first = days[given["occasion"]] - dt.timedelta(days=given["before"])
        last = first + dt.timedelta(days=given["days"] - 1)
    return PlanItem(
        plan=plan, title=given["title"], first_day=first, last_day=last, occasion_kind=kind, occasion=occasion,
        times=given.get("times", 1), expected=given["expected"], note=given["note"],
    )  # fmt: skip


def _day(year: int, text: str) -> dt.date:
    month, day = text.split("-")
    return dt.date(year, int(month), int(day))


def _carried(plan: Plan, rows: list[PlanItem]) -> list[PlanItem]:
    """What of a longer plan falls into this one."""
    first, last = spans.days(plan)
    inside = [row for row in rows if row.first_day <= last and row.last_day >= first]
    copies = [_copy(row, plan, max(row.first_day, first), min(row.last_day, last)) for row in inside]
    made = save(PlanItem, copies)
    for old, new in zip(inside, made, strict=True):
        new.terms.set(old.terms.all())
    return made


def _copy(row: PlanItem, plan: Plan, first: dt.date, last: dt.date) -> PlanItem:
    names = ("title", "occasion_kind", "occasion", "times", "expected", "note")
    values = {name: getattr(row, name) for name in names}
    return PlanItem(plan=plan, origin=row, first_day=first, last_day=last, **values)


def _do(year: Plan, officer: Person, rng: random.Random, recipe: Recipe, numbers: Iterator[int]) -> None:
    """Most of what lies behind took place, one thing was dropped, the rest is late."""
    today = clock.local(recipe.now).date()
    behind = list(year.items.filter(last_day__lt=today).prefetch_related("terms").order_by("first_day", "pk"))
    done = [row for row in behind if rng.random() < DONE_SHARE]
    late = [row for row in behind if row not in done]
    for row in late[:1]:
        row.dropped_why = "连日大雪封路，改到明年"
        row.save(update_fields=["dropped_why"])
    held = [(row, at) for row in done for at in range(row.times)]
    acts = [_activity(row, at, officer, next(numbers)) for row, at in held]
    save(Activity, acts)
    save(Place, [Place(activity=act, name=f"{act.unit.place_name}文化广场") for act in acts])
    save(Session, [
        _session(act, row, rng) for act, (row, _at) in zip(acts, held, strict=True)
    ])  # fmt: skip
    save(Activity.terms.through, list(_filed(acts, held)))


def _filed(acts: list[Activity], held: list[tuple[PlanItem, int]]) -> Iterator[Any]:
    for act, (row, _at) in zip(acts, held, strict=True):
        for term in row.terms.all():
            yield Activity.terms.through(activity_id=act.pk, term_id=term.pk)


def _activity(row: PlanItem, at: int, officer: Person, number: int) -> Activity:
    """One that took place: in the days of the item, at nine in the morning."""
    step = (row.last_day - row.first_day) / max(row.times, 1)
    start = dt.datetime.combine(row.first_day, dt.time(9), clock.ZONE) + dt.timedelta(days=(step * at).days)
    made = start - dt.timedelta(days=12)
    unit = row.plan.unit
    many = f"（第{at + 1}场）" if row.times > 1 else ""
    return Activity(
        number=f"H{made:%Y%m%d}-{number:04d}", state=ActivityState.DONE, title=row.title + many,
        summary=row.note or row.title, unit=unit, unit_path=unit.path, organiser=officer, made_by=officer,
        plan_item=row, risk_note=RISK, made_at=made, published_at=made + dt.timedelta(days=1),
        ended_at=start + dt.timedelta(hours=2),
    )  # fmt: skip


def _session(act: Activity, row: PlanItem, rng: random.Random) -> Session:
    end = act.ended_at or act.made_at
    key = hashlib.sha256(f"demo {act.number}".encode()).hexdigest()[:32]
    came = round((row.expected or 60) / row.times * rng.uniform(0.6, 1.15))
    return Session(
        activity=act,
        starts_at=end - dt.timedelta(hours=2),
        ends_at=end,
        ended_at=end,
        walk_ins=came,
        code_key=key,
    )
