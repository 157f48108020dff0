"""Races in the ledgers: records, complaints, policies, the audit trail, jobs and backups."""

import datetime as dt
import time

import time_machine
from django.utils import timezone
from django_q.models import OrmQ, Schedule

from shijian.kernel import audit, clock, jobs, keyring, rekeying, replies, sameness
from shijian.kernel.actor import ANONYMOUS, SYSTEM
from shijian.kernel.audit import roots, tallies
from shijian.kernel.backup import place
from shijian.kernel.backup.errors import BackupError
from shijian.kernel.errors import Conflict
from shijian.kernel.models import AuditEntry, AuditRoot, AuditSeal, DeniedTry, IdempotentReply
from shijian.records import operations as records
from shijian.records.models import (
    Certificate,
    CertificateRequest,
    CertificateRevocation,
    Commendation,
    Complaint,
    RecheckDraw,
    SeedPromise,
    ServiceRecord,
    Signal,
    TopUp,
    VolunteerCard,
)
from shijian.records.operations import (
    certificate_requests,
    certificates,
    commendations,
    complaints,
    import_recording,
    imports,
    objections,
    proofs,
    rechecks,
    signals,
    topups,
)
from shijian.records.queries.certificates import Named
from shijian.records.signals.facts import Finding
from tests.conftest import actor_of
from tests.factories.records import (
    CertificateFactory,
    CommendationFactory,
    ImportedRowFactory,
    RecordImportFactory,
    SeedPromiseFactory,
    ServiceRecordFactory,
    TopUpFactory,
)
from tests.racing import RIVALS, Race, race

K, R = "shijian.kernel", "shijian.records.operations"
ANY = set(range(1, RIVALS + 1))
START = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)


@race(f"{K}.audit.chain.seal")
def the_chain_of_the_audit_trail(cast, county):
    for number in range(30):
        audit.record(f"test.{number}", actor=SYSTEM)
    total = AuditEntry.objects.count()
    return Race([audit.seal] * RIVALS, {RIVALS}, AuditSeal.objects.count, total)


@race(f"{K}.audit.roots.make")
def the_root_of_a_day(cast, county):
    with time_machine.travel(timezone.now() - dt.timedelta(days=1)):
        audit.record("test.day", actor=SYSTEM)
        audit.seal()
    return Race([roots.make] * RIVALS, {RIVALS}, AuditRoot.objects.count, 1)


@race(f"{K}.audit.tallies.note")
def a_flood_that_is_counted(cast, county):
    calls = [lambda: tallies.note("test.flood", actor=ANONYMOUS, success=False)] * RIVALS
    return Race(calls, {RIVALS}, DeniedTry.objects.count, 1)


@race(f"{K}.audit.tallies.settle")
def a_count_settled_by_two_workers(cast, county):
    with time_machine.travel(timezone.now() - 2 * tallies.WINDOW):
        for _ in range(3):
            tallies.note("test.flood", actor=ANONYMOUS, success=False)
    rows = AuditEntry.objects.filter(action="test.flood-again")
    return Race([tallies.settle] * RIVALS, {RIVALS}, rows.count, 1)


@race(f"{K}.jobs.ensure_schedules")
def schedules_by_two_workers(cast, county):
    return Race([jobs.ensure_schedules] * RIVALS, {RIVALS}, Schedule.objects.count, len(jobs.recurring()))


@race(f"{K}.backup.run.run")
def one_backup_at_a_time(cast, county):
    def back_up():
        try:
            with place.alone():
                time.sleep(1)
        except BackupError:
            raise Conflict from None

    return Race([back_up] * RIVALS, {1}, lambda: None, None)


@race(f"{K}.replies.reserve")
def a_key_of_the_api(cast, county):
    def ask():
        try:
            replies.reserve(cast.resident.account.pk, "key-12345678", "x")
        except replies.TakenError:
            raise Conflict from None

    return Race([ask] * RIVALS, {1}, IdempotentReply.objects.count, 1)


@race(f"{K}.rekeying.rotate_fields")
def new_field_keys(cast, county):
    before = len(keyring.field_keys())
    calls = [lambda: rekeying.rotate_fields(actor=SYSTEM)] * RIVALS
    return Race(calls, ANY, lambda: len(keyring.field_keys()) > before, True)


