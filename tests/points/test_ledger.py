"""The ledger: what the database itself refuses, credits, caps, taking back, spending, replays."""

import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from shijian.kernel import audit, clock
from shijian.kernel.actor import SYSTEM
from shijian.kernel.errors import Conflict, Invalid, NotAllowed
from shijian.points.enums import AccountKind, Cut, Reason
from shijian.points.models import Account, Batch, Credit, Entry
from shijian.points.operations import crediting, posting, spending
from shijian.points.operations.posting import Move
from shijian.points.queries import sentences, verification
from shijian.points.queries.balances import Balance, balance_of, entries_of
from shijian.records import operations as records
from shijian.records.operations import objections
from tests.conftest import actor_of
from tests.factories.points import BatchFactory, PointsRuleFactory, post
from tests.factories.records import START
from tests.factories.volunteers import VolunteerFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
TABLES = ("points_account", "points_batch", "points_entry")


def mine(cast):
    return balance_of(cast.volunteer.volunteer.pk)


@pytest.mark.parametrize("table", TABLES)
def test_rows_of_the_ledger_stay_as_they_are(table):
    BatchFactory()
    statements = [f"UPDATE {table} SET id = id + 1", f"DELETE FROM {table}"]
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
        statements.append(f"TRUNCATE {table} CASCADE")
    for statement in statements:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)
    for model in (Account, Batch, Entry):
        row = model.objects.first()
        for refused in (row.save, row.delete, model.objects.all().delete):
            with pytest.raises(TypeError):
                refused()


def closed(batch, account, **facts):
    row = {"batch": batch, "account": account, "number": 1, "amount": 1, "balance": 1, "lifetime": 0}
    return lambda: Entry.objects.create(**row | facts)


def test_a_batch_that_does_not_sum_to_zero_is_refused_by_the_database():
    first = BatchFactory()
    account = Account.objects.create(kind=AccountKind.VOLUNTEER, volunteer=VolunteerFactory())
    facts = {
        "reason": Reason.SPEND,
        "source_kind": "test",
        "source_id": 1,
        "at": timezone.now(),
        "digest": "x",
    }
    with pytest.raises(DatabaseError, match="sum to zero"), transaction.atomic():
        closed(Batch(pk=99), account)()
        Batch.objects.create(pk=99, idempotency_key="one", **facts)
    with pytest.raises(DatabaseError, match="sum to zero"), transaction.atomic():
        Batch.objects.create(pk=98, idempotency_key="none", **facts)
    with pytest.raises(DatabaseError, match="closed"), transaction.atomic():
        closed(first, account)()
    with pytest.raises(DatabaseError, match="follow"), transaction.atomic():
        closed(Batch(pk=99), first.entries.first().account, number=2, balance=999)()
    with pytest.raises(DatabaseError), transaction.atomic():
        closed(Batch(pk=99), account, amount=0, balance=0)()


@pytest.mark.django_db(transaction=True)
def test_entries_without_a_batch_cannot_be_committed():
    account = Account.objects.create(kind=AccountKind.VOLUNTEER, volunteer=VolunteerFactory())
    with pytest.raises(DatabaseError), transaction.atomic():
        closed(Batch(pk=99), account)()
    assert Entry.objects.count() == 0


def test_moves_that_do_not_sum_are_a_defect():
    account = posting.accounts_of([VolunteerFactory().pk])
    new = posting.begin(account.values())
    with pytest.raises(Invalid):
        new.add([Move(*account.values(), 1)], key="x", reason=Reason.SPEND, source=("test", 1))


def test_a_service_brings_points_once_and_says_why(cast, rule, served, credit):
    record = served(started_at=START, content="陪伴老人", minutes=120)
    assert [credit(), credit()] == [(0, 1), (0, 0)]
    assert mine(cast) == Balance(2, 2)
    entry = entries_of(cast.volunteer.volunteer.pk).get()
    assert sentences.say(entry) == (
        "3月2日在塔哇村：陪伴老人，2 小时。按《夏河县志愿服务积分管理办法》，每小时 1 分，得 2 分。"
    )
    batch = Batch.objects.get()
    assert (batch.source_kind, batch.source_id, batch.rule) == ("record", record.pk, rule)
    assert sorted(batch.entries.values_list("amount", flat=True)) == [-2, 2]


def test_nothing_is_credited_before_its_days_of_publicity_or_without_rules(cast, served, credit):
    served()
    assert credit() == (0, 0)
    PointsRuleFactory(valid_from=dt.date(2026, 1, 1))
    today = timezone.localdate()
    served(counts_from=today)
    served(counts_from=today + DAY)
    served(started_at=dt.datetime(2025, 12, 31, 1, tzinfo=dt.UTC))
    assert credit() == (0, 2)
    assert Credit.objects.filter(record__counts_from__gt=today).count() == 0
    with time_machine.travel(timezone.now() + DAY):
        assert credit() == (0, 1)


def test_grade_and_class_decide(cast, served, credit):
    PointsRuleFactory(valid_from=dt.date(2026, 1, 1), per_hour={"elder": 3, "public": 1}, per_event=1)
    for grade, recipient in (("self", "elder"), ("late", "elder"), ("imported", "elder"), ("self", "child")):
        served(grade=grade, recipient=recipient)
    credit()
    assert list(Credit.objects.order_by("id").values_list("worth", flat=True)) == [7, 4, 0, 1]
    assert mine(cast) == Balance(12, 12)


