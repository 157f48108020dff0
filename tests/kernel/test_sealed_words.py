"""Names and numbers typed into a search stay out of addresses."""

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.forms import Form
from django.urls import reverse

from shijian.kernel import sealed_words
from shijian.kernel import search as search_index
from tests.factories.people import PersonFactory
from tests.factories.volunteers import VolunteerFactory

PHONE = "19900001234"


def _forms(parent=Form):
    return {each for child in parent.__subclasses__() for each in (child, *_forms(child))}


def test_no_form_that_does_something_is_taken_for_a_search():
    reverse("web:home")  # every view, and with it every form, is there
    ours = {each for each in _forms() if each.__module__.startswith("shijian.")}
    assert len(ours) > 100
    assert [each for each in ours if sealed_words.FIELD in each.base_fields] == []


def search(client, url, words, **others):
    typed = urlencode({"sealed": "q", "q": words, **others})
    answer = client.post(url, typed, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 303
    return answer["Location"]


def test_the_address_says_neither_phone_nor_name(login, cast, county):
    PersonFactory(name="桑吉卓玛", phone=PHONE, unit=county.station)
    client = login(cast.station)
    where = search(client, reverse("people:list"), PHONE)
    assert PHONE not in where
    page = client.get(where).content.decode()
    assert "桑吉卓玛" in page
    assert f'value="{PHONE}"' in page


def test_other_filters_stay_readable_and_pages_keep_the_words_sealed(login, cast, county):
    for number in range(22):
        volunteer = VolunteerFactory(person__name=f"卓玛{number:02}", person__unit=county.station)
        search_index.index("person", volunteer.person_id, names=["卓玛"], unit_path=county.station.path)
    client = login(cast.hub)
    where = search(client, reverse("volunteers:list"), "卓玛", state="", age="")
    assert parse_qs(urlsplit(where).query).keys() == {"q"}
    page = client.get(where).content.decode()
    (onward,) = set(re.findall(r'href="(\?[^"]*after=[^"]*)"', page))
    assert "%E5%8D%93" not in onward
    assert "卓玛0" in client.get(reverse("volunteers:list") + onward.replace("&amp;", "&")).content.decode()


def test_a_forged_token_finds_nothing_and_breaks_nothing(login, cast):
    answer = login(cast.station).get(reverse("people:list"), {"q": "~gcm1:x:AAAA"})
    assert answer.status_code == 200
    assert 'value=""' in answer.content.decode()


@pytest.mark.parametrize(
    "name", ["people:list", "web:search", "volunteers:new", "volunteers:list", "orders:office-list"]
)
def test_every_search_for_people_posts(login, cast, name):
    page = login(cast.station).get(reverse(name)).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    (form,) = [f for f in re.findall(r"<form.*?</form>", main, re.DOTALL) if 'name="q"' in f]
    assert form.startswith('<form method="post"')


def test_an_empty_search_goes_back_to_the_whole_list(login, cast):
    assert search(login(cast.station), reverse("people:list"), "  ") == reverse("people:list") + "?"
