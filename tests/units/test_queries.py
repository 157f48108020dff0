"""Reads of the tree: nearest units, distances, words, and the agreement of rule and queryset."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shijian.kernel import paths
from shijian.units import queries, rules
from shijian.units.enums import UnitKind, UnitState
from shijian.units.models import Unit
from tests.conftest import actor_of
from tests.factories.units import UnitFactory, UnitLevelFactory


def test_nearest_and_ancestors(county, django_assert_num_queries):
    with django_assert_num_queries(3):
        assert queries.nearest(county.station, UnitKind.STATION) == county.station
        assert queries.nearest(county.station, UnitKind.CENTRE) == county.centre
        assert queries.ancestors(county.station) == [county.centre, county.hub]
    with django_assert_num_queries(0):
        assert queries.ancestors(county.centre) == []
    assert queries.nearest(county.hub, UnitKind.STATION) is None


def test_steps_and_where_ways_meet(county):
    UnitFactory(kind=UnitKind.CENTRE)
    stranger = Unit.objects.get(path="0001")
    expected = [
        (county.station, county.station, 0, UnitKind.STATION),
        (county.station, county.station2, 2, UnitKind.HUB),
        (county.station, county.station_other, 4, UnitKind.CENTRE),
        (county.station, county.centre, 2, UnitKind.CENTRE),
        (county.station, stranger, None, None),
    ]
    for one, other, steps, kind in expected:
        assert (queries.steps(one.path, other.path), queries.meeting_kind(one.path, other.path)) == (
            steps,
            kind,
        )


segments = st.lists(st.integers(0, 3).map(paths.segment), min_size=1, max_size=6).map("".join)


@given(segments, segments, segments)
def test_steps_are_a_distance(a, b, c):
    ab, bc, ac = queries.steps(a, b), queries.steps(b, c), queries.steps(a, c)
    assert queries.steps(a, a) == 0
    assert ab == queries.steps(b, a)
    if ab is not None and bc is not None:
        assert ac is not None
        assert ac <= ab + bc


@given(st.integers(0, 36**4 - 2))
def test_a_range_is_a_prefix(number):
    path = paths.segment(number)
    assert path < path + "0000" < path + "ZZZZ" < paths.end_of(path) == paths.segment(number + 1)


def test_great_circle():
    xiahe, hezuo = Unit(latitude=35.2, longitude=102.52), Unit(latitude=35.0, longitude=102.91)
    assert queries.great_circle(xiahe, hezuo) == pytest.approx(41.9, abs=0.5)
    assert queries.great_circle(xiahe, xiahe) == 0
    assert queries.great_circle(xiahe, Unit()) is None


def test_own_words_win(db):
    UnitLevelFactory(kind=UnitKind.HUB, name="乡镇中心")
    words = queries.level_names()
    assert (words["hub"], words["station"]) == ("乡镇中心", "站")
    assert set(words) == set(UnitKind.values)


def test_rule_and_queryset_agree_for_everybody(county, cast):
    for state, unit in zip(
        UnitState, (county.hub, county.station, county.station2, county.station_other), strict=True
    ):
        Unit.objects.filter(pk=unit.pk).update(state=state)
    for person in vars(cast).values():
        if person == cast.team:
            continue
        actor = actor_of(person)
        seen = set(Unit.objects.visible_to(actor))
        assert seen == {unit for unit in Unit.objects.all() if rules.can_see(actor, unit)}


def test_search_finds_by_name_and_pinyin_what_one_may_see(county, cast):
    from shijian.kernel.actor import ANONYMOUS
    from shijian.units.operations.indexing import index_now

    Unit.objects.filter(pk=county.station2.pk).update(state=UnitState.CLOSED)
    index_now(Unit.objects.all())
    assert list(queries.search_units(ANONYMOUS, "lbl")) == [county.hub]
    assert list(queries.search_units(ANONYMOUS, "洒哈尔")) == []
    assert list(queries.search_units(actor_of(cast.stranger), "洒哈尔")) == []
    assert list(queries.search_units(actor_of(cast.hub), "洒哈尔")) == [county.station2]
    assert queries.search_units(ANONYMOUS, "拉卜楞").get().working_below == 1
