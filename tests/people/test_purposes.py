"""Every column that can hold personal data is claimed by a purpose, and people can read why."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse

from shijian.kernel import clock, purposes
from shijian.kernel.errors import Invalid, NotAllowed
from shijian.kernel.fields import EncryptedTextField
from shijian.kernel.models import PolicyValue
from shijian.people import operations
from shijian.people.models import Account, Person

OURS = [model for model in apps.get_models() if model.__module__.startswith("shijian.")]


def _columns(model):
    return {field.name for field in model._meta.concrete_fields if not field.primary_key}


def _claimed(model):
    found = set()
    for each in purposes.HOLDINGS:
        if each.model == model._meta.label:
            found |= {*each.fields, *each.inner}
    return found


def test_every_column_is_claimed_or_said_to_be_plain():
    missing = {
        f"{model._meta.label}.{name}"
        for model in OURS
        if model._meta.label not in purposes.PLAIN
        for name in _columns(model) - _claimed(model)
    }
    assert missing == set()


def test_claims_name_columns_and_purposes_that_exist():
    labels = {model._meta.label: _columns(model) for model in apps.get_models()}
    wrong = {
        (each.model, name)
        for each in purposes.HOLDINGS
        for name in (*each.fields, *each.inner)
        if name not in labels.get(each.model, set())
    }
    assert wrong == set()
    assert {each.purpose for each in purposes.HOLDINGS} <= set(purposes.PURPOSES)
    assert set(labels) >= purposes.PLAIN


def test_a_plain_model_points_at_nobody_and_hides_nothing():
    def is_personal(field):
        if field.is_relation and field.related_model in (Person, Account):
            return True
        return isinstance(field, EncryptedTextField | models.GenericIPAddressField)

    found = {
        f"{model._meta.label}.{field.name}"
        for model in OURS
        if model._meta.label in purposes.PLAIN
        for field in model._meta.concrete_fields
        if is_personal(field)
    }
    assert found == set()


def test_rows_about_somebody_are_found_by_their_person(db):
    for each in purposes.HOLDINGS:
        if each.subject and each.subject != "self":
            assert each.table.objects.filter(**{each.subject: 1}).count() == 0


def test_every_purpose_has_data_a_lawful_basis_and_a_term(db):
    for key, purpose in purposes.PURPOSES.items():
        assert purposes.holdings_of(key), key
        assert purpose.basis() in purposes.Basis
        assert 0 <= purpose.months() <= 1200


def test_everybody_can_read_why(db):
    html = Client().get(reverse("people:privacy")).content.decode()
    for words in ("安排帮助", "服务记录", "法律依据", "10 年", "我们的隐私说明", "证件号码"):
        assert words in html


def test_officers_read_the_record_of_processing(cast, login):
    html = login(cast.overseer).get(reverse("people:processing")).content.decode()
    assert "志愿服务条例" in html
    assert login(cast.resident).get(reverse("people:processing")).status_code == 404


def test_the_basis_is_decided_by_a_document_from_a_day_on(cast, actor_of):
    today = clock.today()
    values = {
        "basis": "organ",
        "months": 12,
        "valid_from": today + dt.timedelta(days=5),
        "document_no": "文明办〔2026〕3号",
    }
    operations.decide_purpose("help", actor=actor_of(cast.centre), **values)
    help_ = purposes.PURPOSES["help"]
    assert (help_.basis(), help_.months()) == ("consent", 24)
    later = today + dt.timedelta(days=5)
    assert (help_.basis(later), help_.months(later)) == ("organ", 12)
    assert PolicyValue.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"basis": "whim"}, "basis"),
        ({"months": -1}, "months"),
        ({"valid_from": dt.date(2020, 1, 1)}, "valid_from"),
        ({"document_no": " "}, "document_no"),
    ],
)
def test_a_decision_is_whole(cast, actor_of, change, field):
    values = {"basis": "duty", "months": 1, "valid_from": clock.today(), "document_no": "1"}
    with pytest.raises(Invalid) as caught:
        operations.decide_purpose("help", actor=actor_of(cast.centre), **values | change)
    assert set(caught.value.fields) == {field}


@pytest.mark.parametrize("role", ["hub", "security", "resident", "auditor"])
def test_only_the_centre_decides(cast, actor_of, login, role):
    who = getattr(cast, role)
    with pytest.raises(NotAllowed):
        operations.decide_purpose(
            "help", basis="duty", months=1, valid_from=clock.today(), document_no="1", actor=actor_of(who)
        )
    page, client = reverse("people:purpose", args=["help"]), login(who)
    data = {"basis": "duty", "months": 1, "valid_from": clock.today().isoformat(), "document_no": "1号"}
    assert client.post(page, data).status_code == 404
    shown = client.get(page)
    assert shown.status_code == (404 if role == "resident" else 200)
    assert "document_no" not in shown.content.decode()
    assert not PolicyValue.objects.exists()


def test_the_centre_decides_on_the_page(cast, login):
    page = reverse("people:purpose", args=["help"])
    client = login(cast.centre)
    assert client.get(page).status_code == 200
    data = {"basis": "organ", "months": 6, "valid_from": clock.today().isoformat(), "document_no": "1号"}
    assert client.post(page, data).status_code == 302
    again = client.get(page).content.decode()
    assert [again.count("1号"), again.count("6 个月")] == [2, 2]  # the term in force, and the decision
    assert "6 个月" in Client().get(reverse("people:privacy")).content.decode()
