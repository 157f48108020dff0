"""Which personal data targets hold, and what for: who set them."""

from django.utils.translation import gettext_lazy as _

from shijian.kernel.purposes import hold

hold(
    "assessment.Target",
    "staffing",
    label=_("Targets that I set"),
    subject="proposed_by",
    fields={
        "year": _("Year"),
        "measure": _("What the target counts"),
        "number": _("Target"),
        "document_no": _("Document no."),
        "created_at": _("When"),
    },
    inner=("unit", "unit_path", "state", "proposed_by", "decided_by", "decided_at"),
)
