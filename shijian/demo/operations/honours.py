"""Commendations of the volunteer and the leader of the cast, one in each state."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from shijian.demo.operations.cast import Cast
from shijian.demo.operations.register import save
from shijian.demo.recipe import Recipe
from shijian.kernel import clock
from shijian.kernel.models import FlowLog
from shijian.people.models import Person
from shijian.records.enums import COMMENDATION_KIND, HonourLevel
from shijian.records.enums import CommendationState as S
from shijian.records.models import Commendation

REVOKED_AFTER = dt.timedelta(days=20)


@dataclass(frozen=True, slots=True)
class Story:
    """An honour of a member of the cast that was entered some days ago, and what became of it."""

    who: str
    by: str
    days: int
    state: S
    title: str
    authority: str
    level: HonourLevel
    merit: str
    document_no: str = ""
    answer: str = ""


L = HonourLevel
STORIES = [
    Story("volunteer", "station", 60, S.CONFIRMED, "优秀志愿者", "镇党委、镇政府", L.TOWN,
          "冬季送暖和扫雪", "镇发〔2026〕7号", "与文件名单一致。"),
    Story("volunteer", "volunteer", 3, S.REPORTED, "最美志愿者", "县文明办", L.COUNTY,
          "长年陪伴独居老人", "文明办〔2026〕12号"),
    Story("volunteer", "volunteer", 40, S.REFUSED, "爱心人士", "某商会", L.COUNTY,
          "参加捐赠", "", "照片上没有姓名，无法核对。"),
    Story("leader", "station", 120, S.CONFIRMED, "优秀志愿服务队长", "市文明办", L.CITY,
          "带队服务三年", "市文明办〔2025〕31号", "与文件名单一致。"),
    Story("leader", "station", 90, S.REVOKED, "志愿服务先进个人", "县直机关工委", L.COUNTY,
          "组织义诊", "县直工委〔2026〕5号", "授予单位来函更正，名单中不是本人。"),
]  # fmt: skip


def write(cast: Cast, recipe: Recipe) -> None:
    """Write them with what happened to them; the photos themselves are not kept."""
    rows = save(Commendation, [_row(story, cast, recipe) for story in STORIES])
    save(FlowLog, [log for row in rows for log in _logs(row)])


def _row(story: Story, cast: Cast, recipe: Recipe) -> Commendation:
    made = recipe.now - dt.timedelta(days=story.days)
    decided, revoked = story.state != S.REPORTED, story.state == S.REVOKED
    over = made + dt.timedelta(hours=26)
    officer, volunteer = cast.people["hub"], getattr(cast, story.who)
    return Commendation(
        volunteer=volunteer, title=story.title, authority=story.authority, level=story.level,
        awarded_on=clock.local(made).date() - dt.timedelta(days=5), document_no=story.document_no, merit=story.merit,
        entered_by=cast.people["station"] if story.by == "station" else volunteer.person, channel="web",
        handler=officer.unit, handler_path=officer.unit.path,
        state=story.state, created_at=made, due_at=clock.add_working_days(made, 10),
        decided_by=officer if decided else None, over_at=over if decided else None,
        answer="" if revoked else story.answer, revoked_by=officer if revoked else None,
        revoked_at=over + REVOKED_AFTER if revoked else None, revoke_reason=story.answer if revoked else "",
    )  # fmt: skip


def _logs(row: Commendation) -> list[FlowLog]:
    if row.decided_by is None or row.over_at is None:
        return []
    first = "refuse" if row.state == S.REFUSED else "confirm"
    target = S.REFUSED if row.state == S.REFUSED else S.CONFIRMED
    logs = [_log(row, row.decided_by, first, S.REPORTED, target, row.over_at)]
    if row.revoked_at:
        logs.append(_log(row, row.decided_by, "revoke", S.CONFIRMED, S.REVOKED, row.revoked_at))
    return logs


def _log(row: Commendation, who: Person, move: str, source: S, target: S, at: dt.datetime) -> FlowLog:
    return FlowLog(
        kind=COMMENDATION_KIND, object_id=row.pk, transition=move, source=source, target=target, at=at,
        actor_person_id=who.pk, actor_name=who.name, channel="web",
    )  # fmt: skip
