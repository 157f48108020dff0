"""The volunteer's card (85.6 × 54 mm, as ISO/IEC 7810 ID-1) and the statement (A4) as PDF, signed facts inside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shijian.kernel import attestations, paper, words
from shijian.kernel.attestations import Fact
from shijian.records.models import AppraisalStatement, VolunteerCard
from shijian.records.queries.certificates import hours_of
from shijian.records.queries.proofs import honour_lines, training_lines, year_lines

DATA = Path(__file__).parent.parent / "data"
CARD, STATEMENT = DATA / "card.typ", DATA / "statement.typ"


def card_pdf(card: VolunteerCard, *, site: str) -> bytes:
    """The card; its code leads to the page that says whether it holds."""
    return paper.pdf(CARD, card_data(card, site=site), made_at=card.at)


def card_data(card: VolunteerCard, *, site: str) -> dict[str, Any]:
    """What the template is given."""
    facts = card.facts
    with translation.override(settings.LANGUAGE_CODE):
        address = f"{site}{reverse('records:card-check', args=[card.code])}"
        made = {"day": _day(facts, "made_on"), "hours": words.hours_words(_number(facts, "minutes"))}
        return {
            "title": _("Volunteer's card"),
            "network": settings.NETWORK_NAME,
            "holder": str(facts["holder"]),
            "rows": [
                [_("Volunteer number"), str(facts["volunteer"])],
                [_("Unit"), str(facts["unit"])],
                [_("Volunteer since"), _day(facts, "since")],
            ],
            "hours": _("%(hours)s hours counted until %(day)s") % made,
            "scan": _("Scan to verify"),
            "qr": paper.qr_svg(address),
            "address": address,
            "tokens": [f"{attestations.MARK}{card.token}"],
        }


def statement_pdf(row: AppraisalStatement, *, site: str) -> bytes:
    """The statement with its warning; its code leads to the page of its number."""
    facts = row.facts
    with translation.override(settings.LANGUAGE_CODE):
        address = f"{site}{reverse('records:certificate', args=[row.number])}"
        data: dict[str, Any] = {
            **statement_words(facts),
            "number": row.number,
            "qr": paper.qr_svg(address),
            "address": address,
            "tokens": [f"{attestations.MARK}{row.token}"],
        }
        return paper.pdf(STATEMENT, data, made_at=row.at)


def statement_words(facts: Mapping[str, Fact]) -> dict[str, Any]:
    """What a statement says, for the page and the paper."""
    lines = year_lines(facts)
    return {
        "title": _("Statement of voluntary service, for reference"),
        "facts": [
            [_("Name"), str(facts["holder"])],
            [_("Volunteer number"), str(facts["volunteer"])],
            [_("Unit"), str(facts["unit"])],
            [_("Volunteer since"), _day(facts, "since")],
            [_("As of"), _day(facts, "made_on")],
        ],
        "total": hours_of(_number(facts, "minutes")),
        "apart": hours_of(_number(facts, "apart")) if facts["apart"] else "",
        "years": [_year(line.year, line.grade.label, line.minutes) for line in lines if not line.is_apart],
        "years_apart": [_year(line.year, line.grade.label, line.minutes) for line in lines if line.is_apart],
        "trainings": [
            [words.date_words(day), course, _("%(minutes)s minutes") % {"minutes": minutes}, organiser]
            for day, course, minutes, organiser in training_lines(facts)
        ],
        "honours": [[words.date_words(day), *rest] for day, *rest in honour_lines(facts)],
        "warnings": warnings(facts),
        "labels": _labels(),
    }


def warnings(facts: Mapping[str, Fact] | None = None) -> list[str]:
    """What a statement may not be used for: service is given freely, and people decide about people."""
    return [
        _origin(facts or {}),
        _(
            "It may not be an automatic condition of promotion, pay or marks: "
            "somebody decides, gives reasons, and hears objections."
        ),
        _("Nobody may be worse off for having no statement or few hours: voluntary service is voluntary."),
        _("Hours that were entered late or imported stand apart and are not part of the total."),
    ]


def _origin(facts: Mapping[str, Fact]) -> str:
    if "consented_on" not in facts:
        return _("It was made at the volunteer's own request and is for reference only.")
    told = {"day": _day(facts, "consented_on"), "asker": facts["asker"], "purpose": facts["purpose"]}
    return (
        _("It was made with the volunteer's consent on paper of %(day)s and is for reference only; "
          "asked for by %(asker)s, only for: %(purpose)s.")
        % told
    )  # fmt: skip


def _year(year: int, grade: Any, minutes: int) -> list[str]:
    return [str(year), str(grade), hours_of(minutes)]


def _labels() -> dict[str, str]:
    return {
        "number": _("Statement no."), "scan": _("Scan to verify"), "total": _("Hours that count"),
        "apart": _("Apart from it: entered late or imported"), "years": _("By year and evidence"),
        "trainings": _("Trainings"), "honours": _("Honours"),
        "warnings": _("What it may not be used for"), "year": _("Year"),
        "grade": _("Evidence"), "hours": _("Time served"),
    }  # fmt: skip


def _day(facts: Mapping[str, Fact], name: str) -> str:
    return words.date_words(dt.date.fromisoformat(str(facts[name])))


def _number(facts: Mapping[str, Fact], name: str) -> int:
    return int(str(facts[name]))
