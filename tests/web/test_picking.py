"""Where the pickers ask: only what the actor reaches, never by an address."""

import re

import pytest

from shijian.kernel import search
from tests.factories.people import PersonFactory

UNIT, PERSON = "/pick/unit/", "/pick/person/"


def labels(response):
    return re.findall(r'data-label="([^"]*)"', response.content.decode())


@pytest.fixture
def units(county):
    for unit in vars(county).values():
        search.index("unit", unit.pk, names=[unit.place_name], unit_path=unit.path)
    return county


@pytest.mark.parametrize("words", ["村", "塔哇", "twc"])
def test_units_by_name_and_initials_within_reach(cast, units, login, words):
    found = labels(login(cast.hub).post(UNIT, {"words": words, "permission": "order:take"}))
    assert "塔哇村新时代文明实践站 · 拉卜楞镇" in found
    assert [label for label in found if "果宁" in label] == []


def test_units_are_public_where_no_permission_is_asked_for(units, client):
    assert labels(client.post(UNIT, {"words": "果宁"})) == ["果宁村新时代文明实践站 · 麻当镇"]
    assert labels(client.post(UNIT, {"words": "果宁", "permission": "order:take"})) == []


def test_kinds_of_units_can_be_asked_for(cast, units, login):
    found = labels(login(cast.hub).post(UNIT, {"words": "夏河", "only": "station,evil"}))
    assert found == []
    assert labels(login(cast.hub).post(UNIT, {"words": "夏河", "only": "centre"})) == [units.centre.name]


def test_the_tree_begins_at_ones_own_unit_and_goes_down(cast, units, login):
    client = login(cast.hub)
    asked = {"tree": "yes", "permission": "order:take"}
    assert labels(client.post(UNIT, asked)) == [units.hub.name]
    below = labels(client.post(UNIT, {**asked, "at": units.hub.pk}))
    assert [label.split("新")[0] for label in below] == ["塔哇村", "洒哈尔村"]
    assert labels(client.post(UNIT, {**asked, "at": units.station.pk})) == below
    assert labels(client.post(UNIT, {**asked, "at": units.hub2.pk})) == [units.hub.name]


def test_a_level_costs_the_same_however_many_units_it_has(cast, units, login, django_assert_num_queries):
    client = login(cast.centre)
    for unit in (units.hub, units.hub2):
        with django_assert_num_queries(9):
            client.post(UNIT, {"tree": "yes", "permission": "order:take", "at": unit.pk})


@pytest.mark.parametrize("count", [1, 3])
def test_persons_are_told_apart_by_village_and_masked_phone(
    cast, county, login, count, django_assert_num_queries
):
    for number in range(count):
        person = PersonFactory(name="扎西", unit=county.station, phone=f"1391234000{number}")
        search.index("person", person.pk, names=["扎西"], unit_path=person.unit_path)
    far = PersonFactory(name="扎西", unit=county.station_other)
    search.index("person", far.pk, names=["扎西"], unit_path=far.unit_path)
    client = login(cast.hub)
    with django_assert_num_queries(7):
        response = client.post(PERSON, {"words": "扎西"})
    assert labels(response) == [f"扎西 · 塔哇村 · 139****000{number}" for number in range(count)]


def test_who_may_not_see_persons_picks_none(cast, county, login, client):
    PersonFactory(name="扎西", unit=county.station)
    for person in (cast.volunteer, cast.auditor, cast.resident):
        assert labels(login(person).post(PERSON, {"words": "扎西"})) == []
    assert labels(client.post(PERSON, {"words": "扎西"})) == []


def test_words_come_in_the_body_only(cast, login):
    client = login(cast.hub)
    assert client.get(PERSON, {"words": "扎西"}).status_code == 405
    assert client.post("/pick/nonsense/", {"words": "x"}).status_code == 404
    assert client.post(UNIT, {"words": "x", "permission": "nonsense"}).status_code == 404
