"""Complaints of the last weeks, one in each state, about the places of the cast."""

from __future__ import annotations

import datetime as dt
from typing import Any

from shijian.demo.operations.cast import Cast
from shijian.demo.operations.county import County
from shijian.demo.operations.register import save
from shijian.demo.recipe import Recipe
from shijian.kernel import clock, crypto
from shijian.kernel.models import FlowLog
from shijian.people.models import Person
from shijian.records.enums import COMPLAINT_KIND, Authority, ComplaintState, Ground
from shijian.records.models import CODE, Complaint, index_of
from shijian.units.models import Unit

DEMO_CODE = "DEMO2345"  # opens the anonymous complaint of the demo
S = ComplaintState
# state, ground, who, days ago, words, answer, passed on to
STORIES: list[tuple[str, str, str, int, str, str, str]] = [
    (S.RECEIVED, Ground.SILENCE, "resident", 1, "上周点的单没有人回电话，我等了三天。", "", ""),
    (S.RECEIVED, Ground.FORCED, "", 6, "站里说不参加就扣积分，大家不敢不去。", "", ""),
    (S.HANDLING, Ground.CONDUCT, "volunteer", 45, "报名后一直没有排到服务，问了两次没有答复。", "", ""),
    (S.HANDLING, Ground.RECORD, "volunteer", 4, "上个月给老人理发两个小时，记录里没有。", "", ""),
    (S.ANSWERED, Ground.CONDUCT, "resident2", 20, "来的人说话很冲，还催我快点。",
     "已和队长谈过，本人向您道歉；以后由别的志愿者上门。", ""),
    (S.PASSED_ON, Ground.PAYMENT, "resident2", 30, "修完水管后有人向我要五十块材料费，没有发票。",
     "收费问题由市场监督管理局处理，我们已把材料转过去，您也可以拨打 12315。", Authority.MARKET),
    (S.WITHDRAWN, Ground.PRIVACY, "resident", 40, "活动照片里有我，没有问过我。", "", ""),
]  # fmt: skip


def write(cast: Cast, county: County, recipe: Recipe) -> None:
    """Write the complaints with what happened to them."""
    station = cast.people["station"].unit
    hub, officer = cast.people["hub"].unit, cast.people["hub"]
    rows = [
        _complaint(number, story, cast, station, county.centre if story[1] == Ground.FORCED else hub, recipe)
        for number, story in enumerate(STORIES, start=1)
    ]
    for row in rows:
        if row.state in (S.HANDLING, S.ANSWERED, S.PASSED_ON):
            row.handled_by = officer
    save(Complaint, rows)
    _means(rows, [cast.people["station"]])
    save(FlowLog, [log for row in rows for log in _logs(row, officer)])


def _means(rows: list[Complaint], persons: list[Person]) -> None:
    through = Complaint.against.through
    through.objects.bulk_create(
        [through(complaint_id=row.pk, person_id=person.pk) for row in rows for person in persons]
    )


def _complaint(
    number: int, story: Any, cast: Cast, station: Unit, handler: Unit, recipe: Recipe
) -> Complaint:
    state, ground, login, days, words, answer, passed_to = story
    created = recipe.now - dt.timedelta(days=days)
    is_open = state in (S.RECEIVED, S.HANDLING)
    person = cast.people.get(login)
    who = (
        {"who": str(person.pk), "who_index": index_of(person.pk), "name": person.name, "phone": person.phone}
        if person
        else {"code_index": crypto.blind_index(DEMO_CODE, CODE)}
    )
    due = clock.add_working_days(created, 15 if state == S.HANDLING else 3) if is_open else None
    return Complaint(
        number=f"TS{clock.local(created):%Y%m%d}-{number:06d}", state=state, ground=ground, words=words,
        source_kind="unit", source_id=station.pk, about=station.name, unit=station, unit_path=station.path,
        handler=handler, handler_path=handler.path, channel="web", created_at=created, due_at=due,
        over_at=None if is_open else created + dt.timedelta(days=3), answer=answer, passed_to=passed_to, **who,
    )  # fmt: skip


def _logs(row: Complaint, officer: Person) -> list[FlowLog]:
    moves = {
        S.HANDLING: ["take"], S.ANSWERED: ["take", "answer"], S.PASSED_ON: ["take", "pass-on"],
        S.WITHDRAWN: ["withdraw"],
    }.get(ComplaintState(row.state), [])  # fmt: skip
    targets = {"take": S.HANDLING, "answer": S.ANSWERED, "pass-on": S.PASSED_ON, "withdraw": S.WITHDRAWN}
    source, logs = str(S.RECEIVED), []
    for days, name in enumerate(moves, start=1):
        named = {} if name == "withdraw" else {"actor_person_id": officer.pk, "actor_name": officer.name}
        at = row.created_at + dt.timedelta(days=days)
        logs.append(
            FlowLog(
                kind=COMPLAINT_KIND, object_id=row.pk, transition=name, source=source, target=targets[name],
                at=at, channel="web", **named,
            )
        )  # fmt: skip
        source = str(targets[name])
    return logs
