"""Targets: who sets and approves them, and that every number comes from the registers and leads to its rows."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from shijian.assessment import operations, queries, rules
from shijian.assessment.enums import Measure
from shijian.assessment.models import Target
from shijian.kernel import audit, clock, worklist
from shijian.kernel.actor import SYSTEM
from shijian.kernel.duties import OwnEntry
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach
from shijian.people.enums import Role
from shijian.points.operations import crediting, spending
from shijian.records.models import ServiceRecord
from tests.conftest import actor_of
from tests.factories.activities import ActivityFactory, SessionFactory
from tests.factories.assessment import TargetFactory
from tests.factories.orders import OrderFactory
from tests.factories.people import AccountFactory, AppointmentFactory
from tests.factories.points import PointsRuleFactory
from tests.factories.records import ServiceRecordFactory
from tests.factories.volunteers import VolunteerFactory

YEAR = clock.today().year
OLD_ENOUGH = pytest.mark.skipif(
    clock.today().timetuple().tm_yday < 3, reason="the year is too young for yesterday's rows"
)
FACTS = {"year": YEAR, "measure": "hours", "number": 200, "document_no": "夏文明〔2026〕2号"}


def ago(hours):
    """A moment of today or yesterday; spans of one volunteer lie apart."""
    return clock.now() - dt.timedelta(hours=hours)


def test_an_officer_above_sets_and_another_one_approves(cast, county):
    for person, error in ((cast.station, NotAllowed), (cast.stranger, OutOfReach)):
        with pytest.raises(error):
            operations.set_target(county.station, actor=actor_of(person), **FACTS)
    with pytest.raises(NotAllowed):
        operations.set_target(county.hub, actor=actor_of(cast.hub), **FACTS)
    target = operations.set_target(county.station, actor=actor_of(cast.hub), **FACTS)
    with pytest.raises(Conflict):
        operations.set_target(county.station, actor=actor_of(cast.centre), **FACTS)
    with pytest.raises(OwnEntry):
        operations.approve_target(target, actor=actor_of(cast.hub))
    with pytest.raises(OutOfReach):
        operations.approve_target(target, actor=actor_of(cast.stranger))
    operations.approve_target(target, actor=actor_of(cast.centre))
    later = operations.set_target(county.station, actor=actor_of(cast.hub), **FACTS | {"number": 300})
    operations.approve_target(later, actor=actor_of(cast.centre))
    states = dict(Target.objects.values_list("number", "state"))
    assert states == {200: "replaced", 300: "approved"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.filter(pk=later.pk).update(decided_by=cast.hub)


def test_wrong_input_is_named_by_field(cast, county):
    with pytest.raises(Invalid) as refused:
        operations.set_target(
            county.station,
            year=YEAR + 9,
            measure="smiles",
            number=0,
            document_no=" ",
            actor=actor_of(cast.hub),
        )
    assert set(refused.value.fields) == {"year", "measure", "number", "document_no"}


def test_a_failing_audit_row_takes_the_target_with_it(cast, county, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(audit, "record", fails)
    with pytest.raises(RuntimeError):
        operations.set_target(county.station, actor=actor_of(cast.hub), **FACTS)
    assert not Target.objects.exists()


def test_what_waits_is_seen_by_who_may_approve(cast, county):
    second = AccountFactory(person__unit=county.centre).person
    AppointmentFactory(person=second, unit=county.centre, role=Role.CENTRE)
    whole = operations.set_target(county.centre, actor=actor_of(cast.centre), **FACTS)
    below = operations.set_target(county.station, actor=actor_of(cast.centre), **FACTS)
    source = next(each for each in worklist.SOURCES if each.kind == "target")

    def seen(person):
        actor = actor_of(person)
        rows = {row.pk for row in source.rows(actor)}
        every = Target.objects.select_related("unit")
        assert rows == {row.pk for row in every if rules.can_decide(actor, row)}
        return rows

    assert seen(second) == {whole.pk, below.pk}
    assert seen(cast.hub) == {below.pk}
    assert seen(cast.centre) == seen(cast.stranger) == seen(cast.station) == set()


def filled(county):
    """Two stations of the hub, one beside: volunteers, hours, an activity, an order each where they count."""
    one, two, beside = (
        VolunteerFactory(person__unit=unit)
        for unit in (county.station, county.station2, county.station_other)
    )
    VolunteerFactory(person__unit=county.station, state="pending")
    VolunteerFactory(person__unit=county.station, state="left", left_on=clock.today())
    for hours, (volunteer, minutes) in enumerate(((one, 90), (one, 60), (two, 45), (beside, 600)), start=1):
        ServiceRecordFactory(volunteer=volunteer, minutes=minutes, started_at=ago(3 * hours))
    ServiceRecordFactory(volunteer=one, minutes=60, started_at=dt.datetime(YEAR - 1, 5, 1, tzinfo=dt.UTC))
    ServiceRecordFactory(
        volunteer=one, minutes=60, started_at=ago(20), counts_from=clock.today() + dt.timedelta(days=3)
    )
    activity = ActivityFactory(published=True, unit=county.station)
    for hours in (9, 6):
        start = clock.now() - dt.timedelta(hours=hours)
        SessionFactory(activity=activity, starts_at=start, ends_at=start + dt.timedelta(hours=1))
    OrderFactory(recipient=one.person, unit=county.station2, finished_at=ago(2))
    OrderFactory(recipient=one.person, unit=county.station2)
    return one, two, beside


def numbers(standing):
    return [cell.value for cell in standing.cells]


@OLD_ENOUGH
def test_numbers_come_from_the_registers_and_lead_to_their_rows(county):
    filled(county)
    TargetFactory(unit=county.hub, number=4, approved=True)
    TargetFactory(unit=county.hub, measure="orders", number=2)
    whole, hub, hub2 = queries.standings(county.centre, YEAR)
    assert (whole.unit, hub.unit, hub2.unit) == (county.centre, county.hub, county.hub2)
    assert numbers(hub) == [2, 2, 3, 0, 1, 1]
    assert numbers(hub2) == [1, 1, 10, 0, 0, 0]
    assert numbers(whole) == [3, 3, 13, 0, 1, 1]
    assert [cell.share for cell in hub.cells] == [None, None, 75, None, None, None]
    for standing in (whole, hub, hub2):
        for cell in standing.cells:
            rows = queries.behind(cell.measure, standing.unit.path, YEAR)
            found = sum(row.minutes for row in rows) // 60 if cell.measure == Measure.HOURS else rows.count()
            assert found == cell.value


@OLD_ENOUGH
def test_points_are_what_the_ledger_gave_less_what_was_taken_back(cast, county, login):
    PointsRuleFactory(valid_from=dt.date(YEAR - 1, 1, 1), cap_day=4)
    one, two = (VolunteerFactory(person__unit=unit) for unit in (county.station, county.station_other))
    day = dt.datetime(YEAR, 1, 1, 1, tzinfo=dt.UTC)
    kept, _cut, voided, other, _before = (
        ServiceRecordFactory(volunteer=who, started_at=at, minutes=180)
        for who, at in (
            (one, day),
            (one, day + dt.timedelta(hours=4)),
            (one, day + dt.timedelta(days=1)),
            (two, day),
            (one, dt.datetime(YEAR - 1, 5, 1, 1, tzinfo=dt.UTC)),
        )
    )
    crediting.run()
    assert queries.behind("points", county.hub.path, YEAR).count() == 3
    ServiceRecord.objects.filter(pk=voided.pk).update(state="void", void_reason="错", voided_at=clock.now())
    crediting.run()
    spending.spend(one, points=2, key="x", source=("gift", 1), actor=SYSTEM)
    TargetFactory(unit=county.hub, measure="points", number=8, approved=True)
    _whole, hub, hub2 = queries.standings(county.centre, YEAR)
    points = [each.cells[3] for each in (hub, hub2)]
    assert [(cell.value, cell.share) for cell in points] == [(4, 50), (3, None)]
    body = login(cast.hub).get(reverse("assessment:rows"), {"measure": "points"}).content.decode()
    assert reverse("records:detail", args=[kept.pk]) in body
    assert reverse("records:detail", args=[other.pk]) not in body


def test_a_page_of_a_unit_asks_a_fixed_number_of_queries(cast, county, login, django_assert_num_queries):
    client = login(cast.centre)
    page = reverse("assessment:targets")
    with django_assert_num_queries(14):
        assert client.get(page).status_code == 200
    for unit in (county.hub, county.hub2, county.station):
        TargetFactory(unit=unit, approved=True)
        VolunteerFactory(person__unit=unit)
    with django_assert_num_queries(14):
        assert client.get(page, {"by": "hours"}).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_rows_and_waiting_ask_a_fixed_number_of_queries(
    cast, county, login, django_assert_num_queries, count
):
    for unit in (county.station, county.station2, county.hub)[:count]:
        VolunteerFactory(person__unit=unit)
        TargetFactory(unit=unit)
    client = login(cast.centre)
    with django_assert_num_queries(7):
        assert client.get(reverse("assessment:rows"), {"measure": "volunteers"}).status_code == 200
    with django_assert_num_queries(7):
        assert client.get(reverse("assessment:waiting")).status_code == 200


def test_pages_end_at_the_reach(cast, county, login):
    page, rows, file = (reverse(f"assessment:{name}") for name in ("targets", "rows", "file"))
    client = login(cast.hub)
    body = client.get(page).content.decode()
    assert county.station.name in body
    assert county.station_other.name not in body
    for address in (page, rows, file):
        assert client.get(address, {"unit": county.centre.pk}).status_code == 404
        assert client.get(address, {"unit": county.hub2.pk}).status_code == 404
        assert login(cast.resident).get(address).status_code == 404
    assert login(cast.overseer).get(rows, {"measure": "volunteers"}).status_code == 403
    assert login(cast.overseer).get(rows, {"measure": "orders"}).status_code == 200


def test_the_files_hold_the_same_numbers(cast, county, login):
    TargetFactory(unit=county.station, measure="volunteers", number=4, approved=True)
    VolunteerFactory(person__unit=county.station)
    client = login(cast.station)
    text = b"".join(client.get(reverse("assessment:file"), {"form": "csv"}).streaming_content).decode(
        "utf-8-sig"
    )
    lines = [line.split(",") for line in text.splitlines()]
    held = Measure.VOLUNTEERS.label
    assert [line[2:5] for line in lines if line[1] == held] == [["3", "4", "75"]]
    book = client.get(reverse("assessment:file"))
    assert b"".join(book.streaming_content)[:2] == b"PK"


def test_a_target_goes_from_the_form_to_the_page(cast, county, login):
    client = login(cast.hub)
    sent = {"unit": county.station.pk, **FACTS}
    assert client.post(reverse("assessment:new"), sent | {"unit": county.hub.pk}).status_code == 422
    assert client.post(reverse("assessment:new"), sent).status_code == 302
    target = Target.objects.get()
    act = reverse("assessment:act", args=[target.pk, "approve"])
    assert login(cast.stranger).post(act).status_code == 404
    assert login(cast.centre).post(act).status_code == 302
    assert target.document_no in login(cast.station).get(reverse("assessment:targets")).content.decode()
