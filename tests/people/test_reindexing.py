"""A new key takes over the blind indexes, also after a kill at any step; codes of complaints go on opening."""

import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command

from shijian.kernel import clock, crypto, keyring, reindexing
from shijian.kernel.actor import SYSTEM
from shijian.kernel.doctor import keys as look
from shijian.kernel.errors import Conflict
from shijian.kernel.models import AuditEntry
from shijian.people.models import Account, Person
from shijian.people.queries import accounts, persons
from shijian.records.models import CODE, Complaint, index_of
from shijian.records.queries import complaints
from tests.conftest import actor_of
from tests.factories.people import AccountFactory, OneTimeCodeFactory, PersonFactory
from tests.factories.records import ComplaintFactory

pytestmark = pytest.mark.django_db
NUMBER, PHONE = "11010519491231002X", "13993400077"


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    """A fresh installation."""
    settings.KEYS_DIR = tmp_path / "keys"


@pytest.fixture
def made(county):
    """Somebody with phone, document and account, a stranger, complaints with a name and with a code."""
    person = PersonFactory(
        unit=county.station,
        name="王秀兰",
        phone=PHONE,
        phone_index=crypto.blind_index(PHONE, "phone"),
        document_type="111",
        document_number=NUMBER,
        document_index=crypto.blind_index(NUMBER, "document"),
    )
    AccountFactory(person=person, phone_index=person.phone_index)
    PersonFactory(unit=county.station, phone="", phone_index="")
    ComplaintFactory(who=str(person.pk), who_index=index_of(person.pk))
    ComplaintFactory(number="TS1", code_index=crypto.blind_index("ABCD-EFGH", CODE))
    OneTimeCodeFactory(phone=PHONE, phone_index=person.phone_index)
    return person


def is_found(person, officer):
    found = [
        accounts.by_login(PHONE) == person.account,
        list(persons.matching(actor_of(officer), PHONE)) == [person],
        list(persons.matching(actor_of(officer), NUMBER)) == [person],
        Complaint.objects.of_person(person.pk).count() == 1,
        complaints.by_code("TS1", "ABCD-EFGH") is not None,
    ]
    assert len(set(found)) == 1 or found[:4] == [False] * 4
    return found


def test_every_index_of_every_model_is_known():
    names = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("shijian.")
        for field in model._meta.concrete_fields
        if field.name.endswith("_index")
    }
    assert {column.label for column in reindexing.COLUMNS} == names


def test_everything_is_found_under_the_new_key(made, cast):
    before, old = keyring.index_key(), made.phone_index
    outcomes = {each.column.label: (each.done, each.strays) for each in reindexing.rotate(actor=SYSTEM)}
    assert outcomes["people.Person.document_index"] == (1, ())
    assert outcomes["records.Complaint.who_index"] == (1, ())
    assert outcomes["people.OneTimeCode.phone_index"] == (1, ())
    made.refresh_from_db()
    assert keyring.index_key() != before
    assert made.phone_index == crypto.blind_index(PHONE, "phone") != old
    assert is_found(made, cast.hub) == [True] * 5
    assert Person.objects.filter(phone_index="").exists()
    assert not keyring.is_index_key_waiting()
    row = AuditEntry.objects.get(action="key.rotate")
    assert row.changes["people.Account.phone_index"] == [0, Account.objects.exclude(phone_index=None).count()]
    assert PHONE not in str(row.changes)


@pytest.mark.parametrize("killed_at", ["commit", "move", "sweep"])
def test_after_a_kill_it_goes_on(made, cast, monkeypatch, killed_at):
    class Killed(BaseException):
        pass

    def kill(*_args, **_kwargs):
        raise Killed

    name = {"commit": "audit.record", "move": "keyring.promote_index_key", "sweep": "sweep"}[killed_at]
    with monkeypatch.context() as patch:
        patch.setattr(f"shijian.kernel.reindexing.{name}", kill)
        with pytest.raises(Killed):
            reindexing.rotate(actor=SYSTEM)
    made.refresh_from_db()
    assert is_found(made, cast.hub)[:4] == [killed_at != "move"] * 4
    assert keyring.is_index_key_waiting() is (killed_at != "sweep")
    levels = [each.level for each in look()]
    assert levels == ["ok" if killed_at == "sweep" else "fail"]
    reindexing.rotate(actor=SYSTEM)
    assert is_found(made, cast.hub) == [True] * 5
    assert [each.level for each in look()] == ["ok"]


def test_what_was_written_meanwhile_is_swept_up(made, cast):
    reindexing.recompute(actor=SYSTEM)
    late = PersonFactory(
        unit=made.unit, phone="13993400088", phone_index=crypto.blind_index("13993400088", "phone")
    )
    outcomes = {each.column.label: each.done for each in reindexing.rotate(actor=SYSTEM)}
    assert outcomes["people.Person.phone_index"] == 1
    assert list(persons.matching(actor_of(cast.hub), "13993400088")) == [late]
    assert is_found(made, cast.hub) == [True] * 5


def test_a_row_whose_index_is_of_another_value_is_named_and_left(made, cast):
    odd = PersonFactory(phone="13993400099", phone_index="0" * 32)
    out, err = StringIO(), StringIO()
    call_command("keys", "rotate", "--index", stdout=out, stderr=err)
    assert f"people.Person.phone_index：以下各行的索引与其内容不符：{odd.pk}" in err.getvalue()
    assert "所有盲索引都已改用新密钥。" in out.getvalue()
    odd.refresh_from_db()
    assert odd.phone_index == "0" * 32


def test_an_earlier_key_goes_when_no_code_is_under_it(made, cast):
    first = keyring.index_key()
    reindexing.rotate(actor=SYSTEM)
    reindexing.rotate(actor=SYSTEM)
    assert complaints.by_code("TS1", "ABCD-EFGH") is not None
    assert [key.secret for key in keyring.earlier_index_keys()][-1] == first
    with pytest.raises(Conflict):
        reindexing.drop_index_keys(actor=SYSTEM)
    with pytest.raises(CommandError):
        call_command("keys", "drop", "--index")
    Complaint.objects.filter(number="TS1").update(code_index="")
    with time_machine.travel(clock.now() + dt.timedelta(days=1), tick=False):
        code = crypto.blind_index("NEUE-CODE", CODE)
        ComplaintFactory(number="TS2", code_index=code)
        call_command("keys", "drop", "--index", stdout=StringIO())
    assert keyring.earlier_index_keys() == []
    assert complaints.by_code("TS2", "NEUE-CODE") is not None
    assert {path.stat().st_mode & 0o777 for path in keyring._folder().iterdir()} == {0o600}
