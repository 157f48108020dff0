"""Honours of volunteers in one list: commendations from outside, and what Shijian itself gave, from its own tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from shijian.kernel.actor import Actor, Permission
from shijian.people.models import own_or_ward
from shijian.records import rules_commendations as rules
from shijian.records.enums import CertificateKind, CommendationState
from shijian.records.models import Certificate, Commendation, Star
from shijian.records.queries import lines
from shijian.records.rules_certificates import can_state_for
from shijian.volunteers.models import Volunteer
from shijian.volunteers.queries import cards

TONES = {
    CommendationState.REPORTED: "warn", CommendationState.CONFIRMED: "done", CommendationState.REFUSED: "neutral",
    CommendationState.WITHDRAWN: "neutral", CommendationState.REVOKED: "danger",
}  # fmt: skip
MOST, ON_CARD = 200, 5


@dataclass(frozen=True, slots=True)
class Honour:
    """One line of the list; `source` says how it is proved, `reason` why one was revoked or not confirmed."""

    day: dt.date
    title: str
    authority: str
    level: str
    source: str
    url: str
    number: str
    state: str = ""
    tone: str = ""
    reason: str = ""


def with_people(rows: QuerySet[Commendation]) -> QuerySet[Commendation]:
    """Fetch what a list and a page show in one query."""
    return rows.select_related(
        "volunteer__person", "volunteer__unit", "entered_by", "decided_by", "revoked_by", "handler"
    )


def of_person(person_id: int) -> QuerySet[Commendation]:
    """The commendations of a person and his wards."""
    return with_people(Commendation.objects.filter(own_or_ward(person_id, "volunteer__person")))


def waiting(actor: Actor) -> QuerySet[Commendation]:
    """Those that the actor may decide: never one that he entered or is honoured by."""
    own = own_or_ward(actor.person_id, "entered_by") | own_or_ward(actor.person_id, "volunteer__person")
    void = Permission.RECORD_VOID
    older = Q(handler_path="") & actor.within(void, "volunteer__unit_path")
    reach = older | (~Q(handler_path="") & actor.within(void, "handler_path"))
    return with_people(Commendation.objects.open().filter(reach).exclude(own))


def deciders(row: Commendation) -> frozenset[int]:
    """The officers of the unit that decides who have no part in it; of the nearest one for rows of older releases."""
    person, by = row.volunteer.person, row.entered_by
    parts = {person.pk, *person.guardian_ids, by.pk, *by.guardian_ids}
    if row.handler_id is None:
        return lines.nearest(row.volunteer.unit_path, parts)
    return lines.officers_of(row.handler_id, parts)


def honours_of(volunteers: Collection[Volunteer], *, proved: bool = False) -> list[Honour]:
    """The honours of some volunteers, the latest first; `proved` leaves out what nobody confirmed. Three queries."""
    rows = Commendation.objects.filter(volunteer__in=volunteers).select_related("volunteer")
    rows = rows.confirmed() if proved else rows
    found = [_of_commendation(row) for row in rows.order_by("-awarded_on", "-pk")[:MOST]]
    numbers = {volunteer.person_id: volunteer.number for volunteer in volunteers}
    given = [*_stars(volunteers), *_certificates(numbers)]
    return sorted([*found, *given], key=lambda line: line.day, reverse=True)


def source_of(row: Commendation) -> str:
    """How a commendation is proved."""
    if row.document_no:
        return _("Document %(number)s") % {"number": row.document_no}
    return _("Photo of the paper, compared by a second person")


def _of_commendation(row: Commendation) -> Honour:
    return Honour(
        row.awarded_on, row.title, row.authority, str(row.get_level_display()), source_of(row),
        reverse("records:honour", args=[row.pk]), row.volunteer.number, str(row.get_state_display()),
        TONES[CommendationState(row.state)], (row.revoke_reason if row.revoked_at else row.answer) or "",
    )  # fmt: skip


def _stars(volunteers: Collection[Volunteer]) -> list[Honour]:
    rows = Star.objects.standing().filter(volunteer__in=volunteers, granted_on__isnull=False)
    return [
        Honour(
            row.granted_on, row.words, str(row.get_authority_display()), "",
            _("Granted after publicity by the rules of stars"), reverse("records:star", args=[row.pk]),
            row.volunteer.number,
        )
        for row in rows.select_related("volunteer") if row.granted_on
    ]  # fmt: skip


def _certificates(numbers: dict[int, str]) -> list[Honour]:
    """Prizes and certificates of taking part that Shijian issued and nobody revoked."""
    kinds = (CertificateKind.PRIZE, CertificateKind.PART)
    rows = Certificate.objects.filter(holder__person_id__in=numbers, kind__in=kinds, revocation__isnull=True)
    return [
        Honour(
            row.issued_on, f"{row.honour or row.get_kind_display()} · {row.subject}", row.issuer, "",
            _("Certificate %(number)s") % {"number": row.number}, reverse("records:certificate", args=[row.number]),
            numbers[row.holder.person_id or 0],
        )
        for row in rows.select_related("holder").order_by("-pk")[:MOST]
    ]  # fmt: skip


def attach() -> None:
    """Hang the panel on the cards."""
    if card_panel not in cards.CARD_PANELS:
        cards.CARD_PANELS.append(card_panel)


def card_panel(volunteer: Volunteer, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The latest honours, for the volunteer and officers; three queries, none for others."""
    own = rules.is_own(actor, volunteer)
    if not own and not actor.may(Permission.VOLUNTEER_VIEW, volunteer.unit_path):
        return None
    found = honours_of([volunteer])
    may = rules.can_enter(actor, volunteer)
    context = {
        "rows": found[:ON_CARD], "count": len(found), "own": own, "may": may, "volunteer": volunteer,
        "may_state": can_state_for(actor, volunteer),
    }  # fmt: skip
    return "records/honour_panel.html", context
