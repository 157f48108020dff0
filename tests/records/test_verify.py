"""Every kind of row about hours that is changed, taken out, put in or swapped behind the code is found and named."""

import datetime as dt
import io

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import translation

from shijian.kernel import audit, clock, sameness
from shijian.kernel.actor import SYSTEM
from shijian.kernel.audit import retention, roots
from shijian.kernel.models import AuditEntry, AuditPrune
from shijian.records import operations as records
from shijian.records.enums import Grade, Recipient
from shijian.records.models import (
    AppraisalStatement,
    Certificate,
    CertificateRequest,
    Commendation,
    RecordImport,
    RecordObjection,
    ServiceRecord,
    Star,
    StarBar,
    StarObjection,
    TopUp,
    VolunteerCard,
)
from shijian.records.operations import (
    certificate_requests,
    commendations,
    import_recording,
    imports,
    objections,
    older_rows,
    proofs,
    star_doubts,
    star_reviews,
    stars,
    topups,
)
from shijian.records.queries import verification
from tests.conftest import actor_of
from tests.factories.records import ServiceRecordFactory
from tests.records.test_imports import hand_in, row, upload

pytestmark = pytest.mark.django_db
FIRST = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
LATER = dt.datetime(2026, 7, 1, 2, 0, tzinfo=dt.UTC)
RECORDS = "records_servicerecord"


def serve(volunteer, day, minutes=480):
    start = FIRST + dt.timedelta(days=day)
    return records.record_service(
        volunteer, actor=SYSTEM, unit=volunteer.unit, source_kind="order", source_id=day + 1, started_at=start,
        ended_at=start + dt.timedelta(minutes=minutes), grade=Grade.SELF, recipient=Recipient.ELDER, content="理发",
    )  # fmt: skip


@pytest.fixture
def hours(cast, county):
    """A hundred hours and more, with a void, a record written anew, objections, a wish, a star, papers."""
    volunteer, other = cast.volunteer.volunteer, cast.leader.volunteer
    cast.volunteer.birth_date = dt.date(1980, 1, 1)
    cast.volunteer.save()
    with time_machine.travel(FIRST + dt.timedelta(days=30), tick=False):
        rows = [serve(volunteer, day) for day in range(18)]
        serve(other, 0)
        records.void_record(rows[0], reason="记错了", actor=actor_of(cast.hub))
        records.reissue_record(
            rows[1], started_at=rows[1].started_at, ended_at=rows[1].ended_at - dt.timedelta(hours=1),
            reason="早走", actor=actor_of(cast.hub),
        )  # fmt: skip
        for row in rows[2:4]:
            objections.object_to_record(row, ground="other", words="不对", actor=actor_of(cast.stranger))
        first = RecordObjection.objects.order_by("pk").first()
        objections.reject_objection(first, answer="查过了", actor=actor_of(cast.hub))
    with time_machine.travel(LATER, tick=False):
        _ask_for_more(cast, county, volunteer)
        _honour_and_bar(cast, volunteer, serve(other, 9), county)
    with time_machine.travel(LATER + dt.timedelta(days=30), tick=False):
        star_reviews.sweep()
    return rows


def _honour_and_bar(cast, volunteer, false, county):
    hub = actor_of(cast.hub)
    commendation = commendations.enter_commendation(
        volunteer, title="优秀志愿者", authority="镇政府", level="town", awarded_on=FIRST.date(), merit="扫雪",
        document_no="镇发〔2026〕7号", actor=actor_of(cast.station),
    )  # fmt: skip
    commendations.confirm_commendation(commendation, actor=hub)
    records.void_record(false, reason="没有来", actor=hub)
    bar = star_doubts.bar_stars(false.volunteer, record=false, reason="虚报", actor=hub)
    appeal = star_doubts.appeal_bar(bar, words="来了", actor=actor_of(cast.leader))
    star_doubts.uphold_star_objection(appeal, answer="查实来了", actor=actor_of(cast.centre))
    run = hand_in(
        upload([row(volunteer, f"2025-03-0{day}") for day in (3, 4)], county.station, cast.station),
        cast.station,
    )
    imports.approve_import(run, actor=hub)
    import_recording.work(run.pk)


