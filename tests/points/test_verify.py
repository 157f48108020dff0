"""Every kind of row that is changed, taken out, put in or swapped behind the back of the code is found and named."""

import datetime as dt
import io
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from shijian.kernel.actor import SYSTEM
from shijian.points.models import Batch, Credit, Entry, PointsRule
from shijian.points.operations import deductions, rulebook, spending
from shijian.points.queries import verification
from shijian.records.models import ServiceRecord
from tests.conftest import actor_of
from tests.factories.points import GRADES, DeductionFactory
from tests.factories.records import ServiceRecordFactory

pytestmark = pytest.mark.django_db


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def ledger(cast, county, rule, served, credit):
    """Five services of two volunteers, one of which was voided, something spent, something deducted."""
    for _ in range(3):
        served()
    for _ in range(2):
        served(volunteer=cast.leader.volunteer, minutes=240)
    credit()
    voided = ServiceRecord.objects.order_by("id").first()
    values = {"state": "void", "void_reason": "记错", "voided_at": timezone.now()}
    ServiceRecord.objects.filter(pk=voided.pk).update(**values)
    credit()
    spending.spend(cast.leader.volunteer, points=1, key="gift:1", source=("gift", 1), actor=SYSTEM)
    row = DeductionFactory(
        volunteer=cast.leader.volunteer, state="decided", amount=2, appeal_until=timezone.now()
    )
    deductions.carry_out(row, actor=SYSTEM)


@pytest.fixture
def tamper(ledger):
    """Takes the guards away, as somebody with the password of the database can."""
    assert found() == []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        else:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%%points_%%' OR "
                "type = 'trigger' AND name LIKE 'record_%%'"
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute("PRAGMA defer_foreign_keys = ON")
    yield
    # What was torn apart is rolled back with the test.
    if connection.vendor == "postgresql":
        sql("SET session_replication_role = DEFAULT")


def found():
    return list(verification.problems())


def named(kind, key):
    """Whether a problem names the row."""
    return any(re.search(rf"{kind} {key}\b", text) for text in found_in_english())


def found_in_english():
    from django.utils import translation

    with translation.override("en"):
        return found()


def of_entry(entry):
    texts = found_in_english()
    return any(re.search(rf"[( ,]{entry.pk}[), ]", text) and "entr" in text for text in texts)


@pytest.mark.parametrize(
    "column",
    ["amount = amount + 1", "balance = balance + 1", "lifetime = lifetime + 1", "number = number + 50"],
)
@pytest.mark.parametrize("place", ["first", "last"])
def test_a_changed_entry(tamper, column, place):
    # The first entry of an account is what it moves: that the table itself demands.
    entry = getattr(Entry.objects.filter(number__gt=1).order_by("id"), place)()
    sql(f"UPDATE points_entry SET {column} WHERE id = %s", entry.pk)
    assert of_entry(entry)


def test_an_entry_on_the_account_of_somebody_else(tamper, cast):
    entry = Entry.objects.filter(account__volunteer=cast.volunteer.volunteer).first()
    other = cast.leader.volunteer.points.pk
    sql("UPDATE points_entry SET account_id = %s, number = number + 90 WHERE id = %s", other, entry.pk)
    assert of_entry(entry)


def test_two_swapped_entries(tamper):
    one, two = Entry.objects.filter(account__kind="issuing").order_by("id")[:2]
    sql("UPDATE points_entry SET batch_id = 0 WHERE id = %s", one.pk)
    sql("UPDATE points_entry SET batch_id = %s WHERE id = %s", one.batch_id, two.pk)
    sql("UPDATE points_entry SET batch_id = %s WHERE id = %s", two.batch_id, one.pk)
    assert named("batch", one.batch_id)
    assert named("batch", two.batch_id)


def test_an_entry_taken_out_and_one_put_in(tamper, cast):
    entry = Entry.objects.order_by("-id").first()
    sql("DELETE FROM points_entry WHERE id = %s", entry.pk)
    assert named("batch", entry.batch_id)
    account = cast.volunteer.volunteer.points
    values = (entry.batch_id, account.pk, 77, 5, 5, 5)
    sql("INSERT INTO points_entry (batch_id, account_id, number, amount, balance, lifetime) "
        "VALUES (%s, %s, %s, %s, %s, %s)", *values)  # fmt: skip
    assert of_entry(Entry.objects.get(number=77))


@pytest.mark.parametrize(
    "column",
    [
        "reason = 'spend'",
        "source_id = 99",
        "note = 'x'",
        "idempotency_key = 'x'",
        "digest = 'x'",
        "rule_id = NULL",
    ],
)
def test_a_changed_batch(tamper, column):
    batch = Batch.objects.order_by("id")[1]
    sql(f"UPDATE points_batch SET {column} WHERE id = %s", batch.pk)
    assert named("batch", batch.pk)


@pytest.mark.parametrize("place", [1, 7])
def test_a_batch_taken_out_with_its_entries(tamper, place):
    batch = Batch.objects.order_by("id")[place]
    for table in ("points_credit", "points_entry"):
        sql(f"DELETE FROM {table} WHERE batch_id = %s", batch.pk)
    sql("UPDATE points_deduction SET batch_id = NULL WHERE batch_id = %s", batch.pk)
    sql("DELETE FROM points_batch WHERE id = %s", batch.pk)
    assert named("batch", batch.pk)


def test_a_batch_put_in_with_a_right_chain(tamper, cast):
    from shijian.points.enums import AccountKind, Reason
    from shijian.points.operations import posting
    from shijian.points.operations.posting import Move

    account = cast.volunteer.volunteer.points
    spent = posting.account_of(AccountKind.SPENT)
    post = posting.begin([account, spent])
    batch = post.add([Move(account, 9), Move(spent, -9)], key="x", reason=Reason.SPEND, source=("x", 1))
    Entry.objects.bulk_create(post.entries)
    Batch.objects.bulk_create(post.batches)
    assert named("batch", batch.pk)


