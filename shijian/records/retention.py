"""What of service records, objections, missing records and complaints goes by itself, when, and what stays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from shijian.kernel import photos
from shijian.kernel.purposes import months_key
from shijian.kernel.retention import HOLDS, elsewhere, erase, minimise, reasons, stays
from shijian.records.enums import ComplaintState
from shijian.records.models import Complaint, RecordObjection, index_of

OPEN = (ComplaintState.RECEIVED, ComplaintState.HANDLING)
WORDS = {"words": "", "answer": "", "name": "", "phone": "", "who": "", "who_index": "", "code_index": ""}


def _in_open_complaints(people: set[int]) -> Iterable[int]:
    """Those who complained under their name, or about whom somebody did, as long as it is open."""
    rows = Complaint.objects.filter(state__in=OPEN)
    against = rows.filter(against__in=people).values_list("against", flat=True)
    by = set(rows.exclude(who_index="").values_list("who_index", flat=True))
    return {*against, *(key for key in people if by and index_of(key) in by)}


def _of_open_ones(keys: list[int]) -> set[int]:
    """Rows of somebody who has another complaint that is open."""
    by = Complaint.objects.filter(state__in=OPEN).exclude(who_index="").values("who_index")
    rows: QuerySet[Any] = Complaint.objects.filter(pk__in=keys, who_index__in=by)
    return set(rows.values_list("pk", flat=True))


def _in_open_objections(people: set[int]) -> Iterable[int]:
    """Those who objected to a record, or whose record it is, as long as it is open."""
    rows = RecordObjection.objects.open()
    served = rows.filter(record__volunteer__person__in=people)
    by = rows.filter(by__in=people).values_list("by", flat=True)
    return {*by, *served.values_list("record__volunteer__person", flat=True)}


def _drop_photos(rows: QuerySet[Any]) -> None:
    for key in rows.values_list("file_key", flat=True):
        photos.drop(key)


HOLDS.extend([_in_open_complaints, _in_open_objections])
minimise(
    "complaint-words", _("Words and names of complaints"), model="records.Complaint", since="over_at",
    term=months_key("complaints"), clear=WORDS, held=_of_open_ones,
)  # fmt: skip
minimise(
    "objection-words", _("Words of objections to service records"), model="records.RecordObjection", since="over_at",
    term=months_key("complaints"), clear={"words": "", "answer": ""}, people=("by",),
)  # fmt: skip
stays("records.RecordObjection", why=reasons.FIGURES)
minimise(
    "top-up-words", _("Words of missing records"), model="records.TopUp", since="over_at",
    term=months_key("complaints"), clear={"reason": "", "answer": ""}, people=("volunteer__person",),
)  # fmt: skip
minimise(
    "top-up-photo", _("Photos of missing records that were not recorded"), model="records.TopUp", since="over_at",
    term=months_key("complaints"), clear={"file_key": ""}, where=Q(state__in=("refused", "withdrawn")),
    people=("volunteer__person",), before=_drop_photos,
)  # fmt: skip
stays("records.TopUp", why=reasons.PROOF)
minimise(
    "import-words", _("Words of tables of older hours"), model="records.RecordImport", since="over_at",
    term=months_key("complaints"), clear={"reason": "", "answer": ""}, people=("asked_by",),
)  # fmt: skip
elsewhere("records.RecordImport", "file_name", "file_key", "table_key", by="records.imports")
stays("records.RecordImport", why=reasons.PROOF)
elsewhere("records.ImportedRow", "content", "place", "note", "problems", by="records.imports")
stays("records.ImportedRow", why=reasons.PROOF)
stays("records.Complaint", why=reasons.FIGURES)
stays("records.ServiceRecord", why=reasons.PROOF)
minimise(
    "certificate-names", _("Names on certificates"), model="records.CertificateHolder", since="certificate__at",
    term=months_key("service-record"), people=("person",),
    clear={"names": "", "public_name": "", "volunteer_number": "", "document": "", "remark": ""},
)  # fmt: skip
stays("records.CertificateHolder", why=reasons.LINK)
minimise(
    "certificate-words", _("Words of wishes for certificates of service"), model="records.CertificateRequest",
    since="over_at", term=months_key("service-record"), clear={"purpose": "", "answer": ""},
    people=("volunteer__person",), where=~Q(state__in=("asked", "checked")),
)  # fmt: skip
minimise(
    "card-facts", _("What is written on volunteers' cards that ended"), model="records.VolunteerCard",
    since="ended_at", term=months_key("service-record"), clear={"token": ""}, people=("volunteer__person",),
)  # fmt: skip
minimise(
    "statement-facts", _("What statements for appraisals said"), model="records.AppraisalStatement",
    since="at", term=months_key("service-record"), clear={"token": ""}, people=("volunteer__person",),
)  # fmt: skip
for model in ("CertificateRequest", "VolunteerCard", "AppraisalStatement"):
    stays(f"records.{model}", why=reasons.PROOF)
for model in ("Certificate", "CertificateRevocation", "ServiceCertificate", "CertificateLine"):
    stays(f"records.{model}", why=reasons.APPEND_ONLY)
minimise(
    "signal-words", _("Words of signals about service records"), model="records.Signal", since="over_at",
    term=months_key("complaints"), clear={"answer": ""}, people=("decided_by",),
)  # fmt: skip
stays("records.Signal", why=reasons.FIGURES)
minimise(
    "recheck-words", _("Words of calls about service records"), model="records.Recheck", since="over_at",
    term=months_key("complaints"), clear={"note": ""}, people=("by",),
)  # fmt: skip
stays("records.Recheck", why=reasons.FIGURES)
minimise(
    "commendation-words", _("Words of decisions about commendations"), model="records.Commendation", since="over_at",
    term=months_key("complaints"), clear={"answer": "", "revoke_reason": ""}, people=("volunteer__person",),
    where=~Q(state="reported"),
)  # fmt: skip
minimise(
    "commendation-photo", _("Photos of commendations that were not confirmed"), model="records.Commendation",
    since="over_at", term=months_key("complaints"), clear={"file_key": ""},
    where=Q(state__in=("refused", "withdrawn")), people=("volunteer__person",), before=_drop_photos,
)  # fmt: skip
stays("records.Commendation", why=reasons.PROOF)
minimise(
    "statement-consent-photo", _("Photos of papers on which statements were made"), model="records.StatementConsent",
    since="statement__at", term=months_key("service-record"), clear={"file_key": ""},
    people=("statement__volunteer__person",), before=_drop_photos,
)  # fmt: skip
stays("records.StatementConsent", why=reasons.PROOF)
erase(
    "device-marks", _("Marks of phones that checked somebody in"), model="records.DeviceMark", since="at",
    term=months_key("device-mark"),
)  # fmt: skip
