"""Missing records that the volunteer of the cast and his neighbours asked for, one in each state."""

from __future__ import annotations

import datetime as dt

from PIL import Image, ImageDraw

from shijian.demo.operations.cast import Cast
from shijian.demo.operations.register import save
from shijian.demo.publicity import counts_from
from shijian.demo.recipe import Recipe
from shijian.kernel import clock, sameness
from shijian.kernel.models import FlowLog
from shijian.people.models import Person
from shijian.records.enums import TOP_UP_KIND, Grade, Recipient, TopUpState
from shijian.records.models import ServiceRecord, TopUp
from shijian.volunteers.models import Volunteer

S = TopUpState
MOVES = {S.APPROVED: "approve", S.REFUSED: "refuse", S.WITHDRAWN: "withdraw"}
# state, days ago, what, where, for whom, why late, answer
STORIES: list[tuple[TopUpState, int, str, str, str, str, str]] = [
    (S.ASKED, 2, "清扫村道积雪", "村口到学校", Recipient.PUBLIC, "天冷手机关机了，没能签退。", ""),
    (S.APPROVED, 6, "帮老人搬运过冬煤", "三社", Recipient.ELDER, "山里没有信号。", "照片和队长说法一致。"),
    (S.REFUSED, 9, "给老人送药", "二社", Recipient.ELDER, "忘了签到。", "照片看不清，也没有人能证明。"),
    (S.WITHDRAWN, 12, "清理河道垃圾", "河边", Recipient.PUBLIC, "没来得及签到。", ""),
]


def write(cast: Cast, recipe: Recipe) -> None:
    """Write them with what happened to them; the photos themselves are not kept."""
    officer = cast.people["hub"]
    rows = [_top_up(number, story, cast.volunteer, officer, recipe) for number, story in enumerate(STORIES)]
    save(TopUp, [row for row in rows if row.state != S.APPROVED])
    for row in rows:
        if row.state == S.APPROVED:
            _approve(row)
    save(FlowLog, [_log(row, officer) for row in rows if row.state in MOVES])


def _top_up(
    number: int,
    story: tuple[TopUpState, int, str, str, str, str, str],
    volunteer: Volunteer,
    officer: Person,
    recipe: Recipe,
) -> TopUp:
    state, days, content, place, recipient, reason, answer = story
    start = (clock.local(recipe.now) - dt.timedelta(days=days)).replace(
        hour=6, minute=10, second=0, microsecond=0
    )
    made = start + dt.timedelta(days=1)
    over = None if state == S.ASKED else made + dt.timedelta(hours=20)
    return TopUp(
        volunteer=volunteer, unit=volunteer.unit, unit_path=volunteer.unit.path, handler=officer.unit,
        handler_path=officer.unit.path, asked_by=volunteer.person, channel="web", started_at=start,
        ended_at=start + dt.timedelta(minutes=70), recipient=recipient, content=content, place=place, reason=reason,
        digest=sameness.digest_of(_picture(number)), state=state, created_at=made, over_at=over, answer=answer,
        due_at=clock.add_working_days(made, 5), decided_by=officer if state in (S.APPROVED, S.REFUSED) else None,
    )  # fmt: skip


def _approve(row: TopUp) -> None:
    """The record and the wish name each other."""
    over = row.over_at or row.created_at
    row.state = S.ASKED
    row.save()
    row.record = ServiceRecord.objects.create(
        volunteer=row.volunteer, unit=row.unit, unit_path=row.unit_path, source_kind=TOP_UP_KIND, source_id=row.pk,
        started_at=row.started_at, ended_at=row.ended_at, minutes=row.minutes, grade=Grade.LATE,
        recipient=row.recipient, content=row.content, place=row.place, responsible=row.asked_by,
        recorder=row.decided_by, recorded_at=over, counts_from=counts_from(over),
    )  # fmt: skip
    row.state = S.APPROVED
    row.save()


def _log(row: TopUp, officer: Person) -> FlowLog:
    who = row.asked_by if row.state == S.WITHDRAWN else officer
    return FlowLog(
        kind=TOP_UP_KIND, object_id=row.pk, transition=MOVES[S(row.state)], source=S.ASKED, target=row.state,
        at=row.over_at or row.created_at, actor_person_id=who.pk, actor_name=who.name, channel="web",
    )  # fmt: skip


def _picture(number: int) -> Image.Image:
    """Something that differs from story to story, for the hash only."""
    image = Image.new("L", (320, 240), 255)
    draw = ImageDraw.Draw(image)
    for n in range(16):
        x, y = (number * 83 + n * 97) % 320, (number * 57 + n * 61) % 240
        draw.ellipse((x, y, x + 60, y + 50), fill=(n * 37 + number * 50) % 255)
    return image
