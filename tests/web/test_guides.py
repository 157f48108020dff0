"""The guides: open to all, one's own first, every step leads to a page of its role, pictures have their words."""

import re

import pytest
from django.test import Client

from shijian.web import guides

CHINESE = re.compile("[一-鿿]")
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("key", [guide.key for guide in guides.ALL])
def test_a_guide_is_open_to_a_visitor_and_all_its_pictures_have_words(key, django_assert_num_queries):
    client = Client()
    with django_assert_num_queries(0):
        text = client.get(f"/guide/{key}/").content.decode()
    guide = guides.BY_KEY[key]
    assert [str(step.title) in text for step in guide.steps] == [True] * len(guide.steps)
    images = re.findall(r"<img class=\"guide-picture[^>]*>", text)
    assert len(images) == len([step for step in guide.steps if step.link])
    assert all(re.search(r'alt="页面图片：[^"]+"', image) for image in images)
    assert all(f'width="{guide.size[0]}"' in image for image in images)


def test_an_unknown_guide_is_missing():
    assert Client().get("/guide/nobody/").status_code == 404


def test_a_visitor_finds_all_guides():
    text = Client().get("/guide/").content.decode()
    assert re.findall(r'href="/guide/([a-z]+)/"', text) == [guide.key for guide in guides.ALL]


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("resident", ["resident"]), ("volunteer", ["volunteer", "resident"]),
        ("leader", ["leader", "volunteer", "resident"]), ("hub", ["hub", "resident"]),
        ("auditor", ["auditor", "resident"]),
    ],
)  # fmt: skip
def test_one_s_own_guides_stand_first(cast, login, name, first):
    text = login(getattr(cast, name)).get("/guide/").content.decode()
    found = re.findall(r'href="/guide/([a-z]+)/"', text)
    assert found[: len(first)] == first
    assert sorted(found) == sorted(guide.key for guide in guides.ALL)


@pytest.mark.parametrize(
    "guide", [guide for guide in guides.ALL if guide.key != "installer"], ids=lambda g: g.key
)
def test_every_step_leads_to_a_page_that_the_role_may_open(cast, login, guide):
    client = login(getattr(cast, guide.key))
    assert {step.url: client.get(step.url).status_code for step in guide.steps} == {
        step.url: 200 for step in guide.steps
    }


def test_another_role_s_guide_has_no_way_into_closed_pages(cast, login):
    ways = {
        name: login(getattr(cast, name)).get("/guide/hub/").content.decode() for name in ("hub", "resident")
    }
    assert ['href="/office/figures/"' in ways[name] for name in ("hub", "resident")] == [True, False]


def test_both_languages_are_whole():
    for guide in guides.ALL:
        words = [guide.name, guide.line, *(w for s in guide.steps for w in (s.title, s.sentence))]
        assert [str(each) for each in words if not CHINESE.search(str(each))] == []
    text = Client().get("/guide/hub/", headers={"Accept-Language": "en"}).content.decode()
    assert "Dispatch with reasons" in text
    assert CHINESE.search(text.split("<main")[1].split("</main")[0]) is None
