import io

import pytest
from django.core.management import CommandError, call_command

from shijian.people.models import Account, Person
from tests.factories.units import UnitCodeFactory

pytestmark = pytest.mark.django_db


def create(monkeypatch, password, **options):
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    out = io.StringIO()
    values = {"name": "李主任", "login": "li.zhuren", "role": "centre", "password_stdin": True} | options
    call_command("account", "create", stdout=out, **values)
    return out.getvalue()


def test_the_first_centre_officer(county, monkeypatch, actor_of):
    said = create(monkeypatch, "five green Yaks")
    account = Account.objects.get(login_name="li.zhuren")
    assert account.check_password("five green Yaks")
    assert actor_of(account.person).may("staff:appoint", county.station.path)
    assert said == f"Account li.zhuren: centre of {county.centre.name}.\n"


def test_a_unit_by_code(county, monkeypatch):
    UnitCodeFactory(unit=county.hub, code="623027100000")
    create(monkeypatch, "five green Yaks", role="hub", unit="623027100000")
    assert Person.objects.get().unit == county.hub


@pytest.mark.parametrize(
    ("password", "options"),
    [
        ("1", {}),
        ("five green Yaks", {"unit": "000"}),
        ("five green Yaks", {"login": "1"}),
        ("five green Yaks", {"phone": "x"}),
    ],
)
def test_a_mistake_leaves_nothing(county, monkeypatch, password, options):
    with pytest.raises(CommandError):
        create(monkeypatch, password, **options)
    assert Person.objects.count() == 0


def test_without_units_there_is_a_hint(db, monkeypatch):
    with pytest.raises(CommandError, match="shijian init"):
        create(monkeypatch, "five green Yaks")
