"""What stands behind volunteers' rights: risks read, absences, trainings, insurances, who commands, who agreed."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

from shijian.demo.operations.cast import Cast
from shijian.demo.operations.county import County
from shijian.demo.operations.register import save
from shijian.demo.operations.teams import Teams
from shijian.demo.recipe import Recipe
from shijian.kernel import clock
from shijian.orders.enums import AbsenceKind, AssignmentState, WithdrawalReason
from shijian.orders.models import (
    Absence,
    Assignment,
    MenuItem,
    Order,
    OrderInsurance,
    RiskReading,
)
from shijian.people.models import Person
from shijian.volunteers.enums import AgreementState, AgreementWhy, Cover, Standing, VolunteerState
from shijian.volunteers.models import (
    Agreement,
    AgreementText,
    CommunityConsent,
    GroupInsurance,
    Insurance,
    TeamStanding,
    Training,
    TrainingKind,
    Volunteer,
)
from shijian.volunteers.rules import risk_version

COURSES = {
    "first-aid": ("急救与心肺复苏春季班", "县红十字会", 480), "fire-safety": ("消防安全讲座", "县消防救援大队", 120),
    "elder-care": ("老年人日常照护", "县民政局", 240), "volunteer-basics": ("志愿者入门", "县文明实践中心", 90),
    "privacy": ("个人信息保护", "县委网信办", 60),
}  # fmt: skip
CHANCE_OF_TRAINING = 0.3
COVERED = 6


def write(cast: Cast, county: County, teams: Teams, rows: list[Volunteer], recipe: Recipe) -> None:
    """Write everything; the orders and teams are there already."""
    rng = recipe.rng("rights")
    _read_risks()
    _absences(rng, cast)
    kinds = {kind.code: kind for kind in TrainingKind.objects.order_by("pk")}
    active = [row for row in rows if row.state == VolunteerState.ACTIVE]
    save(Training, [*_trainings(rng, active, kinds, county, recipe), *_waiting(cast, kinds, recipe)])
    _demands(kinds)
    _insure(cast, teams, active, recipe)
    _stand(cast, teams, recipe)
    _agree(cast, recipe)


def _read_risks() -> None:
    """Whoever is bound to a risk has read it first, as has the resident of the order."""
    bound = Assignment.objects.filter(order__risk__gt=0).exclude(order__risk_note="")
    readings = {}
    for row in bound.select_related("order", "volunteer").order_by("pk"):
        order = row.order
        for person_id, at in (
            (row.volunteer.person_id, row.committed_at),
            (order.recipient_id, order.created_at),
        ):
            readings[order.pk, person_id] = RiskReading(
                order=order, person_id=person_id, version=risk_version(order.risk, order.risk_note),
                risk=order.risk, risk_note=order.risk_note, read_at=at - dt.timedelta(minutes=2),
            )  # fmt: skip
    save(RiskReading, list(readings.values()))


def _absences(rng: random.Random, cast: Cast) -> None:
    """Why somebody did not come; of those who were said not to have come some object."""
    gone = Assignment.objects.filter(state__in=(AssignmentState.WITHDRAWN, AssignmentState.NO_SHOW))
    hub = cast.people["hub"]
    made = []
    for place, row in enumerate(gone.select_related("order").order_by("pk")):
        at = min(row.committed_at + dt.timedelta(hours=3), row.order.wished_until)
        absence = Absence(assignment=row, kind=AbsenceKind.WITHDRAWN, at=at)
        if row.state == AssignmentState.NO_SHOW:
            absence.kind, absence.by = AbsenceKind.NO_SHOW, hub
            _object(absence, place, hub)
        else:
            absence.reason = rng.choice(WithdrawalReason.values)
            absence.short_notice = rng.random() < 0.2
        made.append(absence)
    save(Absence, made)


def _object(absence: Absence, place: int, officer: Person) -> None:
    """Every other one says that it is not so; half of these are decided."""
    if place % 2:
        return
    absence.objection = "我按时到了，家里没有人开门，我等了半小时。"
    absence.objected_at = absence.at + dt.timedelta(days=1)
    if place % 4:
        absence.upheld, absence.settled_by = True, officer
        absence.settled_at = absence.at + dt.timedelta(days=2)
        absence.answer = "问过邻居，您确实来过。记录已改正。"


def _trainings(
    rng: random.Random, rows: list[Volunteer], kinds: dict[str, TrainingKind], county: County, recipe: Recipe
) -> Iterator[Training]:
    today, officer = clock.local(recipe.now).date(), county.officer_of(county.centre)
    for row in rows:
        if rng.random() >= CHANCE_OF_TRAINING:
            continue
        code = rng.choice(sorted(COURSES))
        yield _training(row, kinds[code], today - dt.timedelta(days=rng.randint(20, 900)), officer, recipe)


def _training(
    row: Volunteer, kind: TrainingKind, day: dt.date, officer: Person, recipe: Recipe, **more: object
) -> Training:
    course, organiser, minutes = COURSES[kind.code]
    months = kind.valid_months
    at = recipe.now - dt.timedelta(days=15)
    facts = {
        "volunteer": row, "kind": kind, "course": course, "minutes": minutes, "day": day, "organiser": organiser,
        "place": "县文明实践中心", "evidence": f"签到表{day:%Y%m%d}", "entered_by": officer, "entered_at": at,
        "valid_until": day + dt.timedelta(days=30 * months) if months else None, "counts_since": at,
    }  # fmt: skip
    return Training(**facts | more)


def _waiting(cast: Cast, kinds: dict[str, TrainingKind], recipe: Recipe) -> Iterator[Training]:
    """The volunteer of the cast: one that counts, one that runs out soon, one that ran out, one that waits."""
    today, mine = clock.local(recipe.now).date(), cast.volunteer
    station, leader = cast.people["station"], cast.people["leader"]
    ends = {
        "volunteer-basics": None,
        "fire-safety": today + dt.timedelta(days=12),
        "elder-care": today - dt.timedelta(days=40),
    }
    for code, until in ends.items():
        yield _training(mine, kinds[code], today - dt.timedelta(days=700), station, recipe, valid_until=until)
    yield _training(
        mine, kinds["first-aid"], today - dt.timedelta(days=2), leader, recipe, counts_since=None,
        entered_at=recipe.now - dt.timedelta(days=1),
    )  # fmt: skip


def _demands(kinds: dict[str, TrainingKind]) -> None:
    """What is offered for elders' health demands first aid; orders that are over keep what they had."""
    items = MenuItem.objects.filter(category="health").order_by("pk").values_list("pk", flat=True)[:3]
    through = MenuItem.trainings.through
    save(through, [through(menuitem_id=pk, trainingkind_id=kinds["first-aid"].pk) for pk in items])


