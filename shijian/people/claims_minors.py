"""Which personal data the protection of minors holds, and what for."""

from django.utils.translation import gettext_lazy as _

from shijian.kernel.purposes import Basis, define, hold
from shijian.people.purposes import HELP

MINORS = "minors"

define(
    MINORS,
    _("Protecting minors"),
    why=_("So that guardians decide, nobody opens a minor's data without leave, and harm is reported."),
    recipients=_("The staff in charge; for reports of harm the authorities that the law names."),
    basis=Basis.DUTY,
    keep_months=36,
    law="《未成年人保护法》第十一条、第七十二条，《未成年人网络保护条例》第三十一条至第三十七条",
)
hold("people.Person", HELP, label=_("Contact"), inner=("second_guardian",))
hold(
    "people.Guardianship",
    MINORS,
    label=_("Guardians"),
    subject="ward",
    fields={"kind": _("Why"), "evidence": _("proof"), "starts_on": _("from"), "ends_on": _("until")},
    inner=("ward", "guardian", "end_note", "noted_by"),
)
hold(
    "people.ConsentPaper",
    MINORS,
    label=_("What guardians consent to"),
    subject="consent__person",
    fields={"checked_at": _("Came")},
    inner=("consent", "file_key", "notice", "checked_by"),
)
hold(
    "people.ChildNotice",
    MINORS,
    label=_("Rules for children"),
    inner=(
        "version", "parts", "contact_name", "contact_phone", "document_no", "sha256", "published_at",
        "published_by_id",
    ),
)  # fmt: skip
hold("people.ChildRefusal", MINORS, label=_("I refuse"), inner=("ward", "refused_by", "notice", "at"))
hold(
    "people.MinorAccess",
    MINORS,
    label=_("Access to data of minors"),
    subject="officer",
    fields={"asked_at": _("Came"), "until": _("until")},
    inner=(
        "officer", "minor", "unit", "unit_path", "purpose", "days", "state", "decided_by", "decided_at",
        "is_emergency", "note",
    ),
)  # fmt: skip
hold(
    "people.HarmReport",
    MINORS,
    label=_("My reports"),
    subject="reporter",
    fields={"created_at": _("Came"), "state": _("State")},
    inner=("reporter", "unit", "unit_path", "what", "who", "told_at", "closed_at", "due_at", "alarmed_at"),
)
hold(
    "people.HarmStep",
    MINORS,
    label=_("What was done"),
    inner=("report", "kind", "agency", "words", "by", "at"),
)
hold(
    "people.MinorAudit",
    MINORS,
    label=_("Yearly audit of minors' data"),
    inner=("year", "figures", "sha256", "closed_at", "closed_by"),
)
