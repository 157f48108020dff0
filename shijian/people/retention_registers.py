"""What of the registers of privacy, of the protection of minors and of the kernel goes by itself, and what stays."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from shijian.kernel import clock, photos
from shijian.kernel.purposes import months_key
from shijian.kernel.retention import elsewhere, erase, minimise, reasons, stays
from shijian.people import privacy_policies as policies
from shijian.people.claims_minors import MINORS
from shijian.people.enums import AccessState, HarmState, RequestState
from shijian.people.purposes import RIGHTS


def _forget_papers(rows: QuerySet[Any]) -> None:
    for paper in rows:
        if paper.file_key:
            photos.drop(paper.file_key)


minimise(
    "request-wish", _("New data of answered requests"), model="people.DataRequest", since="decided_at",
    term=policies.WISH_MONTHS, where=~Q(state=RequestState.OPEN), clear={"wish": ""}, people=("person",),
)  # fmt: skip
erase(
    "request", _("Answered requests about data"), model="people.DataRequest", since="decided_at",
    term=months_key(RIGHTS), where=lambda: ~Q(state=RequestState.OPEN), people=("person",),
)  # fmt: skip
erase(
    "consent-paper", _("Photos of signed consents"), model="people.ConsentPaper",
    since="consent__withdrawn_at", term=months_key(MINORS), people=("consent__person",),
    before=_forget_papers,
)  # fmt: skip
erase(
    "consent", _("Consents that ended"), model="people.Consent", since="withdrawn_at",
    term=months_key(RIGHTS), where=lambda: Q(paper__isnull=True), people=("person",),
)  # fmt: skip
erase(
    "guardianship", _("Guardianships that ended"), model="people.Guardianship", since="ends_on",
    term=months_key(MINORS), people=("ward", "guardian"),
)  # fmt: skip
erase(
    "minor-access", _("Leaves to open data of minors"), model="people.MinorAccess", since="asked_at",
    term=months_key(MINORS), people=("minor",),
    where=lambda: ~Q(state=AccessState.ASKED) & (Q(until=None) | Q(until__lt=clock.today())),
)  # fmt: skip
minimise(
    "harm-report", _("Words of finished reports of harm"), model="people.HarmReport", since="closed_at",
    term=months_key(MINORS), where=Q(state=HarmState.CLOSED), clear={"what": "", "who": ""},
    people=("reporter",),
)  # fmt: skip
stays(
    "people.HarmReport", "state", "reporter", "unit", "unit_path", "created_at", "told_at", "closed_at",
    "due_at", "alarmed_at", why=reasons.PROOF,
)  # fmt: skip
for model in ("people.HarmStep", "people.ChildRefusal", "people.MinorAudit", "people.ChildNotice"):
    stays(model, why=reasons.APPEND_ONLY)
for model in ("people.ImpactAssessment", "people.Incident", "people.IncidentReport", "kernel.PolicyValue"):
    stays(model, why=reasons.OFFICIAL)
elsewhere("kernel.AuditEntry", by="audit.prune")
elsewhere("kernel.DeniedTry", by="audit.tallies")
elsewhere("kernel.Picture", by="web.pictures")
elsewhere("kernel.IdempotentReply", by="api.forget")
stays("kernel.FlowLog", why=reasons.APPEND_ONLY)
stays("kernel.OperationKey", why=reasons.APPEND_ONLY)
stays("kernel.SearchEntry", why=_("It follows what it finds: when that goes, it goes too."))
