"""Notices have versions that nobody edits; consents carry the version and are asked for again after a great change."""

import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from shijian.kernel import clock
from shijian.kernel.errors import Invalid, NotAllowed
from shijian.people import operations
from shijian.people.enums import Purpose
from shijian.people.models import Consent, Message, PrivacyNotice
from shijian.people.operations.notices import ask_again
from shijian.people.queries import consents, notices
from tests.factories.people import ConsentFactory, PersonFactory
from tests.factories.privacy import TEXT, PrivacyNoticeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(county):
    """The notice of now; what is published next is one later."""
    return notices.text_of(notices.version_on()) or PrivacyNoticeFactory(version=1)


def _publish(actor, **values):
    facts = {"changes": "新增一项用途", "valid_from": clock.today(), "renews": [Purpose.PUBLIC_NAME]}
    return operations.publish_notice({"zh-hans": TEXT}, actor=actor, **facts | values)


def test_a_new_version_leaves_the_earlier_one_readable(cast, actor_of, first):
    assert _publish(actor_of(cast.centre)) == first.version + 1
    assert notices.version_on() == first.version + 1
    html = Client().get(reverse("people:notice", args=[first.version])).content.decode()
    assert first.text.splitlines()[1] in html
    assert Client().get(reverse("people:notice", args=[9])).status_code == 404


def test_a_version_of_tomorrow_is_not_in_force_today(cast, actor_of, first):
    _publish(actor_of(cast.centre), valid_from=clock.today() + dt.timedelta(days=1))
    assert notices.version_on() == first.version
    assert notices.version_on(on=clock.today() + dt.timedelta(days=1)) == first.version + 1


def test_nobody_edits_a_version(first):
    row = PrivacyNotice.objects.first()
    row.text = "anders"
    with pytest.raises(TypeError):
        row.save()
    for statement in ("UPDATE people_privacynotice SET text = 'x'", "DELETE FROM people_privacynotice"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"valid_from": dt.date(2020, 1, 1)}, "valid_from"),
        ({"changes": " "}, "changes"),
        ({"renews": ["everything"]}, "renews"),
    ],
)
def test_a_version_is_whole(cast, actor_of, first, change, field):
    with pytest.raises(Invalid) as caught:
        _publish(actor_of(cast.centre), **change)
    assert set(caught.value.fields) == {field}
    with pytest.raises(Invalid):
        operations.publish_notice(
            {"en": TEXT}, changes="x", valid_from=clock.today(), actor=actor_of(cast.centre)
        )


@pytest.mark.parametrize("role", ["hub", "security", "resident"])
def test_only_the_centre_publishes(cast, actor_of, login, role):
    with pytest.raises(NotAllowed):
        _publish(actor_of(getattr(cast, role)))
    assert login(getattr(cast, role)).get(reverse("people:new-notice")).status_code == 404


def test_the_centre_publishes_on_the_page(cast, login, first):
    client = login(cast.centre)
    assert client.get(reverse("people:new-notice")).status_code == 200
    data = {"text": TEXT, "changes": "补充", "valid_from": clock.today().isoformat(), "renews": "public-name"}
    response = client.post(reverse("people:new-notice"), data)
    assert response.url == reverse("people:notice", args=[first.version + 1])


def test_a_consent_carries_version_and_fingerprint(cast, actor_of, first):
    row = operations.give_consent(cast.resident, purpose=Purpose.PUBLIC_NAME, actor=actor_of(cast.resident))
    assert (row.notice_version, row.notice_sha256) == (first.version, notices.fingerprint(first.text))


