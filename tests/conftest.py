"""The cast, a small county, and tripwires that make silent mistakes loud."""

from types import SimpleNamespace

import pytest

pytest_plugins = ["tests.tripwires"]


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords():
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _days_begin_anew():
    """Records of each test begin at the same day, however many tests ran before: none lies in the future."""
    from tests.factories import records

    for each in (records.ServiceRecordFactory, records.TopUpFactory, records.ImportedRowFactory):
        each.reset_sequence(0)


@pytest.fixture
def county(db):
    """A centre, two hubs, stations below them: `.centre .hub .hub2 .station .station2 .station_other`."""
    from shijian.units.enums import UnitKind
    from tests.factories.units import UnitFactory

    centre = UnitFactory(kind=UnitKind.CENTRE, name="夏河县新时代文明实践中心", place_name="夏河县")
    hub = UnitFactory(
        parent=centre, kind=UnitKind.HUB, name="拉卜楞镇新时代文明实践所", place_name="拉卜楞镇"
    )
    hub2 = UnitFactory(parent=centre, kind=UnitKind.HUB, name="麻当镇新时代文明实践所", place_name="麻当镇")
    return SimpleNamespace(
        centre=centre,
        hub=hub,
        hub2=hub2,
        station=UnitFactory(parent=hub, name="塔哇村新时代文明实践站", place_name="塔哇村"),
        station2=UnitFactory(parent=hub, name="洒哈尔村新时代文明实践站", place_name="洒哈尔村"),
        station_other=UnitFactory(parent=hub2, name="果宁村新时代文明实践站", place_name="果宁村"),
    )


@pytest.fixture
def skills(db):
    """The lists of skills and of trainings as migrations bring them; a test before may have emptied the database."""
    from importlib import import_module

    from django.apps import apps

    for name in ("0003_skills", "0006_rights"):
        import_module(f"shijian.volunteers.migrations.{name}").load(apps, None)


def actor_of(person, **kwargs):
    """Build the actor of `person` as a request would."""
    from shijian.people.queries.actors import actor_for

    return actor_for(person, **kwargs)


@pytest.fixture(name="actor_of")
def actor_of_fixture():
    return actor_of


@pytest.fixture
def password_is_enough(db):
    """The county demands a second factor of nobody."""
    from shijian.kernel.models import PolicyValue

    PolicyValue.objects.create(
        key="auth.second_factor_roles", value=[], valid_from="2020-01-01", document_no="夏文明〔2020〕1号"
    )


def enter_with_factor(client, person):
    """Log `person` in with a session that looks like one after a full login just now."""
    from shijian.kernel import clock
    from shijian.people.middleware import CONFIRMED, FACTOR

    client.force_login(person.account)
    session = client.session
    session[FACTOR], session[CONFIRMED] = "totp", clock.now().timestamp()
    session.save()


def _appointed(role, unit, name):
    from tests.factories.people import AccountFactory, AppointmentFactory

    person = AccountFactory(person__name=name, person__unit=unit).person
    AppointmentFactory(person=person, unit=unit, role=role)
    return person


@pytest.fixture
def cast(county):
    """One person of each role. `.stranger` is the hub officer of the other branch."""
    from shijian.people.enums import Role
    from shijian.volunteers.enums import TeamRole
    from tests.factories.people import AccountFactory
    from tests.factories.volunteers import TeamFactory, TeamMemberFactory, VolunteerFactory

    resident = AccountFactory(person__name="王秀兰", person__unit=county.station).person
    leader, volunteer = (
        VolunteerFactory(person__name=name, person__unit=county.station) for name in ("马队长", "才让")
    )
    for each in (leader, volunteer):
        AccountFactory(person=each.person)
    team = TeamFactory(unit=county.hub, name="拉卜楞镇志愿服务队")
    TeamMemberFactory(team=team, volunteer=leader, role=TeamRole.LEADER)
    TeamMemberFactory(team=team, volunteer=volunteer)
    return SimpleNamespace(
        resident=resident,
        leader=leader.person,
        volunteer=volunteer.person,
        team=team,
        station=_appointed(Role.STATION, county.station, "站长"),
        hub=_appointed(Role.HUB, county.hub, "所长"),
        centre=_appointed(Role.CENTRE, county.centre, "中心主任"),
        overseer=_appointed(Role.OVERSEER, county.centre, "市督导"),
        auditor=_appointed(Role.AUDITOR, county.centre, "审计员"),
        system=_appointed(Role.SYSTEM, county.centre, "系统管理员"),
        security=_appointed(Role.SECURITY, county.centre, "安全管理员"),
        stranger=_appointed(Role.HUB, county.hub2, "另一所长"),
    )


@pytest.fixture
def login(db):
    """`login(person)` gives a Django test client of that person who showed a second factor, CSRF checks off."""
    from django.test import Client

    def enter(person):
        client = Client()
        enter_with_factor(client, person)
        return client

    return enter