def _insure(cast: Cast, teams: Teams, rows: list[Volunteer], recipe: Recipe) -> None:
    """Policies of a hub, of the leader's team, of some by name, one that ran out; the volunteer's own ran out, too."""
    today, hub = clock.local(recipe.now).date(), cast.people["hub"]
    station = cast.people["station"].unit
    team = next(team for team in teams.all if teams.leaders.get(team.pk) is cast.leader)
    stories = [
        (hub.unit, Cover.UNIT, None, "人保财险", -200, 165), (team.unit, Cover.TEAM, team, "太平洋保险", -100, 20),
        (station, Cover.NAMED, None, "平安保险", -30, 335), (station, Cover.UNIT, None, "人保财险", -500, -135),
    ]  # fmt: skip
    made = save(GroupInsurance, [
        GroupInsurance(
            unit=unit, unit_path=unit.path, cover=cover, team=whose, insurer=insurer, policy_no=f"62302700{number:04d}",
            valid_from=today + dt.timedelta(days=first), valid_until=today + dt.timedelta(days=last),
            evidence=f"保单原件存放在{unit.name}档案柜", entered_by=hub, entered_at=recipe.now - dt.timedelta(days=90),
        ) for number, (unit, cover, whose, insurer, first, last) in enumerate(stories, start=31)
    ])  # fmt: skip
    near = [row for row in rows if row.unit_path.startswith(station.path)][:COVERED]
    through = GroupInsurance.named.through
    save(through, [through(groupinsurance_id=made[2].pk, volunteer_id=row.pk) for row in near])
    gone = today - dt.timedelta(days=30)
    save(Insurance, [
        Insurance(volunteer=cast.volunteer, insurer="人保财险", policy_no="62302700000007",
                  valid_from=gone - dt.timedelta(days=364), valid_until=gone)
    ])  # fmt: skip
    risky = Order.objects.filter(risk__gt=0, unit_path__startswith=hub.unit.path).order_by("-pk").first()
    if risky is not None:
        day = clock.local(risky.wished_from).date()
        save(OrderInsurance, [
            OrderInsurance(order=risky, insurer="人保财险", policy_no="62302700000901", valid_from=day, valid_until=day,
                           evidence="保单原件存放在所里", entered_by=hub)
        ])  # fmt: skip


