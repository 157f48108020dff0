"""One phone for many: the pages give a device its random mark, a fingerprint is kept, and the clock notices."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from shijian.activities.models import Activity, Session
from shijian.kernel import clock, device_mark, reindexing
from shijian.kernel.actor import SYSTEM
from shijian.kernel.retention.run import carry_out
from shijian.orders.models import Assignment
from shijian.people.operations import erasing
from shijian.people.queries import mydata
from shijian.records.models import DeviceMark, Signal, device_index_of
from shijian.records.operations import signals as operations
from shijian.records.queries import signals
from tests.conftest import enter_with_factor
from tests.factories.activities import SignupFactory
from tests.factories.orders import AssignmentFactory
from tests.factories.records import DeviceMarkFactory
from tests.orders import scene

pytestmark = pytest.mark.django_db
MARK = device_mark.COOKIE


def promise(volunteer, unit):
    """A service of a volunteer that may begin now."""
    start = clock.now() + dt.timedelta(minutes=5)
    return AssignmentFactory(
        volunteer=volunteer, committed_at=clock.now(), order__unit=unit, order__state="accepted",
        order__wished_from=start, order__wished_until=start + dt.timedelta(hours=2),
    )  # fmt: skip


def serve(client, person, unit):
    """He logs in with this browser, comes, stays for an hour and goes."""
    row = promise(person.volunteer, unit)
    enter_with_factor(client, person)
    client.post(reverse("orders:service-in", args=[row.pk]))
    row.refresh_from_db()
    Assignment.objects.filter(pk=row.pk).update(checked_in_at=row.checked_in_at - dt.timedelta(hours=1))
    client.post(reverse("orders:service-out", args=[row.pk]))
    return row


def helpers(county, homes):
    people = [scene.helper(county.station, name).person for name, _home in homes]
    for person, (_name, home) in zip(people, homes, strict=True):
        person.address = home
        person.save()
    return people


def test_one_phone_for_many_is_noticed_from_the_pages(cast, county, caplog):
    four = helpers(county, [("甲", "1 号"), ("乙", "2 号"), ("丙", "3 号"), ("丁", "4 号")])
    phone = Client()
    rows = [
        serve(phone, person, unit)
        for person, unit in zip(four, [county.station, county.station2] * 2, strict=True)
    ]
    serve(Client(), cast.volunteer, county.station2)
    operations.sweep()
    (made,) = Signal.objects.filter(kind="device")
    assert made.facts == {"people": 4, "homes": 4, "units": 2, "count": 4}
    assert set(made.records.values_list("pk", flat=True)) == {
        Assignment.objects.get(pk=row.pk).record_id for row in rows
    }
    assert "一部手机" in signals.sentence("device", made.facts)
    mark = phone.cookies[MARK]
    assert (mark["httponly"], mark["samesite"], mark["max-age"]) == (True, "Lax", device_mark.SECONDS)
    assert not is_anywhere(mark.value, caplog)


def is_anywhere(mark, caplog):
    """Whether the mark itself stands in the log or in a table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            if any(mark in str(row) for row in cursor.fetchall()):
                return True
    return mark in caplog.text


def test_a_family_with_one_phone_is_left_alone(cast, county):
    family = helpers(county, [(name, "塔哇村 9 号") for name in "戊己庚辛"])
    (child,) = helpers(county, [("壬", "")])
    child.guardian = family[0]
    child.save()
    phone = Client()
    for person, unit in zip([*family, child], [county.station, county.station2] * 3, strict=False):
        serve(phone, person, unit)
    assert DeviceMark.objects.values("device_index").distinct().count() == 1
    operations.sweep()
    assert not Signal.objects.filter(kind="device").exists()


def test_whoever_acts_for_somebody_gives_no_mark(cast, county, login):
    row = promise(cast.volunteer.volunteer, county.station)
    officer = login(cast.station)
    officer.post(reverse("orders:check", args=[row.pk, "in"]))
    row.refresh_from_db()
    assert row.checked_in_at is not None
    assert (MARK in officer.cookies, DeviceMark.objects.count()) == (False, 0)


def test_an_activity_and_what_was_done_without_signal(cast, county):
    now = clock.now()
    coming, resident = (
        SignupFactory(volunteer=volunteer, person=person)
        for volunteer, person in ((cast.volunteer.volunteer, cast.volunteer), (None, cast.resident))
    )
    Activity.objects.update(needs_code=False)
    Session.objects.update(starts_at=now - dt.timedelta(hours=1), ends_at=now + dt.timedelta(hours=1))
    phone = Client()
    for person, row in ((cast.volunteer, coming), (cast.resident, resident)):
        enter_with_factor(phone, person)
        stamp = round(now.timestamp() * 1000)
        said = {
            "Idempotency-Key": f"q-{row.pk:032x}",
            "Queued-At": str(stamp - 600_000),
            "Queued-Now": str(stamp),
        }
        answer = phone.post(
            reverse("activities:attendance-check", args=[row.pk, "in"]),
            {"nonce": f"n{row.pk}" * 8},
            headers=said,
        )
        assert answer.json()["state"] == "sent"
    (kept,) = DeviceMark.objects.all()
    assert (kept.person, kept.source_kind, kept.step) == (cast.volunteer, "activity", "in")
    assert kept.device_index == device_index_of(phone.cookies[MARK].value)


def test_the_person_reads_it_and_it_goes(cast, county):
    old = clock.now() - dt.timedelta(days=200)
    kept = DeviceMarkFactory(person=cast.volunteer)
    DeviceMarkFactory(person=cast.volunteer, at=old)
    stranger = DeviceMarkFactory(person=cast.stranger)
    assert [each.done for each in carry_out() if each.rule.key == "device-marks"] == [1]
    assert set(DeviceMark.objects.all()) == {kept, stranger}
    copy = json.dumps(mydata.copy(cast.volunteer, own=True), ensure_ascii=False, default=str)
    assert "records.DeviceMark" in copy
    assert kept.device_index not in copy
    erasing.erase(cast.volunteer, erasing.AT_CLOSURE)
    assert list(DeviceMark.objects.all()) == [stranger]


@pytest.fixture
def keys(settings, tmp_path):
    """A fresh installation."""
    settings.KEYS_DIR = tmp_path / "keys"


def test_a_new_key_cuts_no_device_in_two(keys, cast, county):
    phone = Client()
    serve(phone, cast.volunteer, county.station)
    first = DeviceMark.objects.first().device_index
    reindexing.rotate(actor=SYSTEM)
    serve(phone, cast.volunteer, county.station2)
    found = set(DeviceMark.objects.values_list("device_index", flat=True))
    assert len(found) == 1
    assert first not in found
