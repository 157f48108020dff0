import re

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


TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def shown(response):
    """The page without the token, which is another one for everybody."""
    return TOKEN.sub("", response.content.decode())


def test_a_visitor_gets_the_remembered_page_and_a_member_the_fresh_one(remembering, cast, county, login):
    url = reverse("units:detail", args=[county.station.pk])
    first = shown(Client().get(url))
    Unit.objects.filter(pk=county.station.pk).update(introduction="刚刚改过的介绍")
    assert shown(Client().get(url)) == first
    assert "刚刚改过的介绍" in login(cast.resident).get(url).content.decode()


def test_another_page_and_another_language_are_remembered_apart(remembering, county):
    pages = {
        shown(Client().get(reverse("units:detail", args=[unit.pk]), headers={"Accept-Language": language}))
        for unit in (county.station, county.station2)
        for language in ("zh-hans", "en")
    }
    assert len(pages) == 4


def test_a_missing_page_is_not_remembered(remembering, county):
    assert Client().get(reverse("units:detail", args=[10**9])).status_code == 404


def test_the_switch_on_a_remembered_page_works_for_each_visitor_with_a_token_of_his_own(remembering, county):
    url, tokens = reverse("units:detail", args=[county.station.pk]), set()
    for visitor in [Client(enforce_csrf_checks=True) for _ in range(3)]:
        token = TOKEN.search(visitor.get(url).content.decode()).group(1)
        tokens.add(token)
        answer = visitor.post(
            reverse("people:display"), {"edition": "elder", "next": url, "csrfmiddlewaretoken": token}
        )
        assert (answer.status_code, answer.headers["Location"]) == (302, url)
        assert 'data-edition="elder"' in visitor.get(url).content.decode()
    assert len(tokens) == 3
    assert 'data-edition="standard"' in Client().get(url).content.decode()


@pytest.mark.parametrize(("field", "times"), [("q", 1), ("idempotency_key", 2)])
def test_a_form_that_creates_something_is_never_remembered(remembering, rf, field, times):
    from django.http import HttpResponse
    from django.middleware.csrf import get_token

    from shijian.kernel.visitors import remembered_for_visitors

    tokens = []

    @remembered_for_visitors
    def view(request):
        tokens.append(get_token(request))
        return HttpResponse(f'<input name="csrfmiddlewaretoken" value="{tokens[-1]}"><input name="{field}">')

    pages = [view(rf.get("/form/")).content.decode() for _ in range(2)]
    assert len(tokens) == times
    assert tokens[0] not in pages[1]
