"""A shop of rewards: two merchants, four lines, a budget, redemptions in each state, the settlement of last month.

Last month volunteers took a courtesy, which moves no points; what was redeemed for points is of this morning.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from shijian.demo.operations.cast import Cast
from shijian.demo.operations.register import save
from shijian.demo.recipe import Recipe
from shijian.kernel import clock, crypto
from shijian.kernel.actor import Channel
from shijian.kernel.models import AuditEntry
from shijian.people.models import Person
from shijian.points.enums import REDEMPTION, AccountKind, Period, Reason, RedemptionState, RewardKind
from shijian.points.models import Batch, Merchant, Redemption, Reward, RewardBudget, Settlement
from shijian.points.models.redemptions import ALPHABET, CODE, LENGTH
from shijian.points.operations import posting
from shijian.points.operations.posting import Move
from shijian.points.queries.balances import balance_of
from shijian.units.models import Unit
from shijian.volunteers.models import Volunteer

R = RedemptionState
LINES: tuple[dict[str, Any], ...] = (
    {"name": "菜籽油一升", "what": "本地小榨菜籽油，一升装。", "price": 6, "cost_fen": 18_00, "stock": 20, "shop": 0},
    {"name": "洗衣液", "what": "两公斤装洗衣液一瓶。", "price": 2, "cost_fen": 9_50, "stock": 12, "shop": 0},
    {
        "name": "理发一次", "what": "到店理发，不另收费。", "price": 2, "cost_fen": 15_00, "stock": 0, "shop": 1,
        "kind": RewardKind.SERVICE,
    },
    {
        "name": "免费体检", "what": "血压、血糖、心电图，带上领取码就行。", "price": 0, "cost_fen": 30_00, "stock": 30,
        "shop": 1, "kind": RewardKind.COURTESY, "period": Period.YEAR, "limit_each": 1, "points_min": 2,
        "hours_min": 10,
    },
)  # fmt: skip
CHEAP, CHECK_UP, TAKERS = 1, 3, 4


@dataclass(frozen=True, slots=True)
class _Scene:
    """Whose shop it is and when."""

    recipe: Recipe
    unit: Unit
    officer: Person
    second: Person
    month: dt.date

    def day(self, number: int) -> dt.datetime:
        """Ten in the morning of a day of last month."""
        local = dt.datetime.combine(self.month.replace(day=number), dt.time(10), clock.ZONE)
        return local.astimezone(dt.UTC)


def write(cast: Cast, recipe: Recipe) -> None:
    """Write the shop of the first hub, after the services brought their points."""
    hub, today = cast.people["hub"], clock.local(recipe.now).date()
    month = (today.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    scene = _Scene(recipe, hub.unit, hub, cast.people["centre"], month)
    shops, rewards = _catalogue(scene)
    takers = _takers(cast, hub.unit)
    _courtesies(scene, rewards[CHECK_UP], takers, shops[1])
    _for_points(scene, rewards[CHEAP], takers, recipe.now - dt.timedelta(hours=1))
    for row in rewards:
        row.supplied = row.stock + Redemption.objects.standing().filter(reward=row).count()
    Reward.objects.bulk_update(rewards, ["supplied"])


def _catalogue(scene: _Scene) -> tuple[list[Merchant], list[Reward]]:
    unit = {"unit": scene.unit, "unit_path": scene.unit.path}
    names = (("老街粮油店", "店主马有福，街口第三家"), ("康宁门诊部", "前台登记"))
    shops = save(Merchant, [Merchant(name=name, contact=contact, **unit) for name, contact in names])
    facts = {
        "made_by": scene.officer,
        "made_at": scene.recipe.began,
        "starts_on": clock.local(scene.recipe.began).date(),
    }
    rows = []
    for line in LINES:
        shop = shops[line["shop"]]
        more = {"kind": RewardKind.GOODS, "supplied": line["stock"], **line}
        del more["shop"]
        rows.append(Reward(merchant=shop, **unit, **facts, **more))
    years = {scene.month.year, clock.local(scene.recipe.now).year}
    save(
        RewardBudget,
        [
            RewardBudget(
                unit=scene.unit, year=year, amount_fen=5000_00, document_no=f"夏财预〔{year}〕12号",
                made_by=scene.second, made_at=scene.recipe.began,
            )
            for year in sorted(years)
        ],
    )  # fmt: skip
    return shops, save(Reward, rows)


def _takers(cast: Cast, unit: Unit) -> list[Volunteer]:
    """The volunteer of the demo first, then others near by who have points to spend."""
    others = Volunteer.objects.active().filter(unit_path__startswith=unit.path).exclude(pk=cast.volunteer.pk)
    found = [cast.volunteer]
    for row in others.order_by("pk")[:200].iterator():
        if len(found) < TAKERS and balance_of(row.pk).spendable >= LINES[CHEAP]["price"]:
            found.append(row)
    return found


def _redemption(scene: _Scene, reward: Reward, who: Volunteer, at: dt.datetime, **facts: Any) -> Redemption:
    draw = scene.recipe.rng(f"code-{reward.name}-{who.pk}-{at}")
    code = "".join(draw.choice(ALPHABET) for _place in range(LENGTH))
    return Redemption(
        reward=reward, volunteer=who, points=reward.price, cost_fen=reward.cost_fen, code=code,
        code_index=crypto.blind_index(code, CODE), made_by_id=who.person_id, made_at=at,
        pick_up_by=at + dt.timedelta(days=14), **facts,
    )  # fmt: skip


def _courtesies(scene: _Scene, reward: Reward, takers: list[Volunteer], shop: Merchant) -> None:
    """Two were picked up last month and are settled; one was forgotten."""
    rows = []
    for number, who in enumerate(takers[1:3], start=3):
        over = {"over_at": scene.day(number + 4), "state": R.HANDED, "handed_by": scene.officer}
        rows.append(_redemption(scene, reward, who, scene.day(number), **over))
    for who in takers[3:]:
        over = {"over_at": scene.day(16), "state": R.EXPIRED}
        rows.append(_redemption(scene, reward, who, scene.day(2), **over))
    rows = save(Redemption, rows)
    handed = [row for row in rows if row.state == R.HANDED]
    if handed:
        _settle(scene, shop, handed)


def _settle(scene: _Scene, shop: Merchant, handed: list[Redemption]) -> None:
    lines = [
        [row.pk, f"{clock.local(row.over_at).date():%Y-%m-%d}", row.reward.name, row.cost_fen]
        for row in handed
        if row.over_at
    ]
    made = Settlement.objects.create(
        merchant=shop, month=scene.month, lines=lines, total_fen=sum(row.cost_fen for row in handed),
        made_by=scene.officer, made_at=scene.recipe.now - dt.timedelta(hours=20),
    )  # fmt: skip
    Redemption.objects.filter(pk__in=[row.pk for row in handed]).update(settlement=made)


def _for_points(scene: _Scene, reward: Reward, takers: list[Volunteer], at: dt.datetime) -> None:
    """This morning: one waits to be picked up, one was handed over, one was called off and gave its points back."""
    over = {"over_at": at + dt.timedelta(minutes=30)}
    able = [who for who in takers if balance_of(who.pk).spendable >= reward.price]
    ends: tuple[dict[str, Any], ...] = (
        {},
        {"state": R.HANDED, "handed_by": scene.officer, **over},
        {"state": R.CANCELLED, **over},
    )
    rows = save(
        Redemption,
        [_redemption(scene, reward, who, at, **end) for who, end in zip(able, ends, strict=False)],
    )
    if rows:
        _spend(rows, at)


def _spend(rows: list[Redemption], at: dt.datetime) -> None:
    accounts = posting.accounts_of(row.volunteer_id for row in rows)
    spent = posting.account_of(AccountKind.SPENT)
    post, batches = posting.begin([*accounts.values(), spent]), list[Batch]()
    for row in rows:
        account, source = accounts[row.volunteer_id], (REDEMPTION, row.pk)
        moves = [Move(account, -row.points), Move(spent, row.points)]
        batch = post.add(moves, key=f"{REDEMPTION}:{row.pk}", reason=Reason.SPEND, source=source, at=at)
        batches.append(batch)
        if row.state == R.CANCELLED:
            back = [Move(account, row.points), Move(spent, -row.points)]
            facts: dict[str, Any] = {"reverses": batch, "note": "called off", "at": row.over_at}
            post.add(back, key=f"back:{batch.pk}", reason=Reason.REVERSAL, source=source, **facts)
    changes, last = post.save(), post.batches[-1]
    for row, batch in zip(rows, batches, strict=True):
        row.batch = batch
    Redemption.objects.bulk_update(rows, ["batch"])
    AuditEntry.objects.create(
        at=at, action="points.post", object_kind="points.batch", object_id=last.pk, changes=changes,
        channel=Channel.WEB,
    )  # fmt: skip
