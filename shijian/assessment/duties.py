"""Steps on targets that need a second person."""

from django.utils.translation import gettext_lazy as _

from shijian.assessment import rules
from shijian.kernel import duties

for _key, _step in (("approve", _("Approving a target")), ("refuse", _("Not approving a target"))):
    duties.define(
        f"target.{_key}",
        f"assessment.operations.{_key}_target",
        step=_step,
        sentence=_("A target is approved by another officer than who set it."),
        involved=rules.proposed,
    )
