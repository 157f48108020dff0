"""What guardians are told before a child's data are kept (Provisions on the Cyber Protection of Children, art. 10)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shijian.people.models import ChildNotice

PARTS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "purpose": _("What for?"),
        "manner": _("In which way are the data used?"),
        "scope": _("Which data?"),
        "storage": _("Where are they kept, how long, and what happens then?"),
        "safeguards": _("How are they protected?"),
        "refusal": _("What happens when I refuse?"),
        "complaint": _("Where can I complain?"),
        "correction": _("How are data corrected or deleted?"),
        "agreement": _("What guardian, child and we promise one another"),
    }
)


def answers(notice: ChildNotice) -> list[tuple[str | Promise, str]]:
    """The questions with the answers of one version, in their order."""
    return [(label, notice.parts.get(key, "")) for key, label in PARTS.items()]
