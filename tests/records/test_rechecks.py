"""The random re-check: a draw that anybody can do again, a call by another unit, an answer that changes no hours."""

import datetime as dt
import hashlib

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse

from shijian.kernel import clock
from shijian.kernel.actor import ANONYMOUS
from shijian.kernel.duties import OwnEntry
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry, PolicyValue
from shijian.records import rules_rechecks
from shijian.records.models import Recheck, RecheckDraw, SeedPromise, ServiceRecord, Signal
from shijian.records.operations import rechecks as operations
from shijian.records.queries import rechecks
from tests.conftest import actor_of
from tests.factories.orders import OrderFactory
from tests.factories.people import PersonFactory
from tests.factories.records import RecheckFactory, SeedPromiseFactory, ServiceRecordFactory
from tests.factories.volunteers import VolunteerFactory

MARCH = dt.date(2026, 3, 1)
IN_MARCH, IN_APRIL = dt.datetime(2026, 3, 20, 4, tzinfo=dt.UTC), dt.datetime(2026, 4, 2, 4, tzinfo=dt.UTC)


def recorded(county, count=3, **facts):
    volunteer = VolunteerFactory(person__unit=county.station)
    day = {"counts_from": dt.date(2026, 3, 10), **facts}
    return [ServiceRecordFactory(volunteer=volunteer, unit=county.station, **day) for _ in range(count)]


@pytest.fixture
def call(cast, county):
    """A record of the station; the other hub phones the resident, whose number the order knows."""
    order = OrderFactory(recipient=cast.resident, contact_phone="13812345678")
    record = ServiceRecordFactory(volunteer=cast.volunteer.volunteer, source_id=order.pk, unit=county.station)
    return RecheckFactory(record=record, handler=county.hub2)


def test_the_seed_is_promised_before_and_told_after(cast, county):
    rows = recorded(county)
    recorded(county, 1, source_kind="activity")
    recorded(county, 1, counts_from=dt.date(2026, 4, 1))
    recorded(county, 1, state="void", void_reason="错", voided_at=clock.now())
    with time_machine.travel(IN_MARCH):
        operations.sweep()
        operations.sweep()
        assert [row.month for row in SeedPromise.objects.order_by("month")] == [MARCH, dt.date(2026, 4, 1)]
        assert not RecheckDraw.objects.exists()
        with pytest.raises(NotAllowed):
            operations.draw_month(SeedPromise.objects.get(month=MARCH))
    with time_machine.travel(IN_APRIL):
        operations.sweep()
        operations.sweep()
    draw = RecheckDraw.objects.get()
    assert hashlib.sha256(draw.seed.encode()).hexdigest() == draw.promise.commitment
    assert (draw.candidates, draw.drawn, draw.permille) == (3, 1, 20)
    keys = sorted(row.pk for row in rows)
    assert draw.fingerprint == hashlib.sha256(",".join(map(str, keys)).encode()).hexdigest()
    first = min(keys, key=lambda key: hashlib.sha256(f"{draw.seed}:{key}".encode()).hexdigest())
    made = Recheck.objects.get()
    assert made.record_id == first
    assert made.handler == county.hub2
    assert not AuditEntry.objects.filter(changes__icontains=draw.seed[:16]).exists()


def test_only_the_clock_promises_and_draws_and_never_afterwards(cast):
    with time_machine.travel(IN_APRIL):
        for month, actor in ((MARCH, operations.SYSTEM), (dt.date(2026, 4, 1), actor_of(cast.centre))):
            with pytest.raises(NotAllowed):
                operations.promise_seed(month, actor=actor)
        with pytest.raises(NotAllowed):
            operations.draw_month(SeedPromiseFactory(month=MARCH), actor=actor_of(cast.centre))


def test_the_share_is_the_countys_and_rounds_up():
    ids = list(range(1, 101))
    assert len(rechecks.drawn("a", ids, 20)) == 2
    assert len(rechecks.drawn("a", ids, 21)) == 3
    assert rechecks.drawn("a", ids, 20) == rechecks.drawn("a", ids[::-1], 20)
    assert rechecks.order_of("a", ids) != rechecks.order_of("b", ids)
    assert rechecks.drawn("a", [], 20) == []


