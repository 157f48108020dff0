"""Certificates of service of the cast: one asked for, one before the public, one in force, one revoked; two cards."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Sum

from shijian.demo.operations.cast import Cast
from shijian.demo.recipe import Recipe
from shijian.kernel import attestations, clock
from shijian.kernel.models import FlowLog
from shijian.kernel.numbering import save_numbered
from shijian.people.models import Person
from shijian.records.enums import CERTIFICATE_REQUEST_KIND, CertificateKind
from shijian.records.enums import CertificateRequestState as S
from shijian.records.models import (
    Certificate,
    CertificateHolder,
    CertificateLine,
    CertificateRequest,
    CertificateRevocation,
    ServiceCertificate,
    ServiceRecord,
    VolunteerCard,
)
from shijian.records.operations.certificates import MARK, prefix_of
from shijian.records.operations.service_papers import contact_of
from shijian.records.queries import proofs
from shijian.records.queries.service_certificates import records_for
from shijian.units.models import Unit
from shijian.volunteers.models import Volunteer

PUBLICITY, EARLIER, CODE = 7, 400, "SHJ2345678"


@dataclass(frozen=True, slots=True)
class Story:
    """What became of a wish that was made some days ago."""

    days: int
    state: S
    purpose: str = ""
    answer: str = ""


STORIES = {
    "volunteer": [Story(24, S.ISSUED, "交给单位留存"), Story(1, S.ASKED, "社区评议时参考")],
    "leader": [
        Story(50, S.REVOKED, "", "有一次服务记错了人，证明一并撤销。"),
        Story(4, S.ISSUED, "评选优秀队长"),
    ],
}  # fmt: skip


def write(cast: Cast, recipe: Recipe) -> None:
    """Write them; who has nothing that counts at a unit gets none."""
    for name, volunteer in (("volunteer", cast.volunteer), ("leader", cast.leader)):
        unit = _unit_of(volunteer)
        for story in STORIES[name] if unit else []:
            _tell(cast, volunteer, unit, story, recipe)
        facts = proofs.card_facts(volunteer, f"{CODE}{volunteer.pk % 100:02d}")
        VolunteerCard.objects.create(
            volunteer=volunteer, code=str(facts["number"]), token=attestations.seal(facts).token,
            made_by=volunteer.person, at=recipe.now,
        )  # fmt: skip


def _unit_of(volunteer: Volunteer) -> Unit | None:
    """Where most of what counts was served."""
    rows = ServiceRecord.objects.counted().filter(volunteer=volunteer).values("unit").order_by()
    best = rows.annotate(total=Sum("minutes")).order_by("-total", "unit").first()
    return Unit.objects.get(pk=best["unit"]) if best else None


def _tell(cast: Cast, volunteer: Volunteer, unit: Unit | None, story: Story, recipe: Recipe) -> None:
    made = recipe.now - dt.timedelta(days=story.days)
    today = clock.local(made).date()
    if unit is None:
        return
    start = today - dt.timedelta(days=EARLIER)
    records = list(records_for(volunteer, unit, start, today).filter(recorded_at__lt=made))
    if not records:
        return
    row = CertificateRequest.objects.create(
        volunteer=volunteer, unit=unit, unit_path=unit.path, starts_on=start, ends_on=today, purpose=story.purpose,
        asked_by=volunteer.person, channel="web", created_at=made, due_at=clock.add_working_days(made, 5),
    )  # fmt: skip
    if story.state != S.ASKED:
        _issue(row, records, story, cast.people["station"], cast.people["hub"])


def _issue(
    row: CertificateRequest, records: list[ServiceRecord], story: Story, first: Person, second: Person
) -> None:
    at = row.created_at + dt.timedelta(hours=20)
    row.handled_by, row.decided_by, row.over_at = first, second, at
    row.minutes, row.answer = sum(record.minutes for record in records), story.answer
    row.state = story.state
    row.save()
    paper = _paper(row, records, at)
    _log(row, "check", first, S.ASKED, S.CHECKED, row.created_at + dt.timedelta(hours=3))
    _log(row, "approve", second, S.CHECKED, S.ISSUED, at)
    if story.state == S.REVOKED:
        gone = at + dt.timedelta(days=9)
        CertificateRevocation.objects.create(certificate=paper, reason=story.answer, by=second, at=gone)
        _log(row, "revoke", second, S.ISSUED, S.REVOKED, gone)


def _paper(row: CertificateRequest, records: list[ServiceRecord], at: dt.datetime) -> Certificate:
    unit, person, day = row.unit, row.volunteer.person, clock.local(at).date()
    paper = Certificate(
        kind=CertificateKind.SERVICE, unit=unit, unit_path=unit.path, issuer=unit.name, issued_on=day,
        subject="志愿服务", source_kind=CERTIFICATE_REQUEST_KIND, source_id=row.pk, issued_by=row.decided_by, at=at,
    )  # fmt: skip
    document = (
        f"{person.get_document_type_display()} {person.masked_document}" if person.document_number else ""
    )
    holder = CertificateHolder(
        certificate=paper, person=person, names=person.name, public_name=proofs.public_name_of(person),
        volunteer_number=row.volunteer.number, document=document, remark=row.purpose,
    )  # fmt: skip
    service = ServiceCertificate(
        certificate=paper, request=row, starts_on=row.starts_on, ends_on=row.ends_on, minutes=row.minutes or 0,
        in_force_from=day + dt.timedelta(days=PUBLICITY), with_list=True, contact=contact_of(unit),
        handler=row.handled_by.name if row.handled_by else "", approver=row.decided_by.name if row.decided_by else "",
    )  # fmt: skip
    service.records = records

    def sign() -> None:
        paper.algorithm, paper.key_id, paper.signature = attestations.seal(paper.facts).signature

    save_numbered(paper, f"{MARK}{prefix_of(unit)}-{day.year}-", finish=sign)
    for part in (holder, service):
        part.certificate_id = paper.pk
        part.save()
    CertificateLine.objects.bulk_create(CertificateLine(certificate=paper, record=each) for each in records)
    return paper


def _log(row: CertificateRequest, move: str, who: Person, source: S, target: S, at: dt.datetime) -> None:
    FlowLog.objects.create(
        kind=CERTIFICATE_REQUEST_KIND, object_id=row.pk, transition=move, source=source, target=target, at=at,
        actor_person_id=who.pk, actor_name=who.name, channel="web",
    )  # fmt: skip