@pytest.mark.parametrize(
    "column", ["points = points + 1", "worth = worth + 9", "day = '2026-01-05'", "cut = 'day'"]
)
def test_a_changed_credit(tamper, column):
    credit = Credit.objects.order_by("id")[1]
    sql(f"UPDATE points_credit SET {column.replace('points + 1', 'points - 1')} WHERE id = %s", credit.pk)
    assert named("credit", credit.pk)


def test_a_credit_taken_out_and_one_put_in(tamper, served):
    credit = Credit.objects.order_by("id")[1]
    sql("DELETE FROM points_credit WHERE id = %s", credit.pk)
    assert named("batch", credit.batch_id)
    record = served()
    rule = PointsRule.objects.get()
    values = (record.pk, rule.pk, "2026-01-05", 0, 0, "none", 99, timezone.now())
    sql("INSERT INTO points_credit (record_id, rule_id, day, worth, points, cut, behind, at) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", *values)  # fmt: skip
    assert named("record", record.pk)


def test_swapped_credits(tamper):
    one, two = Credit.objects.order_by("id")[1:3]
    for key, batch in ((one.pk, None), (two.pk, one.batch_id), (one.pk, two.batch_id)):
        points = 0 if batch is None else 2
        sql("UPDATE points_credit SET batch_id = %s, points = %s WHERE id = %s", batch, points, key)
    assert named("credit", one.pk)
    assert named("credit", two.pk)


def test_a_changed_record_a_changed_deduction_a_changed_account(tamper, cast):
    record = ServiceRecord.objects.valid().first()
    sql("UPDATE records_servicerecord SET minutes = 600 WHERE id = %s", record.pk)
    assert named("record", record.pk)
    sql("UPDATE records_servicerecord SET minutes = %s WHERE id = %s", record.minutes, record.pk)
    assert found() == []
    batch = Batch.objects.get(reason="deduct")
    sql("UPDATE points_deduction SET amount = 1")
    assert named("batch", batch.pk)
    sql("UPDATE points_deduction SET amount = 2")
    account, other = cast.leader.volunteer.points, ServiceRecordFactory().volunteer
    sql("UPDATE points_account SET volunteer_id = %s WHERE id = %s", other.pk, account.pk)
    assert named("batch", account.entries.order_by("id").first().batch_id)


def test_two_swapped_batches(tamper):
    one, two = Batch.objects.order_by("id")[1:3]
    for key, said in ((one.pk, two.digest), (two.pk, one.digest)):
        sql("UPDATE points_batch SET digest = %s WHERE id = %s", said, key)
    assert named("batch", one.pk)
    assert named("batch", two.pk)


def test_an_account_taken_out(tamper, cast):
    row = cast.leader.volunteer.points
    sql("DELETE FROM points_account WHERE id = %s", row.pk)
    assert named("account", row.pk)
    values = (row.pk, row.kind, row.volunteer_id)  # else the rows of others hang in the air
    sql("INSERT INTO points_account (id, kind, volunteer_id) VALUES (%s, %s, %s)", *values)
    assert found() == []


def test_a_deduction_taken_out(tamper):
    batch = Batch.objects.get(reason="deduct")
    sql("DELETE FROM points_deduction")
    assert named("batch", batch.pk)


def test_a_credit_given_before_its_time(tamper):
    credit = Credit.objects.order_by("id")[1]
    sql("UPDATE records_servicerecord SET counts_from = '2100-01-01' WHERE id = %s", credit.record_id)
    assert named("record", credit.record_id)


def test_a_changed_rule(cast, ledger, tamper):
    facts = {"per_hour": dict.fromkeys(("elder", "child", "disabled", "hardship", "resident", "public"), 1)}
    words = {"title": "办法", "document_no": "1号", "valid_from": timezone.localdate()}
    centre = actor_of(cast.centre)
    rule = rulebook.draft_rule(percent=GRADES, actor=centre, **facts, **words)
    rulebook.approve_rule(rule, actor=actor_of(cast.centre2))
    assert found() == []
    sql("UPDATE points_pointsrule SET per_event = 5 WHERE id = %s", rule.pk)
    assert named("rule", rule.code)
    sql("DELETE FROM points_pointsrule WHERE id = %s", rule.pk)
    assert named("key", rule.pk)


@pytest.mark.parametrize(
    "column", ["per_event = 5", "cap_event = 1", "cap_day = 1", "cap_month = 1", "valid_from = '2100-01-01'"]
)
def test_credits_that_a_rule_does_not_bear(tamper, column):
    sql(f"UPDATE points_pointsrule SET {column}")
    assert named("credit", Credit.objects.order_by("id")[1].pk)


def test_points_of_a_voided_record_that_stay_are_named(cast, rule, served, credit):
    record = served()
    credit()
    long_ago = timezone.now() - dt.timedelta(days=2)
    ServiceRecord.objects.filter(pk=record.pk).update(state="void", void_reason="错", voided_at=long_ago)
    assert named("batch", Batch.objects.get().pk)
    credit()
    assert found() == []


def test_the_command_counts_or_fails(ledger):
    out = io.StringIO()
    call_command("verify", "points", stdout=out)
    assert out.getvalue() == "积分：核对了 8 批、16 条分录。\n"
    audit = io.StringIO()
    call_command("verify", "audit", stdout=audit)


def test_the_command_fails_with_the_row(tamper):
    sql("UPDATE points_batch SET note = 'x' WHERE id = 2")
    err = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("verify", "points", stderr=err)
    assert "第 2 批" in err.getvalue()
