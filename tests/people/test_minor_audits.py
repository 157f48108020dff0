"""The yearly audit: computed, small counts hidden, closed for good, called for in time."""

import datetime as dt

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from shijian.kernel import audit
from shijian.kernel.errors import Conflict, NotAllowed, WrongState
from shijian.people.models import Message, MinorAudit, Person
from shijian.people.operations.minors import audits as operations
from shijian.people.queries.minors import audits
from tests.conftest import actor_of
from tests.factories.minors import ConsentPaperFactory, HarmReportFactory, MinorAccessFactory
from tests.factories.people import PersonFactory
from tests.factories.privacy import IncidentFactory

YEAR = 2025
MID = dt.datetime(YEAR, 7, 1, tzinfo=dt.UTC)


@pytest.fixture
def year(cast, county):
    """Six teenagers and one small child at the end of 2025, some accesses and consents."""
    for _ in range(6):
        PersonFactory(unit=county.station, birth_date=dt.date(2010, 6, 1))
    PersonFactory(unit=county.station, birth_date=dt.date(2020, 6, 1), phone="")
    PersonFactory(unit=county.station, birth_date=dt.date(2007, 12, 31))
    Person.objects.update(created_at=MID)
    for _ in range(5):
        ConsentPaperFactory(consent__purpose="photo", consent__given_at=MID)
        HarmReportFactory(created_at=MID)
        IncidentFactory(noticed_at=MID, due_at=MID + dt.timedelta(hours=24), has_minors=True)
    IncidentFactory(noticed_at=MID, due_at=MID + dt.timedelta(hours=24))
    MinorAccessFactory(asked_at=MID, is_emergency=True)
    with time_machine.travel(MID, tick=False):
        for _ in range(7):
            audit.record("minor.look", cast.volunteer, actor=actor_of(cast.station), purpose="x")
        audit.record("minor.look", cast.volunteer, actor=actor_of(cast.station), purpose="x")


def test_the_figures(year):
    found = audits.figures(YEAR)
    assert found["held"] == {"0-7": "<5", "8-13": 0, "14-15": 6, "16-17": 0, "unknown": 0}
    assert found["given"]["photo"] == 5
    assert (found["access"]["looks"], found["access"]["emergencies"]) == (8, "<5")
    assert found["other"] == {"refusals": 0, "incidents": 5, "harm": 5}
    assert audits.figures(2024)["access"]["looks"] == 0


def test_closing_keeps_the_figures_for_good(cast, county, year):
    actor = actor_of(cast.centre)
    for person in (cast.hub, cast.auditor, cast.resident):
        with pytest.raises(NotAllowed):
            operations.close_audit(YEAR, actor=actor_of(person))
    with time_machine.travel(dt.datetime(2026, 1, 15, tzinfo=dt.UTC), tick=False):
        row = operations.close_audit(YEAR, actor=actor)
        with pytest.raises(Conflict):
            operations.close_audit(YEAR, actor=actor)
        with pytest.raises(WrongState):
            operations.close_audit(2026, actor=actor)
    before = row.figures
    Person.objects.filter(birth_date=dt.date(2010, 6, 1)).update(birth_date=dt.date(2001, 1, 1))
    assert MinorAudit.objects.get().figures == before != audits.figures(YEAR)
    with pytest.raises(DatabaseError), transaction.atomic():
        MinorAudit.objects.all()._raw_delete("default")


def test_the_reminder_comes_once_a_month_until_it_is_closed(cast, year):
    with time_machine.travel(dt.datetime(2026, 1, 5, tzinfo=dt.UTC), tick=False):
        assert operations.remind() == 1
        assert operations.remind() == 1
        assert Message.objects.filter(person=cast.centre, key__startswith="minor-audit").count() == 1
        operations.close_audit(YEAR, actor=actor_of(cast.centre))
        assert operations.remind() == 0


def test_the_page_and_the_command(cast, login, year, capsys):
    client = login(cast.centre)
    page = f"{reverse('people:minor-audit')}?year={YEAR}"
    assert "少于5的数字不显示" in client.get(page).content.decode()
    client.post(page)
    assert MinorAudit.objects.get().closed_by == cast.centre
    assert "已封存" in client.get(page).content.decode()
    for person in (cast.hub, cast.auditor):
        assert login(person).get(page).status_code == 404
    assert client.get(reverse("people:minor-audit") + "?year=2999").status_code == 404
    call_command("minors", str(YEAR))
    assert f"sha256 {MinorAudit.objects.get().sha256}" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("minors", str(YEAR), "--close")
