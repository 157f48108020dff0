"""Own access tokens on a page: the secret once, ended at once, never another person's."""

import re

import pytest
from django.urls import reverse

from shijian.people.models import ApiToken
from shijian.people.operations import issue_token
from shijian.people.queries import accounts
from tests.conftest import actor_of

PAGE = reverse("people:tokens")


def made(person, label="看板"):
    return issue_token(person.account, label=label, passed_factor=True, actor=actor_of(person))


def test_the_secret_is_shown_once_and_opens_the_api(login, cast, client):
    page = login(cast.station).post(PAGE, {"label": "村里的看板"}).content.decode()
    (secret,) = re.findall(r"<code[^>]*>([^<]+)</code>", page)
    assert secret not in login(cast.station).get(PAGE).content.decode()
    answer = client.get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
    assert (answer.status_code, answer.json()["name"]) == (200, cast.station.name)


def test_an_ended_token_opens_nothing(login, cast):
    token, secret = made(cast.station)
    assert login(cast.station).post(reverse("people:token-revoke", args=[token.pk])).url == PAGE
    assert accounts.by_token(secret) is None
    assert "已停用" in login(cast.station).get(PAGE).content.decode()


def test_a_stranger_neither_sees_nor_ends_it(login, cast):
    token, secret = made(cast.station, label="秘密用途")
    client = login(cast.stranger)
    assert "秘密用途" not in client.get(PAGE).content.decode()
    assert client.post(reverse("people:token-revoke", args=[token.pk])).status_code == 404
    assert accounts.by_token(secret) is not None


def test_a_token_needs_a_name(login, cast):
    answer = login(cast.station).post(PAGE, {"label": "x" * 61})
    assert answer.status_code == 422
    assert ApiToken.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same(login, cast, rows, django_assert_num_queries):
    for _ in range(rows):
        made(cast.station)
    client = login(cast.station)
    client.get(PAGE)
    with django_assert_num_queries(6):
        client.get(PAGE)
