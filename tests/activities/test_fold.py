"""From scans to stays: whatever comes first, whatever comes twice, the stays are the same."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shijian.activities.enums import ScanKind, ScanWay, Unused
from shijian.activities.queries.fold import LONGEST, Mark, fold
from shijian.records.enums import Grade

NINE = dt.datetime(2026, 6, 19, 1, 0, tzinfo=dt.UTC)
IN, OUT = ScanKind.IN, ScanKind.OUT
SITE, STAFF, SELF, LEADER, PAPER, POLICY = ScanWay
MARKS = st.builds(
    Mark,
    nonce=st.integers(0, 10_000).map(str),
    kind=st.sampled_from(ScanKind),
    way=st.sampled_from(ScanWay),
    at=st.integers(0, 60 * 50).map(lambda minutes: NINE + dt.timedelta(minutes=minutes)),
    place=st.sampled_from([None, 1, 2]),
    own=st.booleans(),
    late=st.booleans(),
)
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SETS = st.lists(MARKS, max_size=12, unique_by=lambda mark: mark.nonce)


def mark(kind, minutes, way=SITE, **facts):
    at = NINE + dt.timedelta(minutes=minutes)
    return Mark(nonce=f"{kind}{minutes}{way}{facts}", kind=kind, way=way, at=at, **facts)


def stays(*marks):
    """Minutes from nine of each stay; None: open."""
    return [(minutes(span.came), minutes(span.left) if span.left else None) for span in fold(marks).spans]


def minutes(turn):
    return (turn.mark.at - NINE).total_seconds() / 60


@PATIENT
@given(marks=SETS, data=st.data())
def test_any_order_and_any_duplication_give_the_same(marks, data):
    again = data.draw(st.lists(st.sampled_from(marks), max_size=10)) if marks else []
    arrived = data.draw(st.permutations(marks + again))
    first, second = fold(marks), fold(arrived)
    assert (first.spans, first.unused) == (second.spans, second.unused)


@PATIENT
@given(marks=SETS)
def test_stays_follow_one_another_and_no_scan_is_lost(marks):
    found = fold(marks)
    told = set(found.unused)
    for span in found.spans:
        told |= {each.nonce for turn in (span.came, span.left) if turn for each in turn.marks}
    assert told == {each.nonce for each in marks}
    ends = [span.left.mark.at if span.left else None for span in found.spans]
    starts = [span.came.mark.at for span in found.spans]
    assert all(end is None or end > start for start, end in zip(starts, ends, strict=True))
    assert all(end is None or end <= start for end, start in zip(ends, starts[1:], strict=False))
    assert all(end is None or end - start <= LONGEST for start, end in zip(starts, ends, strict=True))


@PATIENT
@given(marks=SETS)
def test_what_arrived_in_parts_is_what_arrived_at_once(marks):
    assert fold(fold_order for fold_order in reversed(marks)).spans == fold(set(marks)).spans


def test_several_pairs_a_day():
    assert stays(mark(IN, 0), mark(OUT, 60), mark(IN, 300), mark(OUT, 420)) == [(0, 60), (300, 420)]


def test_coming_without_going_is_open():
    assert stays(mark(IN, 0)) == [(0, None)]


def test_twice_in_and_going_without_coming_are_explained():
    twice, alone = mark(IN, 30), mark(OUT, 95)
    found = fold([mark(IN, 0), twice, mark(OUT, 60), alone])
    assert len(found.spans) == 1
    assert found.unused == {twice.nonce: Unused.THERE_ALREADY, alone.nonce: Unused.NOT_COME}


def test_moving_to_another_place_ends_the_stay_there():
    found = fold([mark(IN, 0, place=1), mark(IN, 40, place=2), mark(OUT, 90, place=2)])
    assert [(minutes(s.came), minutes(s.left)) for s in found.spans] == [(0, 40), (40, 90)]
    assert [span.grade for span in found.spans] == [Grade.SITE, Grade.SITE]


def test_of_two_scans_of_one_coming_the_strongest_tells_the_moment():
    assert stays(mark(IN, 0, SELF), mark(IN, 3, SITE), mark(OUT, 60)) == [(3, 60)]
    assert stays(mark(IN, 0, SITE), mark(IN, 3, LEADER), mark(OUT, 60)) == [(0, 60)]


def test_the_rule_for_a_forgotten_going_gives_way_to_a_real_one():
    assert stays(mark(IN, 0), mark(OUT, 120, POLICY), mark(OUT, 70, SELF)) == [(0, 70)]
    assert stays(mark(IN, 0), mark(OUT, 120, POLICY), mark(OUT, 150, SELF)) == [(0, 150)]


def test_the_next_day_begins_anew():
    assert stays(mark(IN, 0), mark(IN, 1500), mark(OUT, 1560)) == [(0, None), (1500, 1560)]


@pytest.mark.parametrize(
    ("came", "left", "grade"),
    [
        ([SITE], [STAFF], Grade.SITE),
        ([SELF], [SITE], Grade.SELF),
        ([SITE], [POLICY], Grade.SELF),
        ([LEADER], [SITE], Grade.WITNESSED),
        ([PAPER], [PAPER], Grade.WITNESSED),
        (["own", STAFF], [SITE], Grade.MUTUAL),
        (["own", STAFF], [SELF], Grade.SELF),
        (["late"], [SITE], Grade.LATE),
    ],
)
def test_the_weaker_end_decides_the_grade(came, left, grade):
    def marks(kind, ways, start):
        kinds = {"own": {"way": SITE, "own": True}, "late": {"way": LEADER, "late": True}}
        return [mark(kind, start + n, **kinds.get(way, {"way": way})) for n, way in enumerate(ways)]

    (span,) = fold(marks(IN, came, 0) + marks(OUT, left, 60)).spans
    assert span.grade == grade
