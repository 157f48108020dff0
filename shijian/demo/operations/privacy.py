"""Two requests about one's own data, an impact assessment and an incident that is over."""

from __future__ import annotations

import datetime as dt
import json

from shijian.demo.operations.cast import Cast
from shijian.demo.operations.register import save
from shijian.demo.recipe import Recipe
from shijian.kernel import clock
from shijian.kernel.models import FlowLog
from shijian.people.enums import (
    INCIDENT_KIND,
    REQUEST_KIND,
    Cause,
    IncidentState,
    Part,
    RequestKind,
    RequestState,
    Told,
)
from shijian.people.models import DataRequest, ImpactAssessment, Incident, IncidentReport, Person

REQUEST_DAYS, INCIDENT_HOURS, ASSESSMENT_YEARS = 15, 24, 3


def write(cast: Cast, recipe: Recipe) -> None:
    """Fill the lists of requests, assessments and incidents, with what happened to each."""
    _requests(cast, recipe)
    _assessment(cast.people["centre"], recipe)
    _incident(cast.people["centre"], recipe)


def _requests(cast: Cast, recipe: Recipe) -> None:
    waiting = _request(cast.people["resident"], _morning(recipe, 2))
    waiting.kind, waiting.words = RequestKind.CORRECT, "身份证上的名字是“卓玛措”，登记时少写了。"
    waiting.wish = json.dumps({"name": "卓玛措"}, ensure_ascii=False)
    done = _request(cast.people["resident2"], _morning(recipe, 20))
    done.kind, done.parts, done.words = RequestKind.DELETE, [Part.ADDRESS], "搬家了，旧地址不要再留。"
    done.state, done.answer = RequestState.GRANTED, "旧地址已经删除。"
    done.decided_at, done.decided_by = done.created_at + dt.timedelta(days=1), cast.people["hub"]
    save(DataRequest, [waiting, done])
    move = ("grant", RequestState.OPEN, RequestState.GRANTED)
    save(FlowLog, [_log(REQUEST_KIND, done.pk, move, done.decided_at, cast.people["hub"])])


def _request(person: Person, asked: dt.datetime) -> DataRequest:
    due = clock.add_working_days(asked, REQUEST_DAYS)
    return DataRequest(person=person, asked_by=person, channel="web", created_at=asked, due_at=due)


def _assessment(officer: Person, recipe: Recipe) -> None:
    made = clock.local(recipe.now - dt.timedelta(days=60)).date().replace(day=1)
    row = ImpactAssessment(
        title="登记残疾、生病老人的特殊照顾需要",
        purposes=["help"],
        causes=[Cause.SENSITIVE],
        necessity="不知道老人行动不便，就派不准人；只记服务用得上的，不记病名。",
        risks="记录被无关的人看到，老人被议论，或者被推销上门。",
        measures="只有派单和上门的人看得到；号码打码；每次查看都要写用途并留痕；服务结束后按期限删除。",
        outcome="可以做，一年后再看一次。",
        made_on=made,
        keep_until=made.replace(year=made.year + ASSESSMENT_YEARS),
        made_by=officer,
        recorded_at=recipe.now - dt.timedelta(days=50),
    )
    save(ImpactAssessment, [row])


def _incident(officer: Person, recipe: Recipe) -> None:
    noticed = _morning(recipe, 25)
    told, closed = noticed + dt.timedelta(hours=5), noticed + dt.timedelta(days=6)
    row = Incident(
        title="一张打印的志愿者名册忘在村委会会议室",
        state=IncidentState.CLOSED,
        happened_at=noticed - dt.timedelta(hours=18),
        noticed_at=noticed,
        due_at=noticed + dt.timedelta(hours=INCIDENT_HOURS),
        kinds="姓名、打码的电话",
        cause="开完会没有收走。",
        harm="二十三个人的姓名可能被看到，没有发现有人用过。",
        remedy="名册已经收回销毁；以后开会看屏幕，不再打印；站里的人都培训了一次。",
        persons=23,
        recorded_by=officer,
        recorded_at=noticed + dt.timedelta(minutes=30),
        closed_at=closed,
    )
    save(Incident, [row])
    _reports(row, officer, told)
    moves = [("report", IncidentState.OPEN, IncidentState.REPORTED, told)]
    moves.append(("close", IncidentState.REPORTED, IncidentState.CLOSED, closed))
    save(FlowLog, [_log(INCIDENT_KIND, row.pk, move[:3], move[3], officer) for move in moves])


def _reports(row: Incident, officer: Person, told: dt.datetime) -> None:
    stories = (
        (Told.AUTHORITY, "县网信办", "电话报告，当天送书面材料"),
        (Told.PERSONS, "名册上的 23 人", "站长逐个打电话"),
    )
    rows = [
        IncidentReport(
            incident=row, told=kind, whom=whom, how=how, at=told, reported_by=officer, recorded_at=told
        )
        for kind, whom, how in stories
    ]  # fmt: skip
    save(IncidentReport, rows)


def _morning(recipe: Recipe, days: int) -> dt.datetime:
    """Ten past nine, so many days ago: people do not write at night."""
    day = clock.local(recipe.now - dt.timedelta(days=days))
    return day.replace(hour=9, minute=10, second=0, microsecond=0)


def _log(kind: str, key: int, move: tuple[str, str, str], at: dt.datetime, officer: Person) -> FlowLog:
    name, source, target = move
    return FlowLog(
        kind=kind, object_id=key, transition=name, source=source, target=target, at=at, channel="web",
        actor_person_id=officer.pk, actor_name=officer.name,
    )  # fmt: skip