def test_a_great_change_asks_again_as_often_as_the_policy_lets_and_then_ends_the_consent(
    cast, actor_of, first
):
    other = PersonFactory(unit=cast.resident.unit)
    for person, purpose in ((cast.resident, Purpose.PUBLIC_NAME), (other, Purpose.REGISTER)):
        ConsentFactory(person=person, purpose=purpose, notice_version=first.version)
    _publish(actor_of(cast.centre))
    start = clock.now()
    seen = []
    for days in (0, 1, 31, 32, 62):
        with time_machine.travel(start + dt.timedelta(days=days), tick=False):
            seen.append(tuple(ask_again().values()))
    assert seen == [(1, 0), (0, 0), (1, 0), (0, 0), (0, 1)]
    assert Message.objects.filter(person=cast.resident).count() == 2
    assert Message.objects.filter(person=other).count() == 0
    assert not consents.stands(cast.resident, Purpose.PUBLIC_NAME)
    assert consents.stands(other, Purpose.REGISTER)


def test_who_says_yes_again_is_asked_no_more(cast, actor_of, login, first):
    old = ConsentFactory(person=cast.resident, purpose=Purpose.PUBLIC_NAME, notice_version=first.version)
    _publish(actor_of(cast.centre))
    client = login(cast.resident)
    assert "隐私说明有变化" in client.get(reverse("people:consents")).content.decode()
    client.post(reverse("people:own-consent"), {"purpose": "public-name"})
    standing = Consent.objects.get(person=cast.resident, withdrawn_at__isnull=True)
    assert (standing.pk != old.pk, standing.notice_version) == (True, first.version + 1)
    assert "隐私说明有变化" not in client.get(reverse("people:consents")).content.decode()
    assert ask_again() == {"asked": 0, "lapsed": 0}


def test_consents_stand_apart_and_go_with_one_press(cast, login, first):
    ConsentFactory(person=cast.leader, purpose=Purpose.PUBLIC_NAME)
    client, page = login(cast.resident), reverse("people:own-consent")
    html = client.get(reverse("people:consents")).content.decode()
    assert "checked" not in html.split("<main")[1]
    assert html.count(f'action="{page}"') == 4
    for purpose in ("register", "public-name"):
        assert client.post(page, {"purpose": purpose}).url == reverse("people:consents")
    client.post(page, {"purpose": "public-name", "withdraw": "1"})
    assert consents.stands(cast.resident, Purpose.REGISTER)
    assert not consents.stands(cast.resident, Purpose.PUBLIC_NAME)
    assert consents.stands(cast.leader, Purpose.PUBLIC_NAME)


def test_withdrawing_hides_the_name_in_public_at_once(cast, login):
    page = reverse("volunteers:team-detail", args=[cast.team.pk])
    ConsentFactory(person=cast.leader, purpose=Purpose.PUBLIC_NAME)
    assert cast.leader.name in Client().get(page).content.decode()
    data = {"purpose": "public-name", "withdraw": "1"}
    login(cast.leader).post(reverse("people:own-consent"), data)
    html = Client().get(page).content.decode()
    assert cast.leader.name not in html
    assert cast.leader.name[0] + "**" in html


@pytest.mark.parametrize("version", [1, 2])
def test_the_notices_are_those_of_the_package(db, version):
    from importlib import import_module

    from django.apps import apps

    import_module(f"shijian.people.migrations.{MIGRATIONS[version]}").load(apps, None)
    prints = dict(PrivacyNotice.objects.filter(version=version).values_list("language", "sha256"))
    assert prints == PRINTS[version]


MIGRATIONS = {1: "0007_first_notice", 2: "0016_second_notice"}
# A changed text is a new version with a file of its own; these never change.
PRINTS = {
    1: {
        "zh-hans": "5fd0b59d2e5904dc89b81dd70461968cfcccdc0e9d91795eec886fe5eba5fe59",
        "en": "1011210643caa936f485abab774b954385f430302dbf9e3fa5d4f57c1abfa9a4",
    },
    2: {
        "zh-hans": "5a9fb90d66e1567b3f529affd44aa907a9385f9b889bdf09fc52bf2ded11c11e",
        "en": "e4c54d4ea2acf36cb29e091861c2d22b878f189569f16db25418c8f36470137d",
    },
}
