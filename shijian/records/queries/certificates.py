"""Reads of certificates: one's own, what a number says to the public, what the register says of a signed paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.kernel import clock
from shijian.kernel.actor import Actor
from shijian.kernel.attestations import STANDING, Fact
from shijian.kernel.words import date_words, hours_words
from shijian.people.models import Person, own_or_ward
from shijian.records.enums import CertificateKind
from shijian.records.models import AppraisalStatement, Certificate
from shijian.records.queries import proofs
from shijian.volunteers.models import Team


@dataclass(frozen=True, slots=True)
class Named:
    """Whose certificate it is: to whom it is shown, the name and the members on paper, the name in public."""

    person: Person
    name: str
    public_name: str
    team: Team | None = None
    members: tuple[str, ...] = field(default=())
    volunteer_number: str = ""
    document: str = ""
    remark: str = ""


class Status(TextChoices):
    """What a number means today."""

    IN_FORCE = "in-force", gettext_lazy("In force")
    IN_PUBLICITY = "in-publicity", gettext_lazy("Before the public, not in force yet")
    REVOKED = "revoked", gettext_lazy("Revoked")
    REPLACED = "replaced", gettext_lazy("Replaced by another one")


@dataclass(frozen=True, slots=True)
class Checked:
    """All that anybody learns from a number."""

    number: str
    title: str
    subject: str
    honour: str
    issuer: str
    issued_on: dt.date
    public_name: str
    status: Status
    period: str = ""
    hours: str = ""

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The facts with their labels, as the page shows them."""
        facts = (
            (_("Number of the certificate"), self.number),
            (_("Certificate"), self.title),
            (_("Name in public"), self.public_name),
            (_("Certified for"), "" if self.period else self.subject),
            (_("Prize"), self.honour),
            (_("Period"), self.period),
            (_("Time served"), self.hours),
            (_("Issued by"), self.issuer),
            (_("Issued on"), date_words(self.issued_on)),
            (_("Where it stands"), str(self.status.label)),
        )
        return [(label, value) for label, value in facts if value]


def whole(rows: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """With the holder, what it says of service and what became of it, in one query."""
    return rows.select_related("holder__person", "holder__team", "revocation", "service", "replaced_by")


def mine(actor: Actor) -> QuerySet[Certificate]:
    """Those of the actor, of wards and of led teams, newest first."""
    rows = whole(Certificate.objects.all())
    own = rows.filter(own_or_ward(actor.person_id, "holder__person"))
    return (own | rows.filter(holder__team_id__in=actor.led_team_ids)).order_by("-pk")


def of_sources(kind: str, keys: Iterable[int]) -> dict[int, Certificate]:
    """The latest certificate of each source; one query."""
    rows = whole(Certificate.objects.filter(source_kind=kind, source_id__in=list(keys)))
    return {row.source_id: row for row in rows.order_by("pk")}


def checked(number: str) -> Checked | None:
    """What the public learns from a number; nothing when there is none. The name of a revoked one is not shown."""
    number = number.strip().upper()
    row = whole(Certificate.objects.filter(number=number)).first()
    if row is None:
        return _checked_statement(number)
    status = status_of(row)
    gone = status in (Status.REVOKED, Status.REPLACED)
    name = row.holder.public_name if row.holder.name and not gone else ""
    return Checked(
        row.number, str(CertificateKind(row.kind).label), row.subject, row.honour, row.issuer, row.issued_on, name,
        status, **_service(row),
    )  # fmt: skip


def _checked_statement(number: str) -> Checked | None:
    row = AppraisalStatement.objects.filter(number=number).select_related("volunteer__person").first()
    if row is None or not row.facts:
        return None
    title, hours = _("Statement of voluntary service, for reference"), int(str(row.facts["minutes"]))
    name, day = proofs.public_name_of(row.volunteer.person), clock.local(row.at).date()
    issuer = str(row.facts["unit"])
    return Checked(number, title, "", "", issuer, day, name, Status.IN_FORCE, hours=hours_of(hours))


def hours_of(minutes: int) -> str:
    """Minutes with the hours that they come to."""
    return _("%(hours)s hours (%(minutes)s minutes)") % {"hours": hours_words(minutes), "minutes": minutes}


def _service(row: Certificate) -> dict[str, str]:
    if row.kind != CertificateKind.SERVICE:
        return {}
    service = row.service
    return {
        "period": period_words(service.starts_on, service.ends_on), "hours": hours_of(service.minutes),
    }  # fmt: skip


def period_words(start: dt.date, end: dt.date) -> str:
    """From a day until a day."""
    return _("%(start)s to %(end)s") % {"start": date_words(start), "end": date_words(end)}


def status_of(row: Certificate) -> Status:
    """What it means today."""
    if is_revoked(row):
        return Status.REPLACED if hasattr(row, "replaced_by") else Status.REVOKED
    before = row.kind == CertificateKind.SERVICE and row.service.is_in_publicity
    return Status.IN_PUBLICITY if before else Status.IN_FORCE


def is_revoked(row: Certificate) -> bool:
    """Whether somebody revoked it."""
    return hasattr(row, "revocation")


def against(facts: Mapping[str, Fact]) -> str:
    """What the register says against a paper with a genuine signature; empty when it is in force."""
    row = whole(Certificate.objects.filter(number=str(facts.get("number", "")))).first()
    if row is None:
        return _("The register does not know this number.")
    said = {
        Status.REVOKED: _("This certificate was revoked."),
        Status.REPLACED: _("This certificate was revoked. Another one took its place."),
        Status.IN_PUBLICITY: _(
            "This certificate is genuine, but still before the public and not in force yet."
        ),
    }
    return said.get(status_of(row), "")


def attach() -> None:
    """Answer for every kind of certificate when a signed paper is verified."""
    STANDING.update(dict.fromkeys(CertificateKind.values, against))
