"""English pages hold no Chinese but names; Chinese pages name their title in Chinese."""

import gettext
import re
from html import unescape
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from tests.factories.orders import AssignmentFactory, MenuItemFactory, OfferFactory, OrderFactory
from tests.factories.records import ServiceRecordFactory
from tests.once import ON_SQLITE
from tests.test_routes import ALL, PUBLIC, address, branch  # noqa: F401 - a fixture

pytestmark = ON_SQLITE

CHINESE = re.compile(r"[\u4e00-\u9fff]+")
HIDDEN = re.compile(r"<(script|style)\b.*?</\1>|<svg\b.*?</svg>", re.DOTALL)
MARKED = re.compile(r'<(\w+)[^>]*\slang="zh-[^>]*>.*?</\1>', re.DOTALL)
SPOKEN = re.compile(r'\s(?:title|alt|placeholder|aria-label|data-label|content|value)="([^"]*)"')


def stored_texts():
    """Every text that stands in the database: names, titles, words of people."""
    found = set()
    for model in apps.get_models():
        fields = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField)
        ]
        for row in model._default_manager.values_list(*fields) if fields else ():
            found |= {part for text in row if isinstance(text, str) for part in CHINESE.findall(text)}
    return found


def foreign(page, known):
    """The Chinese words that a page shows or says, without the names."""
    page = MARKED.sub("", HIDDEN.sub("", page))
    page = re.sub(r"<html[^>]*>", "", page, count=1)
    spoken = " ".join(unescape(text) for text in SPOKEN.findall(page))
    said = set(CHINESE.findall(unescape(re.sub(r"<[^>]+>", " ", page)) + " " + spoken))
    return sorted(left for words in said - known if (left := without(words, known)))


def without(words, known):
    """What is left of Chinese words when the names in them, the longest first, are taken out."""
    for name in sorted((name for name in known if name in words), key=len, reverse=True):
        words = words.replace(name, " ")
    return " ".join(words.split())


@pytest.fixture
def busy(cast, county, branch):  # noqa: F811
    """Something of each kind in reach of everybody."""
    volunteer = cast.volunteer.volunteer
    order = OrderFactory(recipient=cast.resident, unit=county.station)
    AssignmentFactory(order=order, volunteer=volunteer)
    OfferFactory(order=OrderFactory(recipient=cast.resident, unit=county.station), volunteer=volunteer)
    ServiceRecordFactory(volunteer=volunteer)
    MenuItemFactory(team=cast.team)
    return branch(county.station) | {"order": order}


NETWORK = {"新时代文明实践", "简体中文"}  # a name, and a language in its own words


@pytest.mark.parametrize("role", ["visitor", "volunteer", "leader", "hub", "centre", "auditor"])
def test_english_pages_hold_no_chinese_but_names(cast, busy, login, client, role):
    visitor = client if role == "visitor" else login(getattr(cast, role))
    visitor.post(reverse("people:display"), {"language": "en"})
    known, found = stored_texts() | NETWORK, {}
    for name, pattern in ALL:
        answer = visitor.get(address(name, pattern, busy))
        if answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]:
            page = answer.content.decode()
            assert 'lang="en"' in page, name
            if left := foreign(page, known):
                found[name] = left
    assert found == {}


@pytest.mark.parametrize("role", ["visitor", "volunteer", "hub"])
def test_every_page_has_a_title_in_chinese_by_default(cast, busy, login, client, role):
    visitor, found = client if role == "visitor" else login(getattr(cast, role)), {}
    for name, pattern in ALL:
        answer = visitor.get(address(name, pattern, busy))
        if answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]:
            title = re.search(r"<title>(.*?)</title>", answer.content.decode(), re.DOTALL).group(1)
            if not CHINESE.search(title) or len(title.strip()) > 120:
                found[name] = title.strip()
    assert found == {}


def test_every_catalogue_has_one_form_for_all_numbers():
    """A catalogue that does not say so falls back to the two forms of English, and five of something is English."""
    compiled = sorted(Path("shijian").glob("*/locale/zh_Hans/LC_MESSAGES/django.mo"))
    assert len(compiled) >= 8
    for path in compiled:
        with path.open("rb") as file:
            form = gettext.GNUTranslations(file).plural
        assert [form(n) for n in (0, 1, 5)] == [0, 0, 0], path
