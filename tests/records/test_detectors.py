"""Each detector finds its cheat and leaves an honest look-alike alone; the simulated county is measured small."""

import itertools
from dataclasses import replace

import pytest

from shijian.records import signals
from shijian.records.signals.facts import DAY, HOUR, MINUTE, Fact, Limits
from shijian.records.simulation.judge import judge, simulate

KEYS = itertools.count(1)
HERE, FAR = (35.2, 105.1), (35.2, 105.6)
OFFICER, FRIEND = 900, 901


def fact(person=1, day=0, hour=9.0, hours=2.0, *, source=None, **known):
    """An own check-in in time; a day is 24 hours from zero."""
    key, start = next(KEYS), day * DAY + hour * HOUR
    end = start + hours * HOUR
    facts = {"place": HERE, "came_received": start, "left_received": end, "recorded": end, "unit": 1, **known}
    return Fact(
        record=key, person=person, source=source or ("order", key), started=start, ended=end,
        minutes=int(hours * 60), day=day, **facts,
    )  # fmt: skip


def typed(person=1, day=0, hour=9.0, hours=2.0, **known):
    """Entered by the officer, an hour later unless `recorded` says otherwise."""
    return fact(person, day, hour, hours, **{
        "enterer": OFFICER, "came_received": 0, "left_received": 0, "asked_before": False,
        "recorded": day * DAY + (hour + hours + 1) * HOUR, **known,
    })  # fmt: skip


def meeting(people, day=0, make=fact, number=1, **known):
    return [make(person, day, source=("activity", number), **known) for person in people]


