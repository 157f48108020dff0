"""A year of activities: what lies behind, what comes, two series, one called off, one that waits for approval."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from shijian.activities.enums import ActivityState, Audience, SignupState
from shijian.activities.models import (
    Activity,
    ActivityRiskReading,
    Opening,
    Place,
    Session,
    Signup,
    Standing,
    Term,
)
from shijian.activities.operations import sessions as rules_of_series
from shijian.activities.queries import risks
from shijian.demo.happenings import Happening, facts_of_all, year_of
from shijian.demo.operations.cast import Cast
from shijian.demo.operations.register import save
from shijian.demo.taking_part import Told
from shijian.demo.world import World
from shijian.kernel import clock
from shijian.kernel.models import AuditEntry, FlowLog
from shijian.people.models import Person
from shijian.volunteers.models import Team

A, S = ActivityState, SignupState
LARGE = 200
BACK_DAYS, AHEAD_DAYS = 182, 56
WHY_OFF = "大雪封路，改期再通知"
DANCE: dict[str, Any] = {
    "title": "每周二广场舞", "summary": "跟着老师跳锅庄和广场舞，新来的站后排也行。", "where": "文化广场",
    "terms": ["body-send", "joy", "sport"],
}  # fmt: skip
HAIRCUT: dict[str, Any] = {
    "title": "每月理发日", "summary": "给老人和孩子理发，走不动的说一声，我们上门。", "where": "老年活动室",
    "terms": ["mind-values", "help", "sport"],
}  # fmt: skip


def write(world: World, cast: Cast) -> Told:
    """Tell and save the activities; gives all that was told, so that their attendance can be told as well."""
    told = Told(world, world.recipe.rng("activities"))
    first = cast.people["station"].unit
    happenings = year_of(world.recipe, world.county, first)
    for happening in happenings:
        _tell(told, cast, happening)
    _call_one_off(told, cast)
    _draft(told, cast)
    _wait_for_approval(told, cast)
    _stage(told, cast)
    team = _team_of(world, cast)
    _series(told, cast, DANCE, "FREQ=WEEKLY;BYDAY=TU", dt.time(19), team)
    _series(told, cast, HAIRCUT, "FREQ=MONTHLY;BYDAY=2SA", dt.time(9), team)
    _save(told)
    return told


def past_meetings(told: Told) -> list[Session]:
    """The meetings that took place, for whoever tells who came."""
    now = told.world.recipe.now
    return [row for row in told.sessions if row.ends_at <= now and row.cancelled_at is None]


def _tell(told: Told, cast: Cast, happening: Happening) -> None:
    """One activity with one meeting, from its draft to where it stands today."""
    facts, unit = happening.facts, happening.unit
    team, by = _carried_by(told.world, cast, happening)
    activity = told.begin(facts, unit, happening.starts_at, by=by, team=team)
    session = told.meet(activity, happening.starts_at, happening.ends_at)
    openings = told.open(activity, facts["places"])
    large = sum(capacity for _task, capacity in facts["places"]) >= LARGE
    told.publish(activity, told.world.county.officer_of(unit) if large else None)
    is_past = happening.ends_at <= told.world.recipe.now
    for opening in openings:
        share = told.rng.uniform(0.45, 0.95) if is_past else told.rng.uniform(0.1, 0.6)
        told.fill(session, opening, min(share, 25 / (opening.capacity or 25)), team)
    told.go_by(activity, session.starts_at, session.ends_at)


def _carried_by(world: World, cast: Cast, happening: Happening) -> tuple[Team | None, Person]:
    """The team and who is in charge: for large ones the leader, so that the officer is the second person."""
    teams = world.teams
    team: Team | None = teams.professions[happening.facts["team"] % len(teams.professions)]
    if team is not None and team.pk not in teams.leaders:
        team = None
    places = sum(capacity for _task, capacity in happening.facts["places"])
    if places >= LARGE:
        team = team or teams.serving[0]
        return team, world.leader(team)
    if happening.unit.pk == cast.people["station"].unit_id and happening.facts["level"] == "station":
        own = _team_of(world, cast)
        return own, cast.leader.person
    return team, world.county.officer_of(happening.unit)


def _team_of(world: World, cast: Cast) -> Team:
    return next(team for team in world.teams.all if world.teams.leaders.get(team.pk) is cast.leader)


def _coming(told: Told) -> list[Session]:
    now = told.world.recipe.now
    return [row for row in told.sessions if row.starts_at > now and row.activity.state == A.PUBLISHED]


def _call_one_off(told: Told, cast: Cast) -> None:
    """The last of the coming ones at another unit does not take place."""
    first = cast.people["station"].unit_id
    session = next((row for row in reversed(_coming(told)) if row.activity.unit_id != first), None)
    if session is None:
        return
    activity, at = session.activity, told.world.recipe.now - dt.timedelta(hours=20)
    told.move(activity, "cancel", A.CANCELLED, activity.made_by, at, WHY_OFF)
    activity.ended_at = session.cancelled_at = at
    session.cancelled_why = WHY_OFF
    for signup in (row for row in told.signups if row.session is session and row.state != S.WITHDRAWN):
        signup.state, signup.ended_at, signup.ended_by = S.REMOVED, at, activity.made_by
        signup.seat, signup.reason_note = None, WHY_OFF


def _draft(told: Told, cast: Cast) -> None:
    """The station has begun to prepare the Spring Festival; much is still missing."""
    facts = {**facts_of_all()[0], "title": "春节送春联（筹备中）"}
    told.begin(facts, cast.people["station"].unit, told.world.recipe.now, by=cast.people["station"])


def _wait_for_approval(told: Told, cast: Cast) -> None:
    """A large evening at the hub, handed in by the leader of the team; the hub's officer approves."""
    now, team = told.world.recipe.now, _team_of(told.world, cast)
    facts = {**facts_of_all()[-1], "title": "迎新春锅庄大联欢"}
    start = clock.local(now + dt.timedelta(days=30)).replace(hour=14, minute=0, second=0, microsecond=0)
    by, hub = cast.leader.person, cast.people["hub"].unit
    activity = told.begin(facts, hub, start, by=by, team=team)
    told.meet(activity, start, start + dt.timedelta(hours=4))
    told.open(activity, [("part", 300), ("performer", 30), ("safety", 12)])
    activity.submitted_by = by
    told.move(activity, "submit", A.REVIEW, by, now - dt.timedelta(hours=5))