@race(f"{R}.records.record_service")
def an_hour_of_a_volunteer(cast, county):
    volunteer = cast.volunteer.volunteer
    facts = {
        "unit": county.station, "source_kind": "order", "grade": "self", "recipient": "elder", "content": "理发",
        "actor": SYSTEM,
    }  # fmt: skip
    calls = [
        lambda n=n: records.record_service(
            volunteer, source_id=n, started_at=START + dt.timedelta(minutes=n),
            ended_at=START + dt.timedelta(minutes=60 + n), **facts,
        )
        for n in range(1, 1 + RIVALS)
    ]  # fmt: skip
    return Race(calls, {1}, ServiceRecord.objects.count, 1)


def recorded(cast, county):
    return ServiceRecordFactory(volunteer=cast.volunteer.volunteer, unit=county.station)


@race(f"{R}.records.void_record")
def a_record_voided_twice(cast, county):
    record, actor = recorded(cast, county), actor_of(cast.hub)
    calls = [lambda: records.void_record(record, reason="录错了", actor=actor)] * RIVALS
    return Race(calls, {1}, ServiceRecord.objects.filter(state="void").count, 1)


@race(f"{R}.records.reissue_record", f"{R}.records.void_record")
def a_record_reissued_twice(cast, county):
    record, actor = recorded(cast, county), actor_of(cast.hub)
    end = record.ended_at - dt.timedelta(minutes=5)
    calls = [
        lambda: records.reissue_record(
            record, started_at=record.started_at, ended_at=end, reason="早走了", actor=actor
        )
    ] * RIVALS
    return Race(calls, {1}, ServiceRecord.objects.filter(state="valid").count, 1)


def complain(cast, n=0):
    return complaints.file_complaint(
        ground="conduct",
        words=f"态度差 {n}",
        kind="team",
        object_id=cast.team.pk,
        actor=actor_of(cast.resident),
    )[0]


def in_public(cast, county):
    day = clock.today() + dt.timedelta(days=3)
    return ServiceRecordFactory(volunteer=cast.volunteer.volunteer, unit=county.station, counts_from=day)


def dispute(record, person):
    return objections.object_to_record(record, ground="too-long", words="没有那么久", actor=actor_of(person))


@race(f"{R}.objections.object_to_record")
def one_objection_of_one_person(cast, county):
    record = in_public(cast, county)
    calls = [lambda: dispute(record, cast.resident)] * RIVALS
    return Race(calls, {1}, record.objections.filter(state="open").count, 1)


@race(
    f"{R}.objections.uphold_objection",
    f"{R}.objections.reject_objection",
    f"{R}.objections.withdraw_objection",
    f"{R}.records.void_record",
)
def the_one_end_of_an_objection(cast, county):
    record, actor = in_public(cast, county), actor_of(cast.hub)
    made = dispute(record, cast.resident)
    calls = [
        lambda: objections.uphold_objection(made, answer="没有这次服务", actor=actor),
        lambda: objections.reject_objection(made, answer="签到属实", actor=actor),
        lambda: objections.withdraw_objection(made, actor=actor_of(cast.resident)),
    ]
    moves = ["objection.uphold", "objection.reject", "objection.withdraw", "objection.settle"]
    return Race(calls, {1}, AuditEntry.objects.filter(action__in=moves).count, 1)


def ask_again(cast, n, hour=0):
    start = timezone.now() - dt.timedelta(hours=5 + hour)
    return topups.ask_top_up(
        cast.volunteer.volunteer, started_at=start, ended_at=start + dt.timedelta(minutes=30), place="村口",
        content="扫雪", recipient="public", reason="手机没电", actor=actor_of(cast.volunteer),
        proof=sameness.Proof(f"pictures/{n}", f"{n:064x}" if n else "0" * 64),
    )  # fmt: skip


@race(f"{R}.topups.ask_top_up")
def one_photo_that_would_prove_several(cast, county):
    calls = [lambda n=n: ask_again(cast, 0, hour=n) for n in range(RIVALS)]
    return Race(calls, {1}, TopUp.objects.count, 1)


@race(
    f"{R}.topups.approve_top_up",
    f"{R}.topups.refuse_top_up",
    f"{R}.topups.withdraw_top_up",
)
def the_one_end_of_a_missing_record(cast, county):
    made, actor = TopUpFactory(volunteer=cast.volunteer.volunteer), actor_of(cast.hub)
    calls = [
        lambda: topups.approve_top_up(made, actor=actor),
        lambda: topups.refuse_top_up(made, answer="看不清", actor=actor),
        lambda: topups.withdraw_top_up(made, actor=actor_of(cast.volunteer)),
    ]
    moves = ["top-up.approve", "top-up.refuse", "top-up.withdraw"]
    return Race(calls, {1}, AuditEntry.objects.filter(action__in=moves).count, 1)


