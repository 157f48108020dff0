import pytest
from django.test import Client
from django.urls import reverse

from shijian.units.models import Unit


@pytest.fixture
def remembering(settings):
    from django.core.cache import cache

    settings.VISITOR_CACHE_SECONDS = 60
    cache.clear()
    yield
    cache.clear()


def test_a_visitor_gets_the_remembered_page_and_a_member_the_fresh_one(remembering, cast, county, login):
    url = reverse("units:detail", args=[county.station.pk])
    first = Client().get(url).content.decode()
    Unit.objects.filter(pk=county.station.pk).update(introduction="刚刚改过的介绍")
    assert Client().get(url).content.decode() == first
    assert "刚刚改过的介绍" in login(cast.resident).get(url).content.decode()


def test_another_page_and_another_language_are_remembered_apart(remembering, county):
    pages = {
        Client().get(reverse("units:detail", args=[unit.pk]), headers={"Accept-Language": language}).content
        for unit in (county.station, county.station2)
        for language in ("zh-hans", "en")
    }
    assert len(pages) == 4


def test_a_missing_page_is_not_remembered(remembering, county):
    assert Client().get(reverse("units:detail", args=[10**9])).status_code == 404
