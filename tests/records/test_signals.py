"""Signals: noticed once, looked into by somebody without a part in it, and never a punishment."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from shijian.kernel import audit, clock, worklist
from shijian.kernel.actor import ANONYMOUS, SYSTEM
from shijian.kernel.duties import OwnEntry
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry, FlowLog, PolicyValue
from shijian.people.models import Message
from shijian.records import rules_signals
from shijian.records.enums import SignalKind
from shijian.records.models import ServiceRecord, Signal
from shijian.records.operations import signals as operations
from shijian.records.queries import evidence, signals
from shijian.records.signals.facts import Finding
from tests.conftest import actor_of
from tests.factories.activities import (
    ActivityPhotoFactory,
    OpeningFactory,
    PresenceFactory,
    ScanFactory,
    ScanVerdictFactory,
    SignupFactory,
)
from tests.factories.orders import AssignmentFactory
from tests.factories.people import PersonFactory
from tests.factories.records import DeviceMarkFactory, ServiceRecordFactory, SignalFactory, TopUpFactory
from tests.factories.volunteers import VolunteerFactory

START = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
SOON = START + dt.timedelta(days=20)
HOURS = dt.timedelta(hours=1)


def served(volunteer, start, hours, **known):
    return ServiceRecordFactory(
        volunteer=volunteer, started_at=start, ended_at=start + hours * HOURS, minutes=hours * 60, **known
    )


@pytest.fixture
def long_day(cast, county):
    """Thirteen hours of one day of the volunteer, written by the station."""
    one = served(cast.volunteer.volunteer, START, 7, recorder=cast.station, unit=county.station)
    other = served(
        cast.volunteer.volunteer, START + 7 * HOURS, 6, recorder=cast.station, unit=county.station2
    )
    return [one, other]


@time_machine.travel(SOON)
def test_the_nightly_look_notices_once_and_changes_no_hours(cast, county, long_day):
    served(cast.leader.volunteer, START, 5)
    operations.sweep()
    operations.sweep()
    (made,) = Signal.objects.all()
    assert (made.kind, made.state, made.strength) == ("long-day", "open", 2)
    assert (made.facts, made.unit) == ({"minutes": 780, "most": 720}, county.hub)
    assert set(made.records.all()) == set(long_day)
    assert ServiceRecord.objects.counted().count() == 3
    assert AuditEntry.objects.filter(action="signal.notice").count() == 1
    assert not Message.objects.exists()


@time_machine.travel(SOON)
def test_the_county_decides_the_threshold(cast, long_day):
    PolicyValue.objects.create(
        key="hours.max_per_day_warn", value=13, valid_from="2026-01-01", document_no="夏文明〔2026〕2号"
    )
    operations.sweep()
    assert not Signal.objects.exists()


def test_only_the_clock_notices(cast, long_day):
    found = Finding("long-day", "x", (long_day[0].pk,))
    with pytest.raises(NotAllowed):
        operations.notice_signal(found, actor=actor_of(cast.centre))
    assert operations.notice_signal(Finding("long-day", "x", (0,))) is None
    assert operations.notice_signal(found, actor=SYSTEM).key == operations.key_of(found)


def test_who_may_look(cast, county, long_day):
    made = SignalFactory(unit=county.hub, records=long_day)
    deciders = {cast.hub, cast.centre}
    everybody = [value for value in vars(cast).values() if hasattr(value, "birth_date")]
    for person in everybody:
        actor = actor_of(person)
        seen = Signal.objects.visible_to(actor).filter(pk=made.pk).exists()
        assert seen == rules_signals.can_review(actor, made) == (person in deciders), person.name
    assert not Signal.objects.visible_to(ANONYMOUS).exists()
    cast.volunteer.guardian = cast.hub
    cast.volunteer.save()
    guardian = actor_of(cast.hub)
    assert not Signal.objects.visible_to(guardian).exists()
    assert not rules_signals.can_review(guardian, made)


def test_it_is_taken_and_confirmed_and_the_hours_stay(cast, county, long_day):
    made, actor = SignalFactory(unit=county.hub, records=long_day), actor_of(cast.hub)
    with pytest.raises(WrongState):
        operations.confirm_signal(made, answer="没来", actor=actor)
    operations.take_signal(made, actor=actor)
    with pytest.raises(Invalid):
        operations.confirm_signal(made, answer=" ", actor=actor)
    operations.confirm_signal(made, answer="下午没有人在场。", actor=actor)
    made.refresh_from_db()
    assert (made.state, made.taken_by, made.decided_by) == ("confirmed", cast.hub, cast.hub)
    assert made.answer == "下午没有人在场。"
    with pytest.raises(WrongState):
        operations.clear_signal(made, answer="看错了", actor=actor_of(cast.centre))
    assert ServiceRecord.objects.counted().count() == 2
    assert [row.transition for row in FlowLog.objects.filter(kind="record-signal")] == ["take", "confirm"]
    assert not AuditEntry.objects.filter(changes__icontains="下午").exists()


def test_whoever_has_a_part_never_decides(cast, county, long_day):
    long_day[0].responsible = cast.hub
    long_day[0].save()
    made = SignalFactory(unit=county.hub, records=long_day, state="review")
    with pytest.raises(OwnEntry):
        operations.clear_signal(made, answer="没问题", actor=actor_of(cast.hub))
    for person in (cast.stranger, cast.station, cast.volunteer):
        with pytest.raises(OutOfReach):
            operations.clear_signal(made, answer="没问题", actor=actor_of(person))
    assert operations.clear_signal(made, answer="防汛值守", actor=actor_of(cast.centre)).state == "cleared"


def test_without_its_audit_row_nothing_is_decided(cast, county, monkeypatch):
    made = SignalFactory(unit=county.station, state="review")

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        operations.clear_signal(made, answer="没问题", actor=actor_of(cast.hub))
    made.refresh_from_db()
    assert (made.state, made.answer, made.over_at) == ("review", "", None)
    assert not FlowLog.objects.exists()


def test_the_database_refuses_an_outcome_of_nobody(county):
    made = SignalFactory(unit=county.station)
    for facts in ({"state": "confirmed"}, {"strength": 4}, {"state": "cleared", "over_at": clock.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Signal.objects.filter(pk=made.pk).update(**facts)


def test_how_right_each_kind_was(cast, county):
    facts = {"unit": county.station, "over_at": clock.now(), "decided_by": cast.hub}
    for state in ("confirmed", "confirmed", "cleared"):
        SignalFactory(state=state, **facts)
    SignalFactory(unit=county.station)
    SignalFactory(unit=county.station, kind="ghost")
    SignalFactory(unit=county.station_other)
    told = [
        (row.noticed, row.decided, row.right, row.percent) for row in signals.measured(actor_of(cast.hub))
    ]
    assert told == [(4, 3, 2, 67), (1, 0, 0, None)]


def test_every_kind_says_its_figures():
    assert set(signals.SENTENCES) == set(SignalKind.values)
    assert signals.sentence("long-day", {"minutes": 780, "most": 720}).startswith("同一人一天服务 780 分钟")
    assert "–" in signals.sentence("kin", {})


def test_what_orders_know(cast, county):
    record = served(cast.volunteer.volunteer, START, 2, recorder=cast.leader)
    AssignmentFactory(
        volunteer=cast.volunteer.volunteer, record=record, state="done", order__recipient=cast.resident,
        order__asked_by=cast.leader, checked_in_by=cast.leader, checked_out_by=cast.leader,
        checked_in_at=START, checked_out_at=START + 2 * HOURS, confirmed_by=cast.resident, committed_at=START,
    )  # fmt: skip
    (fact,) = evidence.facts(dt.date(2026, 1, 1))
    assert (fact.person, fact.enterer, fact.witness) == (cast.volunteer.pk, cast.leader.pk, cast.resident.pk)
    assert (fact.recipient, fact.asked_by, fact.came_received) == (cast.resident.pk, cast.leader.pk, 0)
    assert (fact.minutes, fact.asked_before, fact.is_bare) == (120, True, False)


def test_what_attendance_knows(cast, county):
    volunteer = VolunteerFactory(person__unit=county.station)
    record = served(volunteer, START, 2, source_kind="activity")
    signup = SignupFactory(
        volunteer=volunteer, person=volunteer.person, made_at=START - HOURS,
        opening=OpeningFactory(capacity=12, audience="volunteer"),
    )  # fmt: skip
    signup.opening.activity = signup.session.activity
    signup.opening.save()
    came = ScanFactory(
        signup=signup, way="site", at=START, received_at=START + 3 * HOURS, by=volunteer.person
    )
    DeviceMarkFactory(person=volunteer.person, source_kind="activity", source_id=came.pk, device_index="abc")
    DeviceMarkFactory(source_kind="order", source_id=came.pk, device_index="def")
    left = ScanFactory(signup=signup, way="leader", kind="out", at=START + 2 * HOURS, by=cast.leader)
    ScanVerdictFactory(scan=ScanFactory(signup=signup, way="self"), outcome="refused", why="code")
    PresenceFactory(signup=signup, came=came, left=left, ended_at=left.at, record=record)
    photo = ActivityPhotoFactory(activity=signup.session.activity, session=signup.session)
    (fact,) = evidence.facts(dt.date(2026, 1, 1))
    assert (fact.enterer, fact.devices, fact.photos) == (cast.leader.pk, ("abc",), (photo.digest,))
    assert fact.came_received == (START + 3 * HOURS).timestamp()
    assert (fact.codes_refused, fact.seats, fact.left_received) == (1, 12, 0)


def test_what_missing_records_know_and_who_is_family(cast, county):
    person = PersonFactory(unit=county.station, address="塔哇村 12 号", guardian=cast.leader)
    volunteer = VolunteerFactory(person=person)
    record = served(volunteer, START, 2, source_kind="record-top-up", grade="late", recorder=cast.hub)
    asked = TopUpFactory(
        volunteer=volunteer, asked_by=cast.leader, state="approved", record=record, digest="ab" * 32,
        decided_by=cast.hub, over_at=clock.now(),
    )  # fmt: skip
    (fact,) = evidence.facts(dt.date(2026, 1, 1))
    assert (fact.enterer, fact.photos, fact.kin) == (asked.asked_by_id, ("ab" * 32,), True)


def test_it_waits_on_the_work_list_of_the_hub(cast, county):
    made = SignalFactory(unit=county.station)
    for person, keys in ((cast.hub, [made.pk]), (cast.stranger, []), (cast.station, [])):
        assert [row.pk for row in signals.waiting(actor_of(person))] == keys
    assert "signal" in {source.kind for source in worklist.SOURCES}


def test_looking_into_it_on_pages(cast, county, login, long_day):
    made, hub = SignalFactory(unit=county.hub, records=long_day), login(cast.hub)
    shown = reverse("records:signal", args=[made.pk])
    page = hub.get(shown)
    assert page.context["can_take"]
    assert page.context["forms"] == []
    assert len(page.context["page"].items) == 2
    assert hub.post(reverse("records:signal-act", args=[made.pk, "take"])).headers["Location"] == shown
    assert [name for name, _form in hub.get(shown).context["forms"]] == ["confirm", "clear"]
    clear = reverse("records:signal-act", args=[made.pk, "clear"])
    assert dict(hub.post(clear, {"answer": ""}).context["forms"])["clear"].errors
    assert hub.post(clear, {"answer": "那天防汛。"}).status_code == 302
    assert "那天防汛。" in hub.get(shown).content.decode()
    assert hub.post(reverse("records:signal-act", args=[made.pk, "erase"])).status_code == 404


def test_strangers_come_to_nothing(cast, county, login, client, long_day):
    made = SignalFactory(unit=county.hub, records=long_day)
    shown, queue = reverse("records:signal", args=[made.pk]), reverse("records:signal-list")
    for person in (cast.stranger, cast.volunteer, cast.station):
        assert login(person).get(shown).status_code == 404
        assert login(person).post(reverse("records:signal-act", args=[made.pk, "take"])).status_code == 404
    assert login(cast.station).get(queue).status_code == 404
    assert client.get(queue).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_shows_reach_only_with_constant_queries(
    cast, county, login, django_assert_num_queries, count
):
    own = [SignalFactory(unit=county.station) for _ in range(count)]
    SignalFactory(unit=county.station, state="review")
    SignalFactory(unit=county.station_other)
    client = login(cast.hub)
    with django_assert_num_queries(7):
        page = client.get(reverse("records:signal-list"))
    assert [row.pk for row in page.context["page"].items] == [row.pk for row in reversed(own)]