NOW = 60 * DAY
PHOTO, CUT, OTHER = f"{1 << 200:064x}", f"{(1 << 200) | 7:064x}", "f" * 64
# kind: rows of a cheat, rows of honest people that look alike
CASES = {
    "travel": ([fact(hour=9), fact(hour=11.2, place=FAR)], [fact(hour=9), fact(hour=12, place=FAR)]),
    "long-day": ([fact(hour=1, hours=7), fact(hour=9, hours=6)], [fact(hour=1, hours=6), fact(hour=9, hours=6)]),
    "batch": (
        [typed(p, day, recorded=NOW + 20 * p) for p, day in enumerate(range(30, 36))],
        [typed(p, 30, source=("activity", 5), recorded=NOW + 20 * p) for p in range(12)],
    ),
    "crediting": (
        [typed(p, d, hours=4, asked_before=True) for p in range(1, 5) for d in range(0, 9, 3)],
        [typed(p, d, hours=4, came_received=1) for p in range(1, 5) for d in range(0, 9, 3)],
    ),
    "favour": (
        [typed(1, day, hours=3) for day in range(0, 56, 7)],
        [row for day in range(0, 56, 7) for row in meeting([1, 2], day, typed, day, hours=3)],
    ),
    "kin": (
        [typed(1, day, hours=3, kin=True) for day in (1, 8, 15)],
        [row for day in (1, 8, 15) for row in meeting([1, 2], day, fact, day, hours=3, kin=True)],
    ),
    "device": (
        [fact(p, p, devices=(f"own-{p}", "a"), unit=p % 2, home=p) for p in range(1, 6)],
        [fact(p, p, devices=("station",), unit=1) for p in range(1, 30)]
        + [fact(p, p, devices=("family",), unit=p % 2, home=40 + p % 3) for p in range(40, 49)],
    ),
    "photo": (
        [*meeting([1, 2], 0, number=1, photos=(PHOTO,)), *meeting([3], 9, number=2, photos=(CUT,))],
        [*meeting([1, 2], 0, number=1, photos=(PHOTO,)), *meeting([1], 0, number=2, hour=14, photos=(PHOTO,))],
    ),
    "rhythm": (
        [fact(day=day) for day in range(0, 63, 7)],
        [fact(day=day, hour=9 + day % 5 / 20, hours=2 + day % 3 / 30) for day in range(0, 63, 7)],
    ),
    "clock": (
        [fact(day=d, left_received=(d + 1) * DAY) for d in (1, 9, 20)] + [fact(2, d) for d in range(9)],
        [fact(p, d, left_received=(d + 1) * DAY) for p in (1, 2, 3) for d in (1, 9, 20)],
    ),
    "code": (
        meeting([1, 2, 3], came_received=12 * HOUR) + meeting([4, 5, 6]),
        meeting([1, 2, 3], came_received=12 * HOUR) + meeting([4]),
    ),
    "late": (
        [typed(p, d, recorded=NOW + p * HOUR / 4) for p in (1, 2, 3) for d in (20, 30, 40)],
        [typed(p, 40, recorded=NOW, photos=(OTHER,)) for p in range(1, 15)],
    ),
    "ghost": (meeting(range(1, 8), make=typed), meeting(range(1, 8), make=typed, asked_before=True)),
    "crowd": (
        [*meeting([1, 2, 3, 4]), *meeting(range(10, 16), make=typed)],
        [*meeting([1, 2, 3, 4]), *meeting(range(10, 16), make=typed, asked_before=True)],
    ),
    "pair": (
        [fact(1, d, witness=FRIEND) for d in range(4)] + [fact(FRIEND, d, 14, witness=1) for d in range(4)],
        [fact(1, d, witness=FRIEND) for d in range(40)] + [fact(FRIEND, 2, 14, witness=1)],
    ),
    "recipient": (
        [fact(1, d, hours=2.5, recipient=7, witness=7, asked_by=7) for d in range(0, 60, 6)],
        [fact(1 if d else 2, d, hours=2.5, recipient=7, witness=7, asked_by=7) for d in range(0, 60, 6)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", CASES)
def test_a_detector_finds_its_cheat_and_leaves_the_look_alike_alone(kind):
    odd, honest = CASES[kind]
    (found,) = signals.DETECTORS[kind](odd, Limits())
    assert found.kind == kind
    assert set(found.records) <= {row.record for row in odd}
    assert list(signals.DETECTORS[kind](honest, Limits())) == []


def test_every_detector_has_a_case_and_order_changes_nothing():
    assert set(CASES) == set(signals.DETECTORS)
    rows = [row for odd, _honest in CASES.values() for row in odd]
    assert signals.run(rows, Limits()) == signals.run(rows[::-1], Limits())


def test_thresholds_come_from_the_limits():
    odd, _honest = CASES["long-day"]
    assert list(signals.DETECTORS["long-day"](odd, replace(Limits(), day_minutes=13 * 60))) == []


def test_overlap_is_impossible_also_at_one_place():
    (found,) = signals.DETECTORS["travel"]([fact(hour=9), fact(hour=10)], Limits())
    assert (found.facts, found.strength) == ({"km": 0, "minutes": -60}, 3)


def test_the_key_of_a_matter_names_nobody_twice():
    odd, _honest = CASES["ghost"]
    again = [*odd, typed(8, source=("activity", 1), recorded=odd[0].recorded + MINUTE)]
    (one,), (other,) = (signals.DETECTORS["ghost"](rows, Limits()) for rows in (odd, again))
    assert one.key == other.key
    assert len(other.records) == len(one.records) + 1


def test_a_small_simulated_county_is_seen_through():
    year = simulate(3, volunteers=180, cases=2)
    assert {name for name, _case in year.case_of.values()} == set(_strategies())
    *each, whole = judge(year)[0]
    assert whole.recall >= 0.85
    assert whole.precision >= 0.7
    assert [row.name for row in each if not row.found] == []


def test_an_honest_county_is_left_alone_mostly():
    *_each, whole = judge(simulate(4, volunteers=180, cases=0))[0]
    assert whole.records == 0
    assert whole.signals <= 15


def _strategies():
    from shijian.records.simulation.cheats import STRATEGIES

    return STRATEGIES