def _ask_for_more(cast, county, volunteer):
    own, hub = actor_of(cast.volunteer), actor_of(cast.hub)
    start = LATER - dt.timedelta(days=1)
    wish = topups.ask_top_up(
        volunteer, started_at=start, ended_at=start + dt.timedelta(hours=2),
        proof=sameness.Proof("pictures/1", "1" * 64), place="村口", content="扫雪", recipient="public",
        reason="没电", actor=own,
    )  # fmt: skip
    topups.approve_top_up(wish, actor=hub)
    star = stars.apply_for_star(volunteer, actor=own)
    stars.check_star(star, actor=hub)
    stars.decide_star(star, actor=actor_of(cast.centre))
    request = certificate_requests.ask_certificate(
        volunteer, unit=county.station, starts_on=FIRST.date(), ends_on=LATER.date(), actor=own
    )
    certificate_requests.check_certificate_request(request, actor=actor_of(cast.station))
    certificate_requests.approve_certificate_request(request, actor=hub)
    proofs.make_card(volunteer, actor=own)
    proofs.make_statement(volunteer, actor=own)


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def open_doors(db):
    """Without the guards of the database, as for somebody who has its password."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        else:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'records_%%'"
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute("PRAGMA defer_foreign_keys = ON")
    yield
    if connection.vendor == "postgresql":
        sql("SET session_replication_role = DEFAULT")


@pytest.fixture
def unguarded(hours, open_doors):
    assert found() == []
    return hours


def found():
    with translation.override("en"):
        return list(verification.problems())


def after(*statements):
    """What is found once these were run; then everything is as before."""
    with transaction.atomic():
        for statement in statements:
            sql(statement)
        texts = found()
        transaction.set_rollback(True)
    return texts


CHANGES = {
    ServiceRecord: [
        "minutes = 600", "grade = 'mutual'", "started_at = '2026-03-07 00:00:00'", "counts_from = '2026-01-01'",
        "volunteer_id = (SELECT min(id) FROM volunteers_volunteer)", "recipient = 'child'", "content = '陪护'",
        "source_id = 77", "recorded_at = '2026-03-01 00:00:00'", "recorder_id = (SELECT max(id) FROM people_person)",
        "state = 'void', void_reason = '删', voided_at = '2026-05-01 00:00:00'",
    ],
    RecordObjection: [
        "state = 'rejected', over_at = '2026-05-01 00:00:00', decided_by_id = by_id", "ground = 'too-long'",
        "record_id = (SELECT max(id) FROM records_servicerecord)",
    ],
    TopUp: [
        "record_id = (SELECT min(id) FROM records_servicerecord)", "place = '别处'",
        "decided_by_id = (SELECT max(id) FROM people_person)",
    ],
    Star: ["level = 2", "minutes = 9000", "granted_on = '2026-01-01'", "state = 'withdrawn'"],
    Certificate: ["issuer = '别处'", "number = 'X'", "signature = 'AAAA'", "source_id = 99"],
    VolunteerCard: ["code = 'X'", "token = ''", "volunteer_id = (SELECT min(id) FROM volunteers_volunteer)"],
    AppraisalStatement: ["number = 'X'", "at = '2026-05-01 00:00:00'"],
    CertificateRequest: ["minutes = minutes + 1", "state = 'revoked'", "checked_records = '[]'"],
    StarObjection: ["state = 'rejected'", "decided_by_id = by_id"],
    StarBar: [
        "until_day = '2029-01-01'", "lifted_at = NULL", "record_id = (SELECT max(id) FROM records_servicerecord)",
    ],
    Commendation: [
        "level = 'nation'", "title = '劳动模范'", "file_key = 'x'", "decided_by_id = NULL, state = 'withdrawn'",
    ],
    RecordImport: ["document = 'x'", "state = 'refused'", "recipient = 'child'"],
}  # fmt: skip
NAMES = {
    ServiceRecord: "Service record", RecordObjection: "Objection to a service record",
    TopUp: "Wish for a missing record", Star: "Star", Certificate: "Certificate", VolunteerCard: "Volunteer's card",
    AppraisalStatement: "Statement for an appraisal", CertificateRequest: "Wish for a certificate of service",
    StarObjection: "Objection or appeal about a star", StarBar: "Time without a new star",
    Commendation: "Commendation", RecordImport: "Table of older hours",
}  # fmt: skip
LAWFUL = ["token = ''"]  # retention empties it; the digest is of what stays
HANGING = [
    ("records_starentry", "minutes = minutes + 1", Star),
    ("records_certificateline", "record_id = record_id + 100", Certificate),
    ("records_servicecertificate", "minutes = minutes + 1", Certificate),
    ("records_certificateholder", None, Certificate),
    ("records_importedrow", "volunteer_id = (SELECT min(id) FROM volunteers_volunteer)", RecordImport),
    ("records_importedrow", "state = 'void'", RecordImport),
    ("records_importedrow", None, RecordImport),
]  # fmt: skip


def named(texts, model, key):
    return any(text.startswith(f"{NAMES[model]} {key} ") for text in texts)


def test_every_changed_column_is_found(unguarded):
    missed = []
    for model, changes in CHANGES.items():
        row, table = model.objects.order_by("-pk").first(), model._meta.db_table
        row = ServiceRecord.objects.get(pk=unguarded[5].pk) if model is ServiceRecord else row
        for change in changes:
            texts = after(f"UPDATE {table} SET {change} WHERE id = {row.pk}")
            right = named(texts, model, row.pk) or any("not what was signed" in text for text in texts)
            missed += [] if right != (change in LAWFUL) else [(table, change, texts)]
    assert missed == []


def test_rows_that_are_taken_out_or_hang_on_others_are_found(unguarded):
    for model in CHANGES:
        row = model.objects.order_by("pk").first()
        hanging = [f"DELETE FROM {table} WHERE star_id = {row.pk}" for table in ("records_starentry",)]
        texts = after(
            *(hanging if model is Star else []), f"DELETE FROM {model._meta.db_table} WHERE id = {row.pk}"
        )
        assert named(texts, model, row.pk), model
    for table, change, model in HANGING:
        statement = f"UPDATE {table} SET {change}" if change else f"DELETE FROM {table}"
        texts = after(statement)
        assert named(texts, model, model.objects.get().pk) or "not what was signed" in " ".join(texts), table
    last = ServiceRecord.objects.order_by("pk").last()
    assert named(after(f"DELETE FROM {RECORDS} WHERE id = {last.pk}"), ServiceRecord, last.pk)


def test_rows_that_were_put_in_or_swapped_are_found(unguarded):
    one, two = unguarded[5], unguarded[6]
    swap = [
        f"UPDATE {RECORDS} SET id = {to} WHERE id = {key}"
        for key, to in ((one.pk, 10**9), (two.pk, one.pk), (10**9, two.pk))
    ]
    texts = after(*swap)
    assert named(texts, ServiceRecord, one.pk)
    assert named(texts, ServiceRecord, two.pk)
    with transaction.atomic():
        row = ServiceRecordFactory(started_at=FIRST + dt.timedelta(days=90))
        assert named(found(), ServiceRecord, row.pk)
        transaction.set_rollback(True)
    columns, table = "records_certificateline (certificate_id, record_id)", "records_certificate"
    texts = after(f"INSERT INTO {columns} SELECT id, {one.pk - 5} FROM {table}")
    assert named(texts, Certificate, Certificate.objects.get().pk)
    columns = "number, state, times_known, content, place, system, reference, note, key, problems"
    values = "99, 'failed', true, '', '', '', '', '', 'x', '[]'"
    texts = after(
        f"INSERT INTO records_importedrow (run_id, {columns}) SELECT id, {values} FROM records_recordimport"
    )
    assert named(texts, RecordImport, RecordImport.objects.get().pk)


def test_a_change_before_a_deed_is_found_after_it(unguarded, cast):
    row = unguarded[5]
    sql(f"UPDATE {RECORDS} SET minutes = 600 WHERE id = %s", row.pk)
    records.void_record(row, reason="错", actor=actor_of(cast.hub))
    at = clock.local(AuditEntry.objects.filter(action="record.void").latest("pk").at)
    said = f"Service record {row.pk} was changed by nobody before {at:%Y-%m-%d %H:%M:%S} (record.void)"
    assert [text for text in found() if text.startswith(f"Service record {row.pk} ")] == [said]


def test_the_command_says_what_it_verified(hours):
    out = io.StringIO()
    with translation.override("en"):
        call_command("verify", "records", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0] == f"Service record: {ServiceRecord.objects.count()} verified."
    assert len(lines) == len(CHANGES)


def test_records_of_a_release_without_digests_are_counted_and_are_no_errors(cast):
    old = ServiceRecordFactory(started_at=FIRST - dt.timedelta(days=9))
    new = serve(cast.volunteer.volunteer, 1)
    assert found() == []
    looked, summary = verification.verify()
    assert list(looked) == []
    with translation.override("en"):
        first = summary().splitlines()[0]
    assert first.startswith("Service record: 1 verified. 1 without a digest that is still here")
    later = ServiceRecordFactory(started_at=FIRST - dt.timedelta(days=8))
    assert old.pk < new.pk < later.pk
    assert [text.split(" was ")[0] for text in found()] == [f"Service record {later.pk}"]


def test_older_rows_are_sealed_once_and_none_is_put_in_below_or_changed_after(cast, monkeypatch, open_doors):
    monkeypatch.setattr(older_rows, "BLOCK", 2)
    days = [FIRST - dt.timedelta(days=number) for number in (9, 8, 7)]
    old = [ServiceRecordFactory(volunteer=cast.volunteer.volunteer, started_at=day) for day in days]
    put_in = ServiceRecordFactory.build(
        pk=old[1].pk, volunteer=old[1].volunteer, unit=old[1].unit, started_at=days[1]
    )
    sql(f"DELETE FROM {RECORDS} WHERE id = %s", old[1].pk)
    serve(cast.volunteer.volunteer, 1)
    records.void_record(old[0], reason="错", actor=actor_of(cast.hub))
    assert older_rows.sweep() == 2
    assert older_rows.sweep() == 0
    assert found() == []
    records.void_record(old[2], reason="错", actor=actor_of(cast.hub))
    assert found() == []
    out = io.StringIO()
    with translation.override("en"):
        call_command("verify", "records", "--begin", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0] == "0 older rows were sealed into the audit trail."
    assert lines[1] == "Service record: 3 verified."
    put_in.save(force_insert=True)
    first, last = old[0].pk, old[2].pk
    (said,) = found()
    assert said.startswith(f"Service record 1 to {last}: the older rows are not those that were sealed on ")
    assert said.endswith("; 2 then, 3 now")
    sql(f"DELETE FROM {RECORDS} WHERE id = %s", put_in.pk)
    assert found() == []
    sql(f"DELETE FROM {RECORDS} WHERE id = %s", first)
    assert [text.split(" was ")[0].split(";")[0] for text in found()] == [
        f"Service record {first} is missing"
    ]


def test_what_left_the_trail_is_read_from_its_archive(cast, time_machine, open_doors):
    time_machine.move_to(FIRST + dt.timedelta(days=9))
    rows = [serve(cast.volunteer.volunteer, day) for day in range(2)]
    audit.seal()
    roots.make()
    time_machine.move_to(FIRST + dt.timedelta(days=365 * 4))
    late = serve(cast.volunteer.volunteer, 400)
    audit.seal()
    roots.make()
    assert retention.prune() > 0
    assert list(AuditEntry.objects.filter(action="record.create").values_list("object_id", flat=True)) == [
        late.pk
    ]
    assert found() == []
    ServiceRecord.objects.filter(pk=rows[0].pk).update(minutes=9)
    assert [text.split(" was ")[0] for text in found()] == [f"Service record {rows[0].pk}"]
    for note in AuditPrune.objects.all():
        (retention.folder() / note.archive).unlink()
    looked, summary = verification.verify()
    assert list(looked) == []
    with translation.override("en"):
        text = summary().splitlines()[0]
    assert text.startswith("Service record: 1 verified. 2 without a digest that is still here")
    assert "archives of the audit trail are not here" in text
