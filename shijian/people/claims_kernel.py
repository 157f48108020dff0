"""Which personal data the registers of privacy and the kernel hold, and what for."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shijian.kernel.audit import LookPurpose
from shijian.kernel.purposes import hold, plain
from shijian.people.enums import Purpose
from shijian.people.purposes import ACCOUNT, HELP, RIGHTS, SECURITY, STAFFING

hold(
    "people.Consent",
    RIGHTS,
    label=_("Consents"),
    subject="person",
    fields={
        "purpose": _("What for"),
        "given_at": _("Given on"),
        "given_by_name": _("Given by"),
        "evidence": _("Where the paper is kept"),
        "notice_version": _("Version of the notice"),
        "withdrawn_at": _("Withdrawn on"),
    },
    inner=("person", "given_by", "notice_sha256"),
    own_only=Q(purpose=Purpose.HEALTH),
)
hold(
    "people.DataRequest",
    RIGHTS,
    label=_("Requests about my data"),
    subject="person",
    fields={
        "kind": _("What was asked"),
        "state": _("Where it stands"),
        "words": _("In your own words"),
        "created_at": _("Asked on"),
        "due_at": _("Answer due"),
        "decided_at": _("Answered on"),
        "ground": _("Legal ground"),
        "answer": _("Answer"),
        "evidence": _("Where the paper is kept"),
    },
    inner=("person", "wish", "parts", "asked_by", "channel", "decided_by"),
)
hold(
    "people.ImpactAssessment",
    RIGHTS,
    label=_("Impact assessments"),
    inner=(
        "title",
        "purposes",
        "causes",
        "necessity",
        "risks",
        "measures",
        "outcome",
        "made_on",
        "keep_until",
        "document_no",
        "replaces",
        "made_by",
        "recorded_at",
    ),
)
hold(
    "people.Incident",
    RIGHTS,
    label=_("Incidents"),
    inner=(
        "title",
        "state",
        "happened_at",
        "noticed_at",
        "due_at",
        "kinds",
        "cause",
        "harm",
        "remedy",
        "persons",
        "has_minors",
        "recorded_by",
        "recorded_at",
        "closed_at",
    ),
)
hold(
    "people.IncidentReport",
    RIGHTS,
    label=_("Reports of incidents"),
    inner=("incident", "told", "whom", "how", "at", "reported_by", "recorded_at"),
)
plain("people.PrivacyNotice")
hold(
    "kernel.AuditEntry",
    SECURITY,
    label=_("What was done to my data"),
    subject="for_person_id",
    fields={
        "at": _("When"),
        "action": _("What was done"),
        "actor_name": _("By whom"),
        "purpose_kind": _("What for"),
        "purpose": _("In words"),
    },
    said={"purpose_kind": lambda row: row.purpose_kind and LookPurpose(row.purpose_kind).label},
    inner=(
        "unit_path",
        "actor_person_id",
        "for_person_id",
        "object_kind",
        "object_id",
        "changes",
        "ip",
        "channel",
        "success",
    ),
)
hold(
    "kernel.FlowLog",
    SECURITY,
    label=_("Steps"),
    inner=(
        "kind",
        "object_id",
        "transition",
        "source",
        "target",
        "at",
        "actor_person_id",
        "actor_name",
        "for_person_id",
        "channel",
        "note",
        "extra",
    ),
)
hold(
    "kernel.Picture",
    STAFFING,
    label=_("Pictures"),
    inner=(
        "object_kind",
        "object_id",
        "file_key",
        "width",
        "height",
        "words",
        "made_by_id",
        "made_at",
        "removed_at",
    ),
)
hold(
    "kernel.SearchEntry",
    HELP,
    label=_("Search"),
    inner=("kind", "object_id", "unit_path", "title", "tokens"),
)
hold(
    "kernel.IdempotentReply",
    ACCOUNT,
    label=_("Replies"),
    inner=("account_id", "key", "fingerprint", "status", "body", "at"),
)
hold(
    "kernel.OperationKey",
    SECURITY,
    label=_("Keys of requests"),
    inner=("owner", "key", "kind", "object_id", "at"),
)
hold(
    "kernel.PolicyValue",
    STAFFING,
    label=_("Policies"),
    inner=("key", "value", "valid_from", "document_no", "decided_by_id", "decided_at"),
)
hold(
    "kernel.DeniedTry",
    SECURITY,
    label=_("Tries that were refused"),
    inner=("key", "entry_id", "first_at", "more"),
)
plain("kernel.AuditSeal", "kernel.AuditRoot", "kernel.AuditPrune", "kernel.CalendarDay", "kernel.BackupRun")
plain("kernel.RetentionBatch")
plain("units.Unit", "units.UnitCode", "units.UnitName", "units.UnitLevel", "units.Office")