def _stage(told: Told, cast: Cast) -> None:
    """What the cast finds at its own station: an offer, a full house that some wait for, a block, places."""
    first = cast.people["station"].unit_id
    own = [row for row in _coming(told) if row.activity.unit_id == first][:3]
    for session, tell in zip(own, (_full_house, _block, _places), strict=False):
        tell(told, cast, session)


def _opening(told: Told, session: Session, audience: Audience) -> Opening | None:
    rows = (row for row in told.openings if row.activity is session.activity and row.audience == audience)
    return next(rows, None)


def _full_house(told: Told, cast: Cast, session: Session) -> None:
    """The residents' places are taken, and some wait; the volunteer is offered a place."""
    part, helpers = (
        _opening(told, session, audience) for audience in (Audience.RESIDENT, Audience.VOLUNTEER)
    )
    if part is not None:
        told.sign_up(session, part, cast.people["resident"], state=S.TAKEN)
        part.capacity = max((row.seat or 0) for row in told.signups if row.opening is part)
        for person in told._residents(session, 3):  # noqa: SLF001 - the same story
            told.sign_up(session, part, person, state=S.WAITING)
    if helpers is not None:
        until = min(told.world.recipe.now + dt.timedelta(hours=9), session.starts_at - dt.timedelta(hours=1))
        told.sign_up(
            session, helpers, cast.volunteer.person, cast.volunteer, state=S.OFFERED, offered_until=until
        )


