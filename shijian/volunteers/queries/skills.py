"""Skills by their codes."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from shijian.kernel.errors import Invalid
from shijian.volunteers.models import Skill, TrainingKind


def by_codes(codes: Collection[str]) -> list[Skill]:
    """Give the skills of these codes. Raises `Invalid` when one is unknown; no query for none."""
    found = list(Skill.objects.filter(code__in=codes).order_by("pk")) if codes else []
    if len(found) != len(set(codes)):
        raise Invalid(fields={"skills": _("There is no such skill.")})
    return found


def kinds_by_codes(codes: Collection[str]) -> list[TrainingKind]:
    """Give the kinds of training of these codes. Raises `Invalid` when one is unknown."""
    found = list(TrainingKind.objects.filter(code__in=codes).order_by("pk"))
    if len(found) != len(set(codes)):
        raise Invalid(fields={"trainings": _("There is no such kind of training.")})
    return found