@race(
    f"{R}.imports.approve_import",
    f"{R}.imports.refuse_import",
    f"{R}.imports.withdraw_import",
)
def the_one_end_of_a_table_of_older_hours(cast, county):
    made = RecordImportFactory(unit=county.station, asked_by=cast.station, handler=county.hub)
    calls = [
        lambda: imports.approve_import(made, actor=actor_of(cast.hub)),
        lambda: imports.approve_import(made, actor=actor_of(cast.centre)),
        lambda: imports.refuse_import(made, answer="没有签字", actor=actor_of(cast.hub)),
        lambda: imports.withdraw_import(made, actor=actor_of(cast.station)),
    ]
    moves = ["record-import.approve", "record-import.refuse", "record-import.withdraw"]
    return Race(calls, {1}, AuditEntry.objects.filter(action__in=moves).count, 1)


@race(f"{R}.import_recording.record_batch")
def one_service_in_two_tables_of_several_workers(cast, county):
    facts = {"state": "approved", "decided_by": cast.hub, "over_at": timezone.now(), "handler": county.hub}
    runs = [RecordImportFactory(unit=county.station, asked_by=cast.station, **facts) for _ in range(2)]
    for run in runs:
        ImportedRowFactory(run=run, volunteer=cast.volunteer.volunteer, started_at=START, key="a" * 64)
    calls = [lambda run=run: import_recording.record_batch(run.pk) for run in runs * 2]
    return Race(calls, {RIVALS}, ServiceRecord.objects.filter(grade="imported").count, 1)


@race(f"{R}.rechecks.promise_seed")
def one_seed_of_a_month(cast, county):
    month = clock.today().replace(day=1)
    return Race([lambda: rechecks.promise_seed(month)] * RIVALS, {RIVALS}, SeedPromise.objects.count, 1)


@race(f"{R}.rechecks.draw_month")
def one_draw_of_a_month(cast, county):
    made = SeedPromiseFactory(month=dt.date(2026, 3, 1))
    return Race([lambda: rechecks.draw_month(made)] * RIVALS, {RIVALS}, RecheckDraw.objects.count, 1)


@race(f"{R}.signals.notice_signal")
def one_matter_noticed_by_several_workers(cast, county):
    found = Finding("long-day", "long-day:1:2", (recorded(cast, county).pk,), {"minutes": 780, "most": 720})
    calls = [lambda: signals.notice_signal(found)] * RIVALS
    return Race(calls, {RIVALS}, Signal.objects.count, 1)


def wish(cast, county):
    return certificate_requests.ask_certificate(
        cast.volunteer.volunteer, unit=county.station, starts_on=START.date(), ends_on=clock.today(),
        actor=actor_of(cast.volunteer),
    )  # fmt: skip


@race(f"{R}.certificate_requests.ask_certificate")
def one_open_wish_for_a_certificate(cast, county):
    recorded(cast, county)
    calls = [lambda: wish(cast, county)] * RIVALS
    return Race(calls, {1}, CertificateRequest.objects.count, 1)


def checked(cast, county):
    made = wish(cast, county)
    return certificate_requests.check_certificate_request(made, actor=actor_of(cast.station))


@race(
    f"{R}.certificate_requests.check_certificate_request",
    f"{R}.certificate_requests.approve_certificate_request",
    f"{R}.certificate_requests.refuse_certificate_request",
    f"{R}.certificate_requests.withdraw_certificate_request",
)
def the_one_end_of_a_wish_for_a_certificate(cast, county):
    recorded(cast, county)
    made, actor = checked(cast, county), actor_of(cast.hub)
    calls = [
        lambda: certificate_requests.approve_certificate_request(made, actor=actor),
        lambda: certificate_requests.refuse_certificate_request(made, answer="不符", actor=actor),
        lambda: certificate_requests.withdraw_certificate_request(made, actor=actor_of(cast.volunteer)),
    ]
    rows = CertificateRequest.objects.filter(state__in=["issued", "refused", "withdrawn"])
    return Race(calls, {1}, rows.count, 1)


@race(
    f"{R}.certificate_requests.revoke_service_certificate",
    f"{R}.certificate_requests.replace_service_certificate",
)
def a_certificate_of_service_taken_away_once(cast, county):
    recorded(cast, county)
    made, actor = checked(cast, county), actor_of(cast.hub)
    certificate_requests.approve_certificate_request(made, actor=actor)
    calls = [
        lambda: certificate_requests.revoke_service_certificate(made, answer="不符", actor=actor),
        lambda: certificate_requests.replace_service_certificate(made, answer="不符", actor=actor),
    ]
    return Race(calls, {1}, CertificateRevocation.objects.count, 1)


