"""Stars of the cast and of volunteers around them, one in each state, on hours from before the register."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from shijian.demo.operations.cast import Cast
from shijian.demo.operations.register import save
from shijian.demo.recipe import Recipe
from shijian.kernel import ages, clock
from shijian.kernel.models import FlowLog
from shijian.people.enums import Purpose
from shijian.people.models import Consent, Person
from shijian.records.enums import STAR_KIND, Grade, Recipient, StarChange, StarState
from shijian.records.models import ServiceRecord, Star, StarEntry
from shijian.volunteers.models import Volunteer

S = StarState
LINES, AUTHORITIES = (100, 300, 600), ("county", "county", "city")
GRADES = ["mutual", "site", "self", "witnessed", "late"]
EARLIER, SHIFT, GAP = "earlier", 480, 45
# hours served, then the states of the first star and those after it, the answer of the last one
STORIES: list[tuple[int, tuple[StarState, ...], str]] = [
    (136, (S.GRANTED,), ""),
    (312, (S.GRANTED, S.PUBLIC), ""),
    (104, (S.ASKED,), ""),
    (112, (S.CHECKED,), ""),
    (608, (S.GRANTED, S.GRANTED, S.FORWARDED), ""),
    (88, (S.REVIEW,), ""),
    (104, (S.REFUSED,), "有三次服务只有口头说明，请先补齐证明再申请。"),
    (80, (S.WITHDRAWN,), "经查，其中 24 小时没有服务，记录已作废，星级取消。"),
    (112, (S.TAKEN_BACK,), ""),
]
MOVES = {
    S.CHECKED: ("check",), S.PUBLIC: ("check", "decide"), S.FORWARDED: ("check", "decide", "forward"),
    S.GRANTED: ("check", "decide", "grant"), S.REVIEW: ("check", "decide", "grant", "question"),
    S.REFUSED: ("check", "refuse"), S.WITHDRAWN: ("check", "decide", "grant", "question", "withdraw"),
    S.TAKEN_BACK: ("take-back",), S.ASKED: (),
}  # fmt: skip
STATES = {
    "check": S.CHECKED, "decide": S.PUBLIC, "forward": S.FORWARDED, "grant": S.GRANTED, "question": S.REVIEW,
    "refuse": S.REFUSED, "withdraw": S.WITHDRAWN, "take-back": S.TAKEN_BACK,
}  # fmt: skip
BY_CLOCK = ("grant", "forward", "question")


@dataclass(frozen=True, slots=True)
class Told:
    """A star with the state it ends in and the officers who were part of it."""

    star: Star
    checker: Person
    decider: Person


def write(cast: Cast, rows: list[Volunteer], recipe: Recipe) -> None:
    """Write the hours, the stars, their history and what happened to them."""
    chosen = [cast.volunteer, cast.leader, *_neighbours(cast, rows, recipe)]
    told: list[Told] = []
    for number, (volunteer, story) in enumerate(zip(chosen, STORIES, strict=False), start=1):
        hours, states, answer = story
        save(ServiceRecord, _hours(number, volunteer, hours, cast, recipe))
        told += [
            _star(cast, volunteer, level, state, hours, answer if level == len(states) else "", recipe)
            for level, state in enumerate(states, start=1)
        ]
    save(Star, [each.star for each in told])
    save(StarEntry, [entry for each in told for entry in _entries(each)])
    save(FlowLog, [log for each in told for log in _logs(each)])
    save(Consent, [_consent(volunteer.person, recipe) for volunteer in chosen[:2]])


def _neighbours(cast: Cast, rows: list[Volunteer], recipe: Recipe) -> list[Volunteer]:
    """Grown-up active volunteers of the hub of the cast."""
    path, own = cast.people["hub"].unit.path, {cast.volunteer.pk, cast.leader.pk}
    day = clock.local(recipe.now).date()
    return [
        row
        for row in rows
        if row.unit_path.startswith(path) and row.pk not in own and row.state == "active"
        and not ages.is_under(row.person.birth_date, ages.Age.ADULT, day)
    ][: len(STORIES) - 2]  # fmt: skip


def _hours(number: int, volunteer: Volunteer, hours: int, cast: Cast, recipe: Recipe) -> list[ServiceRecord]:
    """Whole days of service, three days apart, before anything else that is told of the volunteer."""
    first = clock.local(recipe.began).replace(hour=9, minute=0, second=0, microsecond=0)
    officer = cast.people["station"]
    days = [first - dt.timedelta(days=GAP + 3 * n) for n in range(1, hours * 60 // SHIFT + 1)]
    return [
        ServiceRecord(
            volunteer=volunteer, unit=volunteer.unit, unit_path=volunteer.unit_path, source_kind=EARLIER,
            source_id=100_000 + number * 1000 + at, started_at=day, ended_at=day + dt.timedelta(minutes=SHIFT),
            minutes=SHIFT, grade=Grade.WITNESSED, recipient=Recipient.PUBLIC, content="村道值守和环境整治",
            place=volunteer.unit.name, responsible=officer, recorder=officer, recorded_at=recipe.began,
        )
        for at, day in enumerate(days, start=1)
    ]  # fmt: skip


def _star(
    cast: Cast, volunteer: Volunteer, level: int, state: StarState, hours: int, answer: str, recipe: Recipe
) -> Told:
    """Earlier stars lie a year back, the last one some weeks, so that its steps fit before today."""
    line, final = LINES[level - 1] * 60, state not in (S.GRANTED, S.REVIEW, S.WITHDRAWN)
    made = recipe.now - dt.timedelta(days=(4 if final else 320 - 90 * level))
    day = clock.local(made).date()
    moves = MOVES[state]
    over = state in (S.REFUSED, S.TAKEN_BACK, S.WITHDRAWN)
    waits = state in (S.ASKED, S.CHECKED, S.FORWARDED, S.REVIEW)
    until = clock.add_working_days(day, 5) if "decide" in moves else None
    star = Star(
        volunteer=volunteer, unit=volunteer.unit, unit_path=volunteer.unit_path, level=level,
        authority=AUTHORITIES[level - 1], line_minutes=line, grades=GRADES, minutes=max(line, hours * 60), state=state,
        asked_by=volunteer.person if level % 2 else None, channel="web", created_at=made,
        due_at=clock.add_working_days(recipe.now, 6) if waits else None,
        checked_by=cast.people["hub"] if "check" in moves else None,
        decided_by=cast.people["centre"] if {"decide", "refuse"} & set(moves) else None,
        public_until=until, granted_on=until + dt.timedelta(days=1) if until and "grant" in moves else None,
        over_at=recipe.now - dt.timedelta(days=2) if over else None, answer=answer,
    )  # fmt: skip
    if state == S.FORWARDED:
        star.public_until = day
    return Told(star, cast.people["hub"], cast.people["centre"])


def _entries(told: Told) -> list[StarEntry]:
    star = told.star
    facts = {"star": star, "authority": star.authority}
    if star.granted_on is None:
        return []
    at = star.created_at + dt.timedelta(days=10)
    rows = [
        StarEntry(change=StarChange.GRANTED, minutes=star.line_minutes, on=star.granted_on, at=at, **facts)
    ]
    if star.over_at is not None:
        day = clock.local(star.over_at).date()
        minutes = star.line_minutes - 20 * 60
        lost = {"change": StarChange.WITHDRAWN, "minutes": minutes, "on": day, "at": star.over_at}
        rows.append(StarEntry(by=told.decider, **lost, **facts))
    return rows


def _logs(told: Told) -> list[FlowLog]:
    star, source, rows = told.star, S.ASKED, []
    for step, move in enumerate(MOVES[S(star.state)], start=1):
        person = {"check": told.checker, "take-back": star.volunteer.person}.get(move, told.decider)
        who = None if move in BY_CLOCK else person
        rows.append(
            FlowLog(
                kind=STAR_KIND,
                object_id=star.pk,
                transition=move,
                source=source,
                target=STATES[move],
                at=star.created_at + dt.timedelta(hours=20 * step),
                actor_person_id=who.pk if who else None,
                actor_name=who.name if who else "",
                channel="web" if who else "job",
            )
        )
        source = STATES[move]
    return rows


def _consent(person: Person, recipe: Recipe) -> Consent:
    return Consent(
        person=person, purpose=Purpose.PUBLIC_STAR, given_by=person, given_by_name=person.name,
        given_at=recipe.began,
    )  # fmt: skip
