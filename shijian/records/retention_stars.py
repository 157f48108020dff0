"""What of stars goes by itself, when, and what stays."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from shijian.kernel.purposes import months_key
from shijian.kernel.retention import HOLDS, minimise, reasons, stays
from shijian.records.models import StarObjection


def _in_open_doubts(people: set[int]) -> Iterable[int]:
    """Those who objected or appealed, as long as it is open."""
    return StarObjection.objects.open().filter(by__in=people).values_list("by", flat=True)


HOLDS.append(_in_open_doubts)
minimise(
    "star-objection-words", _("Words of objections and appeals about stars"), model="records.StarObjection",
    since="over_at", term=months_key("complaints"), clear={"words": "", "answer": ""}, people=("by",),
)  # fmt: skip
stays("records.StarObjection", why=reasons.FIGURES)
minimise(
    "star-answer", _("Reasons why stars were not granted"), model="records.Star", since="over_at",
    term=months_key("complaints"), clear={"answer": ""}, people=("volunteer__person",),
)  # fmt: skip
minimise(
    "star-bar-reason", _("Reasons of times without a new star"), model="records.StarBar", since="until_day",
    term=months_key("complaints"), clear={"reason": ""}, people=("volunteer__person",),
)  # fmt: skip
stays("records.StarBar", why=reasons.PROOF)
stays("records.Star", why=reasons.PROOF)
stays("records.StarEntry", why=reasons.APPEND_ONLY)