@race(f"{R}.proofs.make_card")
def one_card_in_use(cast, county):
    volunteer, actor = cast.volunteer.volunteer, actor_of(cast.volunteer)
    calls = [lambda: proofs.make_card(volunteer, actor=actor)] * RIVALS
    return Race(calls, {RIVALS}, VolunteerCard.objects.filter(ended_at__isnull=True).count, 1)


@race(f"{R}.complaints.file_complaint")
def numbers_of_complaints(cast, county):
    calls = [lambda n=n: complain(cast, n) for n in range(RIVALS)]
    rows = Complaint.objects
    return Race(calls, {RIVALS}, lambda: len(set(rows.values_list("number", flat=True))), RIVALS)


@race(
    f"{R}.complaints.answer_complaint",
    f"{R}.complaints.pass_on_complaint",
    f"{R}.complaints.withdraw_complaint",
)
def the_one_end_of_a_complaint(cast, county):
    made, actor = complain(cast), actor_of(cast.hub)
    complaints.take_complaint(made, actor=actor)
    calls = [
        lambda: complaints.answer_complaint(made, answer="已处理", actor=actor),
        lambda: complaints.pass_on_complaint(made, passed_to="market", answer="已转送", actor=actor),
        lambda: complaints.withdraw_complaint(made, actor=actor_of(cast.resident)),
    ]
    ends = AuditEntry.objects.filter(
        action__in=["complaint.answer", "complaint.pass-on", "complaint.withdraw"]
    )
    return Race(calls, {1}, ends.count, 1)


@race(f"{K}.backup.operations.ask_for_backup", f"{K}.backup.schedule.start")
def a_backup_that_several_ask_for(cast, county):
    from shijian.kernel.backup.operations import ask_for_backup

    calls = [lambda: ask_for_backup(actor=actor_of(cast.system))] * RIVALS
    return Race(calls, {RIVALS}, OrmQ.objects.count, RIVALS)


def _certify(cast, county, source_id):
    return certificates.issue_certificate(
        county.station, kind="prize", subject="端午龙舟赛", honour="一等奖", source_kind="test", source_id=source_id,
        holder=Named(cast.resident, "东头周家", "1 号"), actor=SYSTEM,
    )  # fmt: skip


@race(f"{R}.certificates.issue_certificate")
def a_certificate_of_one_result(cast, county):
    calls = [lambda: _certify(cast, county, 1)] * RIVALS
    return Race(calls, {1}, Certificate.objects.count, 1)


@race(f"{R}.certificates.issue_certificate")
def the_numbers_of_certificates(cast, county):
    calls = [lambda n=n: _certify(cast, county, n) for n in range(RIVALS)]
    return Race(
        calls,
        {RIVALS},
        lambda: sorted(row.number[-4:] for row in Certificate.objects.all()),
        [f"{number:04d}" for number in range(1, RIVALS + 1)],
    )


@race(f"{R}.certificates.revoke_certificate")
def a_certificate_revoked_once(cast, county):
    row = CertificateFactory(unit=county.station)
    calls = [lambda: certificates.revoke_certificate(row, reason="名字写错", actor=SYSTEM)] * RIVALS
    return Race(calls, {1}, CertificateRevocation.objects.count, 1)


@race(f"{R}.commendations.enter_commendation")
def one_honour_that_is_entered_several_times(cast, county):
    volunteer, actor = cast.volunteer.volunteer, actor_of(cast.volunteer)
    facts = {
        "title": "优秀志愿者", "authority": "县文明办", "level": "county", "awarded_on": dt.date(2026, 3, 5),
        "merit": "陪伴老人", "file_key": "pictures/none", "actor": actor,
    }  # fmt: skip
    calls = [lambda: commendations.enter_commendation(volunteer, **facts)] * RIVALS
    return Race(calls, {1}, Commendation.objects.count, 1)


@race(
    f"{R}.commendations.confirm_commendation",
    f"{R}.commendations.refuse_commendation",
    f"{R}.commendations.withdraw_commendation",
)
def the_one_end_of_a_commendation(cast, county):
    made, actor = CommendationFactory(volunteer=cast.volunteer.volunteer), actor_of(cast.hub)
    calls = [
        lambda: commendations.confirm_commendation(made, actor=actor),
        lambda: commendations.refuse_commendation(made, answer="看不清", actor=actor),
        lambda: commendations.withdraw_commendation(made, actor=actor_of(cast.volunteer)),
    ]
    moves = [f"commendation.{each}" for each in ("confirm", "refuse", "withdraw")]
    return Race(calls, {1}, AuditEntry.objects.filter(action__in=moves).count, 1)
