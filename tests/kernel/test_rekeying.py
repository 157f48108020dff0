"""A new field key takes over every encrypted column, also after a kill in the middle; old keys go when unused."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.db import connection

from shijian.kernel import crypto, keyring, rekeying
from shijian.kernel.actor import SYSTEM
from shijian.kernel.errors import Conflict
from shijian.kernel.models import AuditEntry, IdempotentReply
from shijian.people.adapters import PURPOSE
from shijian.people.models import Person
from tests.factories.orders import OrderFactory
from tests.factories.people import PersonFactory
from tests.factories.volunteers import VolunteerFactory
from tests.people.second_steps import with_app

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    """A fresh installation."""
    settings.KEYS_DIR = tmp_path / "keys"


@pytest.fixture
def rows():
    PersonFactory.create_batch(4, document_type="111", document_number="11010519491231002X")
    PersonFactory(phone="", phone_index="")
    VolunteerFactory(guardian_phone="13911112222")
    OrderFactory(contact_phone="13933334444")


def _raw(table, column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def _due():
    return sum(rekeying.due(column) for column in rekeying.columns())


def test_the_walk_knows_every_encrypted_column():
    names = {(column.table, column.name) for column in rekeying.columns()}
    assert {
        ("people_person", "phone"), ("people_person", "document_number"), ("orders_order", "contact_phone"),
        ("volunteers_volunteer", "guardian_phone"), ("people_datarequest", "wish"), ("records_complaint", "words"),
    } <= names  # fmt: skip


def test_everything_comes_under_the_new_key_and_reads_the_same(rows):
    before = list(Person.objects.order_by("pk").values_list("phone", "document_number"))
    old = keyring.field_keys()[0].id
    fresh = rekeying.rotate_fields(actor=SYSTEM)
    assert _due() > 0
    done = sum(count for _column, count in rekeying.run(batch=2))
    assert (done, _due()) == (len([*filter(None, sum(before, ()))]) + 2, 0)
    assert list(Person.objects.order_by("pk").values_list("phone", "document_number")) == before
    stored = [text for text in _raw("people_person", "phone") if text]
    assert {text.split(":")[1] for text in stored} == {fresh}
    rekeying.drop_field_key(old, actor=SYSTEM)
    assert [key.id for key in keyring.field_keys()] == [fresh]
    assert list(Person.objects.order_by("pk").values_list("phone", "document_number")) == before
    assert [row.action for row in AuditEntry.objects.order_by("id")] == ["key.rotate", "key.drop"]


def test_after_a_kill_in_the_middle_it_goes_on(rows):
    before = list(Person.objects.order_by("pk").values_list("phone", flat=True))
    rekeying.rotate_fields(actor=SYSTEM)
    whole = _due()
    steps = rekeying.run(batch=1)
    for _ in range(3):
        next(steps)
    steps.close()
    assert _due() == whole - 3
    assert list(Person.objects.order_by("pk").values_list("phone", flat=True)) == before
    assert sum(count for _column, count in rekeying.run()) == whole - 3
    assert sum(count for _column, count in rekeying.run()) == 0


def test_a_write_between_is_kept(rows):
    rekeying.rotate_fields(actor=SYSTEM)
    steps = rekeying.run(batch=1)
    next(steps)
    person = Person.objects.filter(phone__isnull=False).order_by("-pk")[0]
    person.phone = "13900009999"
    person.save()
    list(steps)
    assert Person.objects.get(pk=person.pk).phone == "13900009999"
    assert _due() == 0


def test_a_key_stays_while_anything_anywhere_is_under_it(rows):
    old = keyring.field_keys()[0].id
    IdempotentReply.objects.create(
        account_id=1, key="k", fingerprint="f", body=crypto.encrypt("x", "idempotent-reply")
    )
    rekeying.rotate_fields(actor=SYSTEM)
    with pytest.raises(Conflict, match=r"people\.Person\.phone"):
        rekeying.drop_field_key(old, actor=SYSTEM)
    list(rekeying.run())
    with pytest.raises(Conflict, match=r"kernel\.IdempotentReply\.body"):
        rekeying.drop_field_key(old, actor=SYSTEM)
    IdempotentReply.objects.all().delete()
    rekeying.drop_field_key(old, actor=SYSTEM)
    for unknown in (old, keyring.field_keys()[0].id):
        with pytest.raises(Conflict):
            rekeying.drop_field_key(unknown, actor=SYSTEM)


def test_the_command(rows, capsys):
    old = keyring.field_keys()[0].id
    call_command("keys", "rotate", "--fields")
    assert _due() == 0
    call_command("keys", "reencrypt")
    call_command("keys", "drop", old)
    assert len(keyring.field_keys()) == 1
    printed = capsys.readouterr().out
    assert "people_person.phone" in printed
    assert crypto.decrypt(crypto.encrypt("x")) == "x"


def test_secrets_of_second_factors_come_along_and_still_open(cast):
    secret, _codes = with_app(cast.resident)
    old = keyring.field_keys()[0].id
    rekeying.rotate_fields(actor=SYSTEM)
    assert "mfa.Authenticator.data" in rekeying.holders(old)
    assert sum(done for place, done in rekeying.run() if place == "mfa_authenticator.data") == 2
    assert rekeying.holders(old) == []
    rekeying.drop_field_key(old, actor=SYSTEM)
    assert {
        crypto.decrypt(row.data["secret"], PURPOSE) for row in Authenticator.objects.filter(type="totp")
    } == {secret}
    assert sum(done for place, done in rekeying.run()) == 0