def _block(told: Told, cast: Cast, session: Session) -> None:
    """The team holds four places and has named who comes for two of them."""
    helpers = _opening(told, session, Audience.VOLUNTEER)
    if helpers is None:
        return
    team, leader = _team_of(told.world, cast), cast.leader.person
    named = [cast.volunteer, *told._volunteers(session, team, 1)]  # noqa: SLF001 - the same story
    at = told.world.recipe.now - dt.timedelta(days=1)
    for volunteer in (*named, None, None):
        signup = Signup(
            session=session, opening=helpers, state=S.TAKEN, seat=told.seat(session, helpers), team=team,
            person=volunteer.person if volunteer else None, volunteer=volunteer, made_at=at, made_by=leader,
            channel="web", risk_read=risks.version_of(session.activity) if volunteer else "",
        )  # fmt: skip
        told.signups.append(signup)
    told.note("activity.block", told.signups[-1], leader, at, {"places": [None, 4], "team": [None, team.pk]})


def _places(told: Told, cast: Cast, session: Session) -> None:
    """The residents of the cast take part."""
    part = _opening(told, session, Audience.RESIDENT)
    for name in ("resident", "resident2") if part is not None else ():
        told.sign_up(session, part, cast.people[name], state=S.TAKEN)  # type: ignore[arg-type]


def _series(told: Told, cast: Cast, facts: dict[str, Any], rule: str, hour: dt.time, team: Team) -> None:
    """A series that goes on, with some who come every time."""
    now, unit = told.world.recipe.now, cast.people["station"].unit
    day = clock.local(now - dt.timedelta(days=BACK_DAYS)).date()
    begin = dt.datetime.combine(day, hour, clock.ZONE).astimezone(dt.UTC)
    starts = rules_of_series.starts(rule, begin, until=now + dt.timedelta(days=AHEAD_DAYS))
    activity = told.begin(facts, unit, starts[0], by=cast.leader.person, team=team, rule=rule)
    part, helpers = told.open(activity, [("part", 30), ("helper", 3)])
    told.publish(activity)
    told.go_by(activity, starts[0], starts[-1])
    regulars = told.rng.sample([p for p in told.world.residents if p.unit_path.startswith(unit.path[:-4])] or
                               told.world.residents, 3)  # fmt: skip
    since = activity.published_at or activity.made_at
    rows = [Standing(opening=part, person=person, since=since, made_by=person)
            for person in (cast.people["resident2"], *regulars)]  # fmt: skip
    told.standings += rows
    for start in starts:
        _evening(told, activity, start, rows, part, helpers, team)


def _evening(
    told: Told, activity: Activity, start: dt.datetime, regulars: list[Standing], part: Opening, helpers: Opening,
    team: Team,
) -> None:  # fmt: skip
    """One meeting of a series: those who come every time, and some others."""
    session = told.meet(activity, start, start + dt.timedelta(minutes=90), by_rule=True)
    day = clock.local(start).date()
    for standing in regulars:
        if (standing.person_id, day) not in told.days:
            told.sign_up(session, part, standing.person, state=S.TAKEN, standing=standing)
    share = told.rng.uniform(0.15, 0.4) if start <= told.world.recipe.now else 0.1
    told.fill(session, part, share, None)
    told.fill(session, helpers, 0.67, team)


def _save(told: Told) -> None:
    save(Activity, told.activities)
    save(Place, told.places)
    save(Session, told.sessions)
    save(Opening, told.openings)
    save(Standing, told.standings)
    save(Signup, told.signups)
    known = {term.code: term for term in Term.objects.filter(scheme__in_use=True).order_by("pk")}
    through = Activity.terms.through
    save(through, [
        through(activity_id=activity.pk, term_id=known[code].pk)
        for activity, codes in told.terms for code in codes if code in known
    ])  # fmt: skip
    save(ActivityRiskReading, list(_readings(told)))
    for log, activity in told.logs:
        log.object_id = activity.pk
    save(FlowLog, sorted((log for log, _activity in told.logs), key=lambda row: row.at))
    for entry, obj in told.audits:
        entry.object_id = obj.pk
    save(AuditEntry, sorted((entry for entry, _obj in told.audits), key=lambda row: row.at))


def _readings(told: Told) -> Iterator[ActivityRiskReading]:
    """Who signed up where there is a risk has read it."""
    seen: set[tuple[int, int]] = set()
    for row in told.signups:
        key = (row.session.activity_id, row.person_id or 0)
        if row.session.activity.risk and row.person is not None and key not in seen:
            seen.add(key)
            yield ActivityRiskReading(
                activity=row.session.activity, person=row.person, version=row.risk_read, read_at=row.made_at
            )
