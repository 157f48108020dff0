"""Reads of certificates: one's own, what a number says to the public, what the register says of a signed paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shijian.kernel.actor import Actor
from shijian.kernel.attestations import STANDING, Fact
from shijian.kernel.words import date_words
from shijian.people.models import Person, own_or_ward
from shijian.records.enums import CertificateKind
from shijian.records.models import Certificate
from shijian.volunteers.models import Team


@dataclass(frozen=True, slots=True)
class Named:
    """Whose certificate it is: to whom it is shown, the name and the members on paper, the name in public."""

    person: Person
    name: str
    public_name: str
    team: Team | None = None
    members: tuple[str, ...] = field(default=())


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
    is_revoked: bool

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The facts with their labels, as the page shows them."""
        facts = (
            (_("Number of the certificate"), self.number),
            (_("Certificate"), self.title),
            (_("Name in public"), self.public_name),
            (_("Certified for"), self.subject),
            (_("Prize"), self.honour),
            (_("Issued by"), self.issuer),
            (_("Issued on"), date_words(self.issued_on)),
        )
        return [(label, value) for label, value in facts if value]


def whole(rows: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """With the holder and the revocation, in one query."""
    return rows.select_related("holder__person", "holder__team", "revocation")


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
    row = whole(Certificate.objects.filter(number=number.strip().upper())).first()
    if row is None:
        return None
    revoked = is_revoked(row)
    name = row.holder.public_name if row.holder.name and not revoked else ""
    return Checked(
        row.number,
        str(CertificateKind(row.kind).label),
        row.subject,
        row.honour,
        row.issuer,
        row.issued_on,
        name,
        revoked,
    )


def is_revoked(row: Certificate) -> bool:
    """Whether somebody revoked it."""
    return hasattr(row, "revocation")


def against(facts: Mapping[str, Fact]) -> str:
    """What the register says against a paper with a genuine signature; empty when it is in force."""
    row = Certificate.objects.filter(number=str(facts.get("number", ""))).select_related("revocation").first()
    if row is None:
        return _("The register does not know this number.")
    return _("This certificate was revoked.") if is_revoked(row) else ""


def attach() -> None:
    """Answer for every kind of certificate when a signed paper is verified."""
    STANDING.update(dict.fromkeys(CertificateKind.values, against))
