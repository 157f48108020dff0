"""Guardians' consents and compulsory reports for apps and mini programs."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from pydantic import Field

from shijian.kernel.api import ERRORS, actor_of, cut, page_of
from shijian.kernel.errors import OutOfReach
from shijian.people.models import HarmReport, Person
from shijian.people.operations.minors import children, papers
from shijian.people.operations.minors import harm as harm_operations
from shijian.people.queries.minors import harm, notices, wards

router = Router(tags=["minors"])


class WardConsentOut(Schema):
    """One purpose: whether a consent stands, the last day on which it can, and whether the rules changed since."""

    purpose: str
    label: str
    given_at: dt.datetime | None
    until: dt.date | None
    is_outdated: bool

    @classmethod
    def of(cls, row: wards.WardConsent) -> WardConsentOut:
        """Give the facts of `row`."""
        given = row.consent.given_at if row.consent else None
        return cls(
            purpose=row.purpose.value, label=str(row.purpose.label), given_at=given, until=row.until,
            is_outdated=row.is_outdated,
        )  # fmt: skip


class WardOut(Schema):
    """A minor for whom one answers."""

    id: int
    name: str
    consents: list[WardConsentOut]

    @classmethod
    def of(cls, ward: Person) -> WardOut:
        """Give the ward with each consent."""
        rows = [WardConsentOut.of(each) for each in wards.consents_of(ward)]
        return cls(id=ward.pk, name=ward.name, consents=rows)


class ConsentIn(Schema):
    """The version of the children's rules that was shown, for the data of a child."""

    notice: int | None = Field(None, ge=1, le=100000)


class AnswerOut(Schema):
    """A question of the children's rules with its answer."""

    question: str
    answer: str


class ChildNoticeOut(Schema):
    """The rules for children that hold now."""

    version: int
    document_no: str
    contact_name: str
    contact_phone: str
    answers: list[AnswerOut]


class HarmIn(Schema):
    """What somebody suspects; two fields, no more."""

    what: str = Field(min_length=1, max_length=2000)
    who: str = Field("", max_length=2000, description="Which child, and where, as far as known")


class HarmOut(Schema):
    """One's own report, without its words."""

    id: int
    state: str
    created_at: dt.datetime

    @classmethod
    def of(cls, report: HarmReport) -> HarmOut:
        """Give what a reporter may see."""
        return cls(**{name: getattr(report, name) for name in cls.model_fields})


WardPage = page_of(WardOut)
HarmPage = page_of(HarmOut)


@router.get("wards", response={200: WardPage, **ERRORS}, operation_id="list_wards")
def list_wards(request: HttpRequest, cursor: str = "", limit: int = 20) -> object:
    """List the minors for whom one answers, with what one has consented to."""
    return cut(wards.of_guardian(actor_of(request)), cursor=cursor, limit=limit, show=WardOut.of)


@router.put(
    "wards/{ward_id}/consents/{purpose}", response={200: WardOut, **ERRORS}, operation_id="give_ward_consent"
)
def give(request: HttpRequest, ward_id: int, purpose: str, data: ConsentIn) -> object:
    """Consent to one purpose for a ward."""
    ward = _ward(request, ward_id)
    papers.consent_as_guardian(ward, purpose=purpose, notice=data.notice, actor=actor_of(request))
    return WardOut.of(ward)


@router.delete(
    "wards/{ward_id}/consents/{purpose}", response={204: None, **ERRORS}, operation_id="withdraw_ward_consent"
)
def withdraw(request: HttpRequest, ward_id: int, purpose: str) -> object:
    """Take one consent back; it is no error when there was none."""
    papers.withdraw_as_guardian(_ward(request, ward_id), purpose=purpose, actor=actor_of(request))
    return HttpResponse(status=204)


@router.post("wards/{ward_id}/refusal", response={200: WardOut, **ERRORS}, operation_id="refuse_child_data")
def refuse(request: HttpRequest, ward_id: int, data: ConsentIn) -> object:
    """Refuse the data of a child under 14: the login ends and everything beyond the least is deleted."""
    ward = _ward(request, ward_id)
    children.refuse_child_data(ward, notice=data.notice or 0, actor=actor_of(request))
    return WardOut.of(ward)


@router.get("child-notice", response={200: ChildNoticeOut, **ERRORS}, operation_id="get_child_notice")
def child_notice(request: HttpRequest) -> object:
    """Show the rules for children that hold now; 404 as long as there are none."""
    notice = wards.current_notice()
    if notice is None:
        raise OutOfReach
    facts = {
        name: getattr(notice, name) for name in ("version", "document_no", "contact_name", "contact_phone")
    }
    answers = [AnswerOut(question=str(label), answer=text) for label, text in notices.answers(notice)]
    return ChildNoticeOut(answers=answers, **facts)


@router.post("harm-reports", response={201: HarmOut, **ERRORS}, operation_id="report_harm")
def report(request: HttpRequest, data: HarmIn) -> object:
    """Report that a minor may be harmed; the centre acts on it at once. In danger phone 110 first."""
    made = harm_operations.report_harm(what=data.what, who=data.who, actor=actor_of(request))
    return Status(201, HarmOut.of(made))


@router.get("harm-reports", response={200: HarmPage, **ERRORS}, operation_id="list_harm_reports")
def list_reports(request: HttpRequest, cursor: str = "", limit: int = 20) -> object:
    """List one's own reports, newest first: when they came and what became of them."""
    return cut(harm.mine(actor_of(request)), cursor=cursor, limit=limit, show=HarmOut.of)


def _ward(request: HttpRequest, pk: int) -> Person:
    ward: Person = get_object_or_404(wards.of_guardian(actor_of(request)), pk=pk)
    return ward
