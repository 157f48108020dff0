"""Service records of two hours, a day apart."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from shijian.kernel import attestations, clock
from shijian.records.enums import Grade, Ground, ObjectionGround, Recipient
from shijian.records.models import (
    AppraisalStatement,
    Certificate,
    CertificateHolder,
    CertificateLine,
    CertificateRequest,
    CertificateRevocation,
    Commendation,
    Complaint,
    DeviceMark,
    ImportedRow,
    Recheck,
    RecheckDraw,
    RecordImport,
    RecordObjection,
    SeedPromise,
    ServiceCertificate,
    ServiceRecord,
    Signal,
    Star,
    StarBar,
    StarEntry,
    StarObjection,
    StatementConsent,
    TopUp,
    VolunteerCard,
)
from shijian.records.operations.certificates import _keep
from shijian.records.queries import proofs
from shijian.records.queries.rechecks import commitment_of
from tests.factories.people import PersonFactory
from tests.factories.units import UnitFactory
from tests.factories.volunteers import VolunteerFactory

START = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)


class ServiceRecordFactory(DjangoModelFactory):
    class Meta:
        model = ServiceRecord

    volunteer = factory.SubFactory(VolunteerFactory)
    unit = factory.SelfAttribute("volunteer.unit")
    unit_path = factory.SelfAttribute("unit.path")
    source_kind = "order"
    source_id = factory.Sequence(lambda n: n + 1)
    started_at = factory.Sequence(lambda n: START + dt.timedelta(days=n))
    ended_at = factory.LazyAttribute(lambda o: o.started_at + dt.timedelta(hours=2))
    minutes = 120
    grade = Grade.SELF
    recipient = Recipient.ELDER
    content = "陪伴老人"
    recorded_at = factory.LazyFunction(timezone.now)


class RecordObjectionFactory(DjangoModelFactory):
    class Meta:
        model = RecordObjection

    record = factory.SubFactory(ServiceRecordFactory)
    by = factory.SubFactory(PersonFactory)
    ground = ObjectionGround.NOT_THERE
    words = "那天他不在。"
    channel = "web"
    created_at = factory.LazyFunction(timezone.now)
    due_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=7))


class SeedPromiseFactory(DjangoModelFactory):
    class Meta:
        model = SeedPromise

    month = factory.Sequence(lambda n: dt.date(2000 + n // 12, n % 12 + 1, 1))
    sealed = factory.Sequence(lambda n: SeedPromise.seal(f"{n:064x}"))
    commitment = factory.LazyAttribute(lambda o: commitment_of(SeedPromise(sealed=o.sealed).seed))
    at = factory.LazyFunction(timezone.now)


class RecheckDrawFactory(DjangoModelFactory):
    class Meta:
        model = RecheckDraw

    promise = factory.SubFactory(SeedPromiseFactory)
    seed = factory.SelfAttribute("promise.seed")
    permille = 20
    candidates = 50
    drawn = 1
    fingerprint = "0" * 64
    at = factory.LazyFunction(timezone.now)


class RecheckFactory(DjangoModelFactory):
    class Meta:
        model = Recheck

    draw = factory.SubFactory(RecheckDrawFactory)
    record = factory.SubFactory(ServiceRecordFactory)
    handler = factory.SubFactory(UnitFactory)
    handler_path = factory.SelfAttribute("handler.path")
    created_at = factory.LazyFunction(timezone.now)
    due_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=14))


class DeviceMarkFactory(DjangoModelFactory):
    """Somebody came to a service with a device of his own."""

    class Meta:
        model = DeviceMark

    person = factory.SubFactory(PersonFactory)
    unit = factory.SelfAttribute("person.unit")
    source_kind = "order"
    source_id = factory.Sequence(lambda n: n + 1)
    step = "in"
    device_index = factory.Sequence(lambda n: f"{n:032x}")
    at = factory.LazyFunction(timezone.now)


class SignalFactory(DjangoModelFactory):
    """A long day of one new volunteer, or of the `records` that are given."""

    class Meta:
        model = Signal
        skip_postgeneration_save = True

    kind = "long-day"
    key = factory.Sequence(lambda n: f"{n:064x}")
    unit = factory.SubFactory(UnitFactory)
    unit_path = factory.SelfAttribute("unit.path")
    facts = factory.LazyFunction(lambda: {"minutes": 780, "most": 720})
    created_at = factory.LazyFunction(timezone.now)
    due_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=14))

    @factory.post_generation
    def records(self, create, extracted, **kwargs):
        if create:
            self.records.set(extracted or [ServiceRecordFactory(volunteer__person__unit=self.unit)])


class RecordImportFactory(DjangoModelFactory):
    """A table without rows that waits for the unit above."""

    class Meta:
        model = RecordImport

    unit = factory.SubFactory(UnitFactory)
    unit_path = factory.SelfAttribute("unit.path")
    handler = factory.LazyAttribute(lambda o: o.unit.parent or o.unit)
    handler_path = factory.SelfAttribute("handler.path")
    asked_by = factory.SubFactory(PersonFactory)
    system = "志愿汇"
    recipient = Recipient.PUBLIC
    file_name = "时长.xlsx"
    sha256 = factory.Sequence("{:064x}".format)
    created_at = factory.LazyFunction(timezone.now)
    reason = "换系统"
    document = "夏文明〔2023〕5号"
    state = "asked"
    due_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=14))


class ImportedRowFactory(DjangoModelFactory):
    class Meta:
        model = ImportedRow

    run = factory.SubFactory(RecordImportFactory)
    number = factory.Sequence(lambda n: n + 2)
    state = "fine"
    volunteer = factory.SubFactory(VolunteerFactory)
    started_at = factory.Sequence(lambda n: START + dt.timedelta(days=n))
    ended_at = factory.LazyAttribute(lambda o: o.started_at + dt.timedelta(hours=2))
    content = "清扫村道"
    system = "志愿汇"
    key = factory.Sequence("{:064x}".format)


class TopUpFactory(DjangoModelFactory):
    """Asked by the volunteer; the unit above decides, or the unit itself where there is none."""

    class Meta:
        model = TopUp

    volunteer = factory.SubFactory(VolunteerFactory)
    unit = factory.SelfAttribute("volunteer.unit")
    unit_path = factory.SelfAttribute("unit.path")
    handler = factory.LazyAttribute(lambda o: o.unit.parent or o.unit)
    handler_path = factory.SelfAttribute("handler.path")
    asked_by = factory.SelfAttribute("volunteer.person")
    channel = "web"
    started_at = factory.Sequence(lambda n: START + dt.timedelta(days=n))
    ended_at = factory.LazyAttribute(lambda o: o.started_at + dt.timedelta(hours=2))
    recipient = Recipient.ELDER
    content = "扫雪"
    place = "村口"
    reason = "手机没电，没有签到。"
    file_key = "pictures/none"
    digest = factory.Sequence(
        lambda n: f"{n * 0x1F3D5B79_2468ACE1_0F1E2D3C_55AA33CC_97531ECA_86420FDB:064x}"[-64:]
    )
    created_at = factory.LazyFunction(timezone.now)
    due_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=7))


class CommendationFactory(DjangoModelFactory):
    """Reported by the volunteer himself; `confirmed=True` has it confirmed."""

    class Meta:
        model = Commendation

    class Params:
        confirmed = factory.Trait(
            state="confirmed",
            decided_by=factory.SubFactory(PersonFactory),
            over_at=factory.LazyFunction(timezone.now),
        )

    volunteer = factory.SubFactory(VolunteerFactory)
    title = factory.Sequence("优秀志愿者{}".format)
    authority = "县文明办"
    level = "county"
    awarded_on = dt.date(2026, 3, 5)
    merit = "长年陪伴独居老人"
    file_key = "pictures/none"
    entered_by = factory.SelfAttribute("volunteer.person")
    channel = "web"
    created_at = factory.LazyFunction(timezone.now)
    due_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=14))


class StarFactory(DjangoModelFactory):
    """Asked for by the volunteer; `granted=True` makes it stand."""

    class Meta:
        model = Star

    class Params:
        granted = factory.Trait(
            state="granted",
            granted_on=dt.date(2026, 3, 20),
            public_until=dt.date(2026, 3, 10),
            checked_by=factory.SubFactory(PersonFactory),
            decided_by=factory.SubFactory(PersonFactory),
            due_at=None,
        )

    volunteer = factory.SubFactory(VolunteerFactory)
    unit = factory.SelfAttribute("volunteer.unit")
    unit_path = factory.SelfAttribute("unit.path")
    level = 1
    authority = "county"
    line_minutes = 6000
    grades = factory.LazyFunction(lambda: ["mutual", "site", "self", "witnessed", "late"])
    minutes = 6000
    asked_by = factory.SelfAttribute("volunteer.person")
    channel = "web"
    created_at = factory.LazyFunction(timezone.now)
    due_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=14))


class StarEntryFactory(DjangoModelFactory):
    class Meta:
        model = StarEntry

    star = factory.SubFactory(StarFactory, granted=True)
    change = "granted"
    minutes = 6000
    authority = "county"
    on = dt.date(2026, 3, 20)
    at = factory.LazyFunction(timezone.now)


class StarBarFactory(DjangoModelFactory):
    class Meta:
        model = StarBar

    volunteer = factory.SubFactory(VolunteerFactory)
    record = factory.LazyAttribute(
        lambda o: ServiceRecordFactory(
            volunteer=o.volunteer, state="void", void_reason="没有这次服务", voided_at=timezone.now()
        )
    )
    reason = "虚报时长。"
    from_day = factory.LazyFunction(clock.today)
    until_day = factory.LazyAttribute(lambda o: o.from_day + dt.timedelta(days=300))
    by = factory.SubFactory(PersonFactory)
    at = factory.LazyFunction(timezone.now)


class StarObjectionFactory(DjangoModelFactory):
    class Meta:
        model = StarObjection

    star = factory.SubFactory(StarFactory)
    appeal = False
    by = factory.SubFactory(PersonFactory)
    words = "时长不对。"
    channel = "web"
    created_at = factory.LazyFunction(timezone.now)
    due_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=7))


class ComplaintFactory(DjangoModelFactory):
    class Meta:
        model = Complaint

    number = factory.Sequence("TS20260302-{:06d}".format)
    ground = Ground.CONDUCT
    source_kind = "unit"
    source_id = factory.SelfAttribute("unit.pk")
    about = factory.SelfAttribute("unit.name")
    words = "说话很难听。"
    unit = factory.SubFactory(UnitFactory)
    unit_path = factory.SelfAttribute("unit.path")
    handler = factory.SelfAttribute("unit")
    handler_path = factory.SelfAttribute("handler.path")
    channel = "web"
    created_at = factory.LazyFunction(timezone.now)
    due_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=3))


class CertificateFactory(DjangoModelFactory):
    class Meta:
        model = Certificate
        skip_postgeneration_save = True

    number = factory.Sequence("ZS623027-2026-{:04d}".format)
    kind = "prize"
    unit = factory.SubFactory(UnitFactory)
    unit_path = factory.SelfAttribute("unit.path")
    issuer = factory.SelfAttribute("unit.name")
    issued_on = dt.date(2026, 6, 20)
    subject = "端午龙舟赛"
    honour = "一等奖"
    source_kind = "test"
    source_id = factory.Sequence(lambda n: n + 1)
    at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        facts = {"names": "东头周家", **kwargs.pop("holder", {})}
        facts.setdefault("person", None)
        if facts["person"] is None:
            facts["person"] = PersonFactory(unit=kwargs["unit"])
        service = kwargs.pop("service", None)
        row = model_class(**kwargs)
        holder = CertificateHolder(certificate=row, **facts)
        if service is not None:
            service.certificate = row
        row.algorithm, row.key_id, row.signature = attestations.seal(row.facts).signature
        row.save()
        holder.certificate_id = row.pk
        holder.save()
        if service is not None:
            _keep(row, service)
        return row

    holder = factory.Dict({})


class CertificateHolderFactory(DjangoModelFactory):
    class Meta:
        model = CertificateHolder

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return CertificateFactory(holder=kwargs).holder


class CertificateRevocationFactory(DjangoModelFactory):
    class Meta:
        model = CertificateRevocation

    certificate = factory.SubFactory(CertificateFactory)
    reason = "名字写错"
    at = factory.LazyFunction(timezone.now)


class CertificateRequestFactory(DjangoModelFactory):
    """Asked by the volunteer at his own unit, for the time from March 2026 on."""

    class Meta:
        model = CertificateRequest

    volunteer = factory.SubFactory(VolunteerFactory)
    unit = factory.SelfAttribute("volunteer.unit")
    unit_path = factory.SelfAttribute("unit.path")
    starts_on = START.date()
    ends_on = dt.date(2026, 12, 31)
    asked_by = factory.SelfAttribute("volunteer.person")
    channel = "web"
    created_at = factory.LazyFunction(timezone.now)
    due_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=7))


class ServiceCertificateFactory(DjangoModelFactory):
    """Issued for a request that stays as it is; rests on one record."""

    class Meta:
        model = ServiceCertificate

    request = factory.SubFactory(CertificateRequestFactory)
    starts_on = factory.SelfAttribute("request.starts_on")
    ends_on = factory.SelfAttribute("request.ends_on")
    minutes = 120
    in_force_from = dt.date(2026, 6, 27)
    with_list = True
    handler, approver, contact = "站长", "所长", "0941-7120000"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        request, record = kwargs["request"], kwargs.pop("record", None)
        record = record or ServiceRecordFactory(volunteer=request.volunteer, unit=request.unit)
        service = model_class(**kwargs)
        service.records = [record]
        holder = {"names": request.volunteer.person.name, "person": request.volunteer.person}
        CertificateFactory(
            kind="service", honour="", unit=request.unit, source_kind="certificate-request", source_id=request.pk,
            service=service, holder=holder,
        )  # fmt: skip
        return service


class CertificateLineFactory(DjangoModelFactory):
    class Meta:
        model = CertificateLine

    certificate = factory.LazyFunction(lambda: ServiceCertificateFactory().certificate)
    record = factory.SubFactory(ServiceRecordFactory)


class VolunteerCardFactory(DjangoModelFactory):
    class Meta:
        model = VolunteerCard

    volunteer = factory.SubFactory(VolunteerFactory)
    code = factory.Sequence("K23456789{:03d}".format)
    token = factory.LazyAttribute(lambda o: attestations.seal(proofs.card_facts(o.volunteer, o.code)).token)
    made_by = factory.SelfAttribute("volunteer.person")
    at = factory.LazyFunction(timezone.now)


class AppraisalStatementFactory(DjangoModelFactory):
    class Meta:
        model = AppraisalStatement

    volunteer = factory.SubFactory(VolunteerFactory)
    number = factory.Sequence("CK623027-2026-{:04d}".format)
    token = factory.LazyAttribute(
        lambda o: attestations.seal({**proofs.statement_facts(o.volunteer), "number": o.number}).token
    )
    made_by = factory.SelfAttribute("volunteer.person")
    at = factory.LazyFunction(timezone.now)


class StatementConsentFactory(DjangoModelFactory):
    class Meta:
        model = StatementConsent

    statement = factory.SubFactory(AppraisalStatementFactory)
    given_on = dt.date(2026, 3, 5)
    asker = "县教育局"
    purpose = "职称评审参考"
    file_key = factory.Sequence("pictures/consent{}".format)
