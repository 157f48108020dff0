"""A record counts after its working days before the public and while nobody objects; what the public reads of it."""

import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse

from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM
from shijian.kernel.models import PolicyValue
from shijian.people.enums import Purpose
from shijian.records import operations
from shijian.records.enums import Grade, Recipient
from shijian.records.models import ServiceRecord
from shijian.records.queries import publicity
from tests.factories.people import ConsentFactory
from tests.factories.records import RecordObjectionFactory, ServiceRecordFactory
from tests.factories.volunteers import VolunteerFactory

DAY = dt.timedelta(days=1)
THURSDAY = dt.datetime(2026, 3, 5, 4, 0, tzinfo=dt.UTC)


def soon():
    return clock.today() + 3 * DAY


def served(volunteer, **facts):
    start = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
    return operations.record_service(
        volunteer, actor=SYSTEM, unit=volunteer.unit, source_kind="order", source_id=1, started_at=start,
        ended_at=start + dt.timedelta(hours=1), grade=Grade.SELF, recipient=Recipient.ELDER, content="理发",
        **facts,
    )  # fmt: skip


def test_three_working_days_pass_before_a_record_counts(db):
    with time_machine.travel(THURSDAY, tick=False):
        made = served(VolunteerFactory())
    assert (made.public_until, made.counts_from) == (dt.date(2026, 3, 10), dt.date(2026, 3, 11))
    with time_machine.travel(THURSDAY + 5 * DAY, tick=False):
        assert made.is_in_publicity
        assert not ServiceRecord.objects.counted().exists()
    with time_machine.travel(THURSDAY + 6 * DAY, tick=False):
        assert not made.is_in_publicity
        assert ServiceRecord.objects.counted().get() == made
    assert not ServiceRecord.objects.counted(on=dt.date(2026, 3, 10)).exists()


def test_the_days_are_those_of_the_day_of_recording(db):
    PolicyValue.objects.create(key="hours.publicity_days", value=1, valid_from="2026-03-06", document_no="1")
    PolicyValue.objects.create(key="hours.publicity_days", value=0, valid_from="2026-03-09", document_no="2")
    found = []
    for days in (0, 1, 4):
        with time_machine.travel(THURSDAY + days * DAY, tick=False):
            found.append(served(VolunteerFactory()).counts_from)
    assert found == [dt.date(2026, 3, 11), dt.date(2026, 3, 10), dt.date(2026, 3, 9)]


def test_older_records_count_and_void_and_disputed_ones_do_not(db):
    old = ServiceRecordFactory()
    over = ServiceRecordFactory(counts_from=clock.today())
    ServiceRecordFactory(counts_from=soon())
    ServiceRecordFactory(state="void", void_reason="错", voided_at=clock.now())
    RecordObjectionFactory(record=ServiceRecordFactory())
    settled = ServiceRecordFactory()
    RecordObjectionFactory(record=settled, state="withdrawn", over_at=clock.now())
    assert set(ServiceRecord.objects.counted()) == {old, over, settled}
    assert ServiceRecord.objects.valid().count() == 5


def test_the_database_keeps_the_day_from_which_a_record_counts(db):
    made = ServiceRecordFactory(counts_from=soon())
    for day in (None, clock.today()):
        with pytest.raises(DatabaseError), transaction.atomic():
            ServiceRecord.objects.filter(pk=made.pk).update(counts_from=day)
    made.refresh_from_db()
    assert made.counts_from == soon()


def test_only_grown_ups_who_agreed_are_named_and_homes_stay_private(db, county):
    def at_station(name, born, **facts):
        person = VolunteerFactory(
            person__unit=county.station, person__name=name, person__birth_date=born
        ).person
        return ServiceRecordFactory(volunteer=person.volunteer, counts_from=soon(), **facts), person

    agreed, person = at_station("才让扎西", dt.date(1980, 1, 1), source_kind="activity", content="清雪")
    ConsentFactory(person=person, purpose=Purpose.PUBLIC_NAME)
    silent, _person = at_station("王秀英", dt.date(1980, 1, 1), content="给李奶奶理发")
    young, child = at_station("马小明", clock.today() - 15 * 365 * DAY)
    ConsentFactory(person=child, purpose=Purpose.PUBLIC_NAME)
    unknown, unborn = at_station("丁一一", None)
    ConsentFactory(person=unborn, purpose=Purpose.PUBLIC_NAME)
    rows = {row.pk: (row.name, row.content) for row in publicity.all_shown(publicity.of_unit(county.hub))}
    assert rows == {
        agreed.pk: ("才***", "清雪"),
        silent.pk: ("", "服务对象：老年人"),
        young.pk: ("", "服务对象：老年人"),
        unknown.pk: ("", "服务对象：老年人"),
    }


@pytest.mark.parametrize("count", [1, 3])
def test_the_public_page_shows_a_unit_and_what_is_below(
    client, county, cast, django_assert_num_queries, count
):
    rows = [
        ServiceRecordFactory(volunteer=cast.volunteer.volunteer, counts_from=soon()) for _ in range(count)
    ]
    other = ServiceRecordFactory(volunteer__person__unit=county.station_other, counts_from=soon())
    ServiceRecordFactory(volunteer=cast.leader.volunteer, counts_from=clock.today())
    ServiceRecordFactory(volunteer=cast.leader.volunteer)
    with django_assert_num_queries(4):
        page = client.get(reverse("records:publicity", args=[county.hub.pk]))
    assert [row.pk for row in page.context["rows"]] == [row.pk for row in reversed(rows)]
    assert other.volunteer.number not in page.content.decode()
    assert "才让" not in page.content.decode()
    assert reverse("records:object", args=[rows[0].pk]) in page.content.decode()


def test_the_own_page_tells_what_counts_and_what_does_not_yet(cast, login):
    own = {"volunteer": cast.volunteer.volunteer}
    ServiceRecordFactory(**own)
    ServiceRecordFactory(counts_from=soon(), **own)
    RecordObjectionFactory(record=ServiceRecordFactory(counts_from=soon(), **own))
    RecordObjectionFactory(record=ServiceRecordFactory(**own))
    ServiceRecordFactory(volunteer=cast.leader.volunteer, counts_from=soon())
    context = login(cast.volunteer).get(reverse("records:mine")).context
    assert (context["total"], context["public"], context["disputed"]) == (120, 120, 240)
    assert [(row.is_disputed, row.is_in_publicity) for row in context["page"].items] == [
        (True, False), (True, True), (False, True), (False, False),
    ]  # fmt: skip


def test_the_page_of_a_unit_leads_to_it(client, county):
    page = client.get(reverse("units:detail", args=[county.station.pk]))
    assert reverse("records:publicity", args=[county.station.pk]) in page.content.decode()
