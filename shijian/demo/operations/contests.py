"""A contest that is decided, one that is being judged, one that takes entries, and a feast."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from shijian.activities.enums import ActivityState, CeremonyKind, ContestState, Scoring
from shijian.activities.models import (
    Activity,
    Budget,
    Ceremony,
    CeremonyPart,
    CeremonyPoint,
    Contest,
    Cost,
    Entry,
    Guest,
    Judge,
    Mark,
    Result,
    Round,
    Start,
)
from shijian.activities.operations.results import award
from shijian.activities.queries import certificates, standings
from shijian.demo.operations.cast import Cast
from shijian.demo.operations.register import count_anew
from shijian.demo.taking_part import Told
from shijian.kernel import attestations, clock
from shijian.people.models import Person
from shijian.records.enums import CertificateKind
from shijian.records.models import Certificate, CertificateHolder, CertificateRevocation
from shijian.records.operations.certificates import MARK, prefix_of

HOUSES = ("东头周家", "西头才让家", "河边马家", "坡上拉毛家", "桥头李家", "后山旦知家")
TITLES = ("一张借条", "奶奶的酥油灯", "二十年的门闩", "父亲的马鞍", "一碗长面", "修路的那年")
PRIZES = [["一等奖", 1], ["二等奖", 2], ["三等奖", 2]]
POINTS = (
    (915, 940, 890),
    (960, 930, 955),
    (870, 905, 900),
    (930, 915, 945),
    (850, 880, 865),
    (905, 920, 910),
)
COSTS = (
    ("奖品", 36000, "prizes", "sponsor", "县农商银行"),
    ("奖品", 18000, "prizes", "organiser", "站经费"),
    ("茶水、纸笔", 12650, "goods", "host", "镇文化站"),
    ("节目单", 4800, "print", "organiser", "站经费"),
)
EVENTS = (("迎宾、签到", 20), ("主持人开场", 5), ("宣读倡议", 10), ("诵读家训", 15), ("合影", 10))


def write(told: Told, cast: Cast) -> None:
    """Tell them at the first station; the leader and the volunteer judge, the resident has an entry."""
    first = cast.people["station"].unit_id
    rows = Activity.objects.filter(unit_id=first, published_at__isnull=False).order_by("-pk")
    coming = rows.filter(state=ActivityState.PUBLISHED)
    entering = _like(coming, "春联")
    told_of = (
        (_like(rows.filter(state=ActivityState.DONE), "邻里饭"), _decided),
        (_like(rows.filter(state=ActivityState.RUNNING), "广场舞"), _judged),
        (entering, _entering),
        (_like(coming.exclude(pk=entering.pk if entering else 0), "敬老"), _feast),
    )
    for activity, tell in told_of:
        if activity is not None:
            tell(told, cast, activity)


def _like(rows: QuerySet[Activity], word: str) -> Activity | None:
    """The latest with this word in its title; in a small county any."""
    return rows.filter(title__contains=word).first() or rows.first()


def _contest(activity: Activity, **facts: Any) -> Contest:
    usual = {"scoring": Scoring.POINTS, "entry_kind": "household", "awards": PRIZES, "part_prize": "参与奖"}
    return Contest.objects.create(activity=activity, rules="一户一个节目，限时五分钟。", **(usual | facts))


def _enter(told: Told, cast: Cast, contest: Contest, *, own: bool = False) -> list[Entry]:
    close = [cast.people[name].pk for name in ("leader", "volunteer", "station", "resident")]
    people = Person.objects.filter(unit=contest.activity.unit, birth_date__lt="2000-01-01").exclude(
        pk__in=close
    )
    chosen = list(people.order_by("pk")[: len(HOUSES)])
    if own:
        chosen[0] = cast.people["resident"]
    at = told.world.recipe.now - dt.timedelta(days=9)
    return Entry.objects.bulk_create(
        Entry(
            contest=contest, number=number, name=name, title=title, contact=person, people=3,
            name_agreed=number % 3 > 0, made_by=person, made_at=at,
        )
        for number, (name, title, person) in enumerate(zip(HOUSES, TITLES, chosen, strict=False), 1)
    )  # fmt: skip


def _round(told: Told, contest: Contest, entries: list[Entry], *, closed: bool) -> list[Start]:
    at = told.world.recipe.now - dt.timedelta(days=2)
    round_ = Round.objects.create(
        contest=contest,
        number=1,
        name="决赛",
        seed=f"{contest.pk:016x}",
        drawn_at=at,
        closed_at=at if closed else None,
    )
    by_number = {entry.number: entry for entry in entries}
    order = standings.drawn(by_number, round_.seed)
    return Start.objects.bulk_create(
        Start(round=round_, entry=by_number[number], heat=heat, lane=1)
        for heat, number in enumerate(order, 1)
    )


def _judges(cast: Cast, contest: Contest) -> list[Judge]:
    names = ("leader", "volunteer", "hub")
    return Judge.objects.bulk_create(Judge(contest=contest, person=cast.people[name]) for name in names)


def _mark(told: Told, starts: list[Start], judges: list[Judge]) -> None:
    at = told.world.recipe.now - dt.timedelta(days=1)
    Mark.objects.bulk_create(
        Mark(start=start, judge=judge, value=value * 10, by=judge.person, at=at)
        for start in starts
        for judge, value in zip(judges, POINTS[start.entry.number - 1], strict=False)
    )


def _decided(told: Told, cast: Cast, activity: Activity) -> None:
    contest = _contest(activity)
    starts = _round(told, contest, _enter(told, cast, contest, own=True), closed=True)
    _mark(told, starts, _judges(cast, contest))
    count_anew()  # standings join seven tables that were empty when they were counted last
    at = told.world.recipe.now
    for line in standings.final(contest):
        prize = award(contest, line.rank)
        Result.objects.create(entry=line.start.entry, rank=line.rank, value=line.value, award=prize, at=at)
    contest.state, contest.published_at = ContestState.PUBLISHED, at
    contest.save()
    _certify(contest, cast, at)
    Budget.objects.bulk_create(
        Budget(activity=activity, kind=kind, fen=fen) for kind, fen in (("prizes", 60000), ("goods", 30000))
    )
    Cost.objects.bulk_create(
        Cost(activity=activity, what=what, fen=fen, kind=kind, bearer=bearer, source=source, at=at)
        for what, fen, kind, bearer, source in COSTS
    )


def _certify(contest: Contest, cast: Cast, at: dt.datetime) -> None:
    """Certificates of all prizes, one of them revoked; those who only took part have theirs issued by the reader."""
    unit, day = contest.activity.unit, clock.local(at).date()
    prizes = [row for row in certificates.rows(contest) if row.is_prize]
    for number, row in enumerate(prizes, 1):
        named = certificates.named(contest, row.result.entry)
        made = Certificate(
            number=f"{MARK}{prefix_of(unit)}-{day.year}-{number:04d}", kind=CertificateKind.PRIZE, unit=unit,
            unit_path=unit.path, issuer=unit.name, issued_on=day, subject=contest.activity.title, honour=row.honour,
            source_kind=certificates.SOURCE, source_id=row.result.pk, issued_by=cast.people["station"], at=at,
        )  # fmt: skip
        holder = CertificateHolder(
            certificate=made, person=named.person, names=named.name, public_name=named.public_name
        )
        made.algorithm, made.key_id, made.signature = attestations.seal(made.facts).signature
        made.save()
        holder.certificate_id = made.pk
        holder.save()
    CertificateRevocation.objects.create(
        certificate=made, reason="节目名称写错，重新颁发。", by=cast.people["station"], at=at
    )


def _judged(told: Told, cast: Cast, activity: Activity) -> None:
    contest = _contest(activity, state=ContestState.RUNNING, drops_extremes=True)
    starts = _round(told, contest, _enter(told, cast, contest), closed=False)
    _mark(told, starts[:4], _judges(cast, contest)[:2])


def _entering(told: Told, cast: Cast, activity: Activity) -> None:
    contest = _contest(activity, most_entries=12)
    _enter(told, cast, contest, own=True)


def _feast(told: Told, cast: Cast, activity: Activity) -> None:
    ceremony = Ceremony.objects.create(
        activity=activity, kind=CeremonyKind.FESTIVAL, customs="不收礼金，不放鞭炮，只备清茶。"
    )
    CeremonyPoint.objects.bulk_create(
        CeremonyPoint(ceremony=ceremony, what=what, minutes=minutes, position=at)
        for at, (what, minutes) in enumerate(EVENTS)
    )
    CeremonyPart.objects.create(ceremony=ceremony, role="主持人", person=cast.people["leader"])
    CeremonyPart.objects.create(ceremony=ceremony, role="诵读人", name="小学三年级师生", position=1)
    by = cast.people["station"]
    Guest.objects.create(ceremony=ceremony, name="老年协会", people=8, answer="comes", made_by=by)
    Guest.objects.create(ceremony=ceremony, name="邻村文艺队", people=12, made_by=by)
