"""The command palette and the search page: what they find, for whom, and what never stands in an address."""

import pytest
from django.urls import reverse

from shijian.kernel import search
from tests.factories.orders import OrderFactory
from tests.factories.people import PersonFactory

FIND = "/search/find/"


def rows(response):
    return [row for group in response.context["groups"] for row in group["rows"]]


def titles(response):
    return [str(row[0]) for row in rows(response)]


def known(name, unit, **facts):
    person = PersonFactory(name=name, unit=unit, **facts)
    search.index("person", person.pk, names=[person.name], unit_path=unit.path)
    return person


def test_a_person_is_found_within_reach_with_village_and_masked_phone(cast, county, login):
    near, _far = known("索南扎西", county.station), known("索南扎西", county.station_other)
    for words in ("索南", "snzx", near.phone):
        found = rows(login(cast.hub).post(FIND, {"q": words}))
        place = f"{county.station.name} {near.phone[:3]}****{near.phone[-4:]}"
        assert ("索南扎西", place, reverse("people:detail", args=[near.pk])) in found
        assert len([row for row in found if row[0] == "索南扎西"]) == 1
    assert "索南扎西" not in titles(login(cast.volunteer).post(FIND, {"q": "索南"}))
    assert "索南扎西" not in titles(login(cast.auditor).post(FIND, {"q": "索南"}))


def test_an_order_is_found_by_number_within_reach(cast, county, login):
    for unit, number in ((county.station, "20990101-0001"), (county.station_other, "20990101-0002")):
        order = OrderFactory(recipient__unit=unit, number=number, title="修灯")
        search.index("order", order.pk, text=[number, order.title], unit_path=unit.path)
    assert titles(login(cast.hub).post(FIND, {"q": "20990101"})) == ["20990101-0001 修灯"]


def test_units_are_found_by_initials(cast, county, login):
    search.index("unit", county.hub2.pk, names=["麻当镇"], unit_path=county.hub2.path)
    assert county.hub2.name in titles(login(cast.hub).post(FIND, {"q": "mdz"}))


@pytest.mark.parametrize("words", ["待办", "to do", "To do", "db", "daiban"])
def test_pages_are_found_by_name_in_both_languages(cast, login, words):
    assert "/todo/" in [row[2] for row in rows(login(cast.hub).post(FIND, {"q": words}))]
    assert "/todo/" not in [row[2] for row in rows(login(cast.volunteer).post(FIND, {"q": words}))]


def test_for_no_words_the_palette_offers_the_pages_that_open(cast, login):
    client = login(cast.station)
    found = rows(client.post(FIND, {"q": ""}))
    assert len(found) > 15
    assert {client.get(url).status_code for _title, _place, url in found} <= {200, 302}


@pytest.mark.parametrize("count", [1, 3])
def test_the_palette_costs_the_same_for_one_hit_and_for_three(
    cast, county, login, django_assert_num_queries, count
):
    for _number in range(count):
        known("索南扎西", county.station)
    client = login(cast.hub)
    with django_assert_num_queries(12):
        client.post(FIND, {"q": "索南"})


def test_words_for_the_palette_come_in_the_body_only(cast, login, client):
    assert login(cast.hub).get(FIND, {"q": "索南"}).status_code == 405
    assert client.post(FIND, {"q": "索南"}).status_code == 302


@pytest.mark.parametrize("number", ["13912345678", "139 1234 5678", "620502199001011234"])
def test_a_number_in_an_address_is_not_looked_up(cast, county, login, number):
    known("索南扎西", county.station, phone=number if number.startswith("139") else "")
    response = login(cast.hub).get(reverse("web:search"), {"q": number})
    assert (response.context["groups"], response.context["bare"]) == ([], True)


def test_a_number_typed_into_the_box_is_looked_up_and_kept_out_of_the_address(cast, county, login):
    person = known("索南扎西", county.station)
    client = login(cast.hub)
    form = "application/x-www-form-urlencoded"
    response = client.post(reverse("web:search"), f"sealed=q&q={person.phone}", content_type=form)
    address = response.headers["Location"]
    assert person.phone not in address
    assert titles(client.get(address)) == ["索南扎西"]


@pytest.mark.parametrize("words", ["'", '"', "a OR b", "\x00", "*" * 300, "%", "村", "　"])
def test_the_palette_takes_any_words(cast, login, words):
    assert login(cast.hub).post(FIND, {"q": words}).status_code == 200