def test_caps_cut_and_the_reason_is_told(cast, served, credit):
    PointsRuleFactory(valid_from=dt.date(2026, 1, 1), cap_event=3, cap_day=4, cap_month=6)
    for hour in (0, 5):
        served(started_at=START + dt.timedelta(hours=hour), minutes=240)
    served(started_at=START + DAY, minutes=120)
    served(started_at=START + 2 * DAY, minutes=120)
    served(started_at=START + 40 * DAY, minutes=60)
    credit()
    found = list(Credit.objects.order_by("id").values_list("points", "cut"))
    assert found == [(3, Cut.EVENT), (1, Cut.DAY), (2, Cut.NONE), (0, Cut.MONTH), (1, Cut.NONE)]
    said = sentences.of_credit(Credit.objects.get(points=0))
    assert "一个月最多给 6 分，减去 2 分。" in said


def test_rules_count_as_of_the_day_of_the_service(cast, served, credit):
    PointsRuleFactory(valid_from=dt.date(2026, 1, 1))
    PointsRuleFactory(valid_from=dt.date(2026, 3, 5), per_hour={"elder": 10})
    served(started_at=START)
    served(started_at=START + 3 * DAY)
    credit()
    assert list(Credit.objects.order_by("day").values_list("points", flat=True)) == [2, 20]


def test_what_somebody_objects_to_waits_and_what_was_given_stays_until_it_is_decided(
    cast, rule, served, credit
):
    facts = {"ground": "too-short", "words": "不对", "actor": actor_of(cast.volunteer)}
    waiting, given = served(), served()
    first = objections.object_to_record(waiting, **facts)
    assert credit() == (0, 1)
    second = objections.object_to_record(given, **facts)
    assert (credit(), mine(cast)) == ((0, 0), Balance(2, 2))
    objections.reject_objection(first, answer="没有错", actor=actor_of(cast.hub))
    objections.uphold_objection(second, answer="没有到场", actor=actor_of(cast.hub))
    assert (credit(), mine(cast)) == ((1, 1), Balance(2, 2))
    assert Credit.objects.get(batch__reversed_by__isnull=True).record == waiting
    assert list(verification.problems()) == []


def test_a_record_written_anew_waits_again_and_brings_its_own_points(cast, rule, served, credit):
    record = served(started_at=START)
    credit()
    times = {"started_at": START, "ended_at": START + dt.timedelta(hours=4)}
    new = records.reissue_record(record, reason="记错", actor=actor_of(cast.hub), **times)
    assert [credit(), credit()] == [(1, 0), (0, 0)]
    assert mine(cast) == Balance(0, 0)
    with time_machine.travel(clock.now().replace(hour=1) + 10 * DAY):
        assert [credit(), credit()] == [(0, 1), (0, 0)]
    assert Credit.objects.get(batch__reversed_by__isnull=True).record == new
    assert mine(cast) == Balance(2, 2)  # four hours entered by the leader count half
    assert list(verification.problems()) == []
    words = [sentences.say(row) for row in entries_of(cast.volunteer.volunteer.pk).order_by("id")]
    assert words[1] == "3月2日在塔哇村的 2 分已收回，因为这条服务记录作废了。"


def test_a_batch_is_taken_back_once_with_a_reason(cast, rule, served, credit):
    served()
    credit()
    batch = Batch.objects.get()
    with pytest.raises(NotAllowed):
        crediting.reverse_batch(batch, reason="错", actor=actor_of(cast.centre))
    with pytest.raises(Invalid):
        crediting.reverse_batch(batch, reason=" ", actor=SYSTEM)
    back = crediting.reverse_batch(batch, reason="错", actor=SYSTEM)
    for again in (batch, back):
        with pytest.raises(Invalid):
            crediting.reverse_batch(again, reason="错", actor=SYSTEM)


def test_spending_leaves_the_lifetime_and_never_more_than_is_there(cast, rule, served, credit):
    served(minutes=600)
    credit()
    volunteer = cast.volunteer.volunteer
    facts = {"source": ("gift", 1), "actor": SYSTEM}
    first = spending.spend(volunteer, points=4, key="gift:1", **facts)
    assert spending.spend(volunteer, points=4, key="gift:1", **facts) == first
    assert mine(cast) == Balance(6, 10)
    with pytest.raises(Invalid):
        spending.spend(volunteer, points=7, key="gift:2", **facts)
    with pytest.raises(Invalid):
        spending.spend(volunteer, points=0, key="gift:3", **facts)
    with pytest.raises(Conflict):
        spending.spend(cast.leader.volunteer, points=4, key="gift:1", **facts)
    assert mine(cast) == Balance(6, 10)


def test_only_the_clock_credits(cast):
    for call in (crediting.credit_waiting, crediting.take_back_points):
        with pytest.raises(NotAllowed):
            call(actor=actor_of(cast.centre))


def test_without_its_audit_row_nothing_is_posted(cast, rule, served, monkeypatch):
    served()

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError):
        crediting.run()
    assert (Entry.objects.count(), Batch.objects.count(), Credit.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("many", [1, 3])
def test_a_chunk_costs_the_same_queries(cast, rule, served, django_assert_num_queries, many):
    for _ in range(many):
        served()
    held = 4 if connection.vendor == "postgresql" else 0  # SQLite's transactions write one at a time anyway
    with django_assert_num_queries(16 + held):
        crediting.credit_waiting(actor=SYSTEM)


def test_helpers_move_points(cast):
    post(cast.volunteer.volunteer, 3, key="x")
    assert mine(cast) == Balance(3, 0)