def test_the_database_keeps_promises(db):
    SeedPromiseFactory()
    table = SeedPromise._meta.db_table
    from django.db import connection

    for statement in (f"UPDATE {table} SET commitment = 'x'", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_another_branch_phones(cast, county):
    record = ServiceRecordFactory(unit=county.station)
    units = rechecks.callers()
    assert {unit.path for unit in units} == {county.station.path, county.hub.path, county.hub2.path}
    assert {rechecks.caller_for(record, str(n), units) for n in range(9)} == {county.hub2}
    assert rechecks.caller_for(record, "a", []) == county.centre


def test_who_may_phone(cast, county, call):
    everybody = [value for value in vars(cast).values() if hasattr(value, "birth_date")]
    for person in everybody:
        actor = actor_of(person)
        seen = Recheck.objects.visible_to(actor).exists()
        assert seen == rules_rechecks.can_call(actor, call) == (person in (cast.stranger, cast.centre)), (
            person.name
        )
    assert not Recheck.objects.visible_to(ANONYMOUS).exists()


def test_the_number_is_read_with_a_trace_and_not_afterwards(cast, county, call):
    contact = operations.reveal_contact(call, actor=actor_of(cast.stranger))
    assert contact.phone == "13812345678"
    row = AuditEntry.objects.get(purpose_kind="supervision")
    assert (row.for_person_id, row.actor_person_id) == (cast.resident.pk, cast.stranger.pk)
    assert "138" not in str(row.changes)
    for person in (cast.hub, cast.station, cast.leader):
        with pytest.raises(OutOfReach):
            operations.reveal_contact(call, actor=actor_of(person))
    operations.confirm_recheck(call, actor=actor_of(cast.stranger))
    with pytest.raises(WrongState):
        operations.reveal_contact(call, actor=actor_of(cast.stranger))


def test_for_a_minor_whoever_asked_is_phoned(cast, county):
    child = PersonFactory(unit=county.station, birth_date=clock.today() - dt.timedelta(days=3000))
    order = OrderFactory(recipient=child, asked_by=cast.resident)
    record = ServiceRecordFactory(source_id=order.pk)
    assert rechecks.contact_of(record).person_id == cast.resident.pk
    assert rechecks.contact_of(ServiceRecordFactory(source_kind="activity")) is None
    bare = RecheckFactory(record=ServiceRecordFactory(source_id=10**9), handler=county.hub2)
    with pytest.raises(Conflict):
        operations.reveal_contact(bare, actor=actor_of(cast.stranger))
    assert operations.note_try(bare, actor=actor_of(cast.stranger)).state == "unreached"


def test_not_so_opens_a_signal_and_changes_no_hours(cast, call):
    actor = actor_of(cast.stranger)
    with pytest.raises(Invalid):
        operations.deny_recheck(call, note=" ", actor=actor)
    operations.deny_recheck(call, note="说那天没有人来。", actor=actor)
    made = Signal.objects.get()
    assert (made.kind, made.strength, made.unit_path) == ("recheck", 3, call.record.unit_path)
    assert list(made.records.all()) == [call.record]
    assert ServiceRecord.objects.counted().count() == 1
    with pytest.raises(WrongState):
        operations.confirm_recheck(call, actor=actor)
    assert not AuditEntry.objects.filter(changes__icontains="没有人").exists()


def test_three_calls_in_vain_are_enough(cast, call):
    PolicyValue.objects.create(
        key="recheck.tries", value=2, valid_from="2020-01-01", document_no="夏文明〔2026〕3号"
    )
    actor = actor_of(cast.stranger)
    assert operations.note_try(call, actor=actor).state == "open"
    ended = operations.note_try(call, actor=actor)
    assert (ended.state, ended.tries, ended.by) == ("unreached", 2, cast.stranger)
    with pytest.raises(WrongState):
        operations.note_try(call, actor=actor)


def test_whoever_has_a_part_never_notes_the_answer(cast, county, call):
    call.record.responsible = cast.stranger
    call.record.save()
    with pytest.raises(OwnEntry):
        operations.confirm_recheck(call, actor=actor_of(cast.stranger))
    assert operations.confirm_recheck(call, actor=actor_of(cast.centre)).state == "confirmed"


def test_phoning_on_pages(cast, login, call):
    caller, shown = login(cast.stranger), reverse("records:recheck", args=[call.pk])
    first = caller.get(shown).content.decode()
    assert "13812345678" not in first
    assert cast.resident.name not in first
    assert "13812345678" in caller.post(reverse("records:recheck-number", args=[call.pk])).content.decode()
    act = {deed: reverse("records:recheck-act", args=[call.pk, deed]) for deed in ("try", "deny", "erase")}
    assert caller.post(act["try"]).headers["Location"] == shown
    assert dict(caller.post(act["deny"], {"note": ""}).context["forms"])["deny"].errors
    assert caller.post(act["deny"], {"note": "没有来"}).status_code == 302
    assert caller.post(act["erase"]).status_code == 404
    assert "13812345678" not in caller.get(shown).content.decode()


def test_strangers_come_to_nothing(cast, login, client, call):
    shown = reverse("records:recheck", args=[call.pk])
    for person in (cast.hub, cast.volunteer):
        assert login(person).get(shown).status_code == 404
        assert login(person).post(reverse("records:recheck-number", args=[call.pk])).status_code == 404
    assert login(cast.volunteer).get(reverse("records:recheck-list")).status_code == 404
    assert client.get(shown).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_need_constant_queries(cast, county, login, client, django_assert_num_queries, count):
    own = [RecheckFactory(handler=county.hub2) for _ in range(count)]
    RecheckFactory(handler=county.hub)
    visitor = login(cast.stranger)
    with django_assert_num_queries(6):
        page = visitor.get(reverse("records:recheck-list"))
    assert {row.pk for row in page.context["page"].items} == {row.pk for row in own}
    with django_assert_num_queries(1):
        public = client.get(reverse("records:recheck-draws"))
    assert len(public.context["page"].items) == count + 1


def test_everybody_reads_the_promise_and_no_seed_before_the_draw(client, db):
    waiting = SeedPromiseFactory(month=dt.date(2030, 1, 1))
    text = client.get(reverse("records:recheck-draws")).content.decode()
    assert waiting.commitment[:32] in text
    assert waiting.seed[:32] not in text
    assert waiting.seed not in waiting.sealed