def _stand(cast: Cast, teams: Teams, recipe: Recipe) -> None:
    """The leader's team is part of its unit, one is registered, one serves its village with consent, one without."""
    hub, today = cast.people["hub"], clock.local(recipe.now).date()
    own = next(team for team in teams.all if teams.leaders.get(team.pk) is cast.leader)
    idle = [
        team for team in teams.all if team.pk != own.pk and not MenuItem.objects.filter(team=team).exists()
    ]
    kinds = (Standing.REGISTERED, Standing.UNREGISTERED, Standing.UNREGISTERED)
    chosen = [(own, Standing.PART), *zip(idle[-3:], kinds, strict=False)]
    save(TeamStanding, [
        TeamStanding(team=team, kind=kind, noted_by=hub, noted_at=recipe.now - dt.timedelta(days=60))
        for team, kind in chosen
    ])  # fmt: skip
    save(CommunityConsent, [
        CommunityConsent(team=team, body=f"{team.unit.place_name or team.unit.name}村民委员会",
                         given_on=today - dt.timedelta(days=300), evidence="村民委员会会议记录", entered_by=hub)
        for team, kind in chosen[:3] if kind != Standing.REGISTERED
    ])  # fmt: skip


def _agree(cast: Cast, recipe: Recipe) -> None:
    """One that is signed and one that waits for the volunteer; one of the leader that has ended."""
    text = AgreementText.objects.order_by("version").first()
    if text is None:
        return
    today, station = clock.local(recipe.now).date(), cast.people["station"]
    signed = recipe.now - dt.timedelta(days=80)
    stories = [
        (
            cast.volunteer,
            AgreementState.SIGNED,
            -80,
            "每周二、周五上午在村里陪护独居老人，两人同行，冬天不走夜路。",
        ),
        (
            cast.volunteer,
            AgreementState.OFFERED,
            5,
            "暑期托管四周，每天上午在实践站，由站里准备午餐和急救包。",
        ),
        (cast.leader, AgreementState.ENDED, -200, "防汛期间值守河堤，配救生衣，听从镇防汛指挥部安排。"),
    ]
    save(Agreement, [
        Agreement(
            volunteer=row, unit=station.unit, unit_path=station.unit_path, text=text, why=AgreementWhy.LONG,
            terms=terms,
            state=state, starts_on=today + dt.timedelta(days=first), ends_on=today + dt.timedelta(days=first + 365),
            offered_by=station, offered_at=signed - dt.timedelta(hours=5),
            signed_by=None if state == AgreementState.OFFERED else row.person,
            signed_at=None if state == AgreementState.OFFERED else signed,
            ended_at=signed + dt.timedelta(days=30) if state == AgreementState.ENDED else None,
            ended_by=row.person if state == AgreementState.ENDED else None,
            end_reason="汛期结束" if state == AgreementState.ENDED else "",
        ) for row, state, first, terms in stories
    ])  # fmt: skip
