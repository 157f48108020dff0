"""What the rules say and what was done by them, for the page of those who answer for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from shijian.kernel import clock, policy, purposes
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.models import PolicyValue, RetentionBatch
from shijian.kernel.retention.rules import KEPT, RULES, Rule

ALLOWED = (Permission.ACCOUNT_MANAGE, Permission.POLICY_EDIT)


@dataclass(frozen=True, slots=True)
class Line:
    """One rule with its term for facts of today."""

    rule: Rule
    months: int
    source: str


def may_see(actor: Actor) -> bool:
    """Whether the actor answers for retention: the security administrator, and whoever decides the terms."""
    return any(actor.may_anywhere(permission) for permission in ALLOWED)


def batches(actor: Actor) -> QuerySet[RetentionBatch]:
    """All batches, newest first; none for whoever does not answer for them."""
    rows: QuerySet[RetentionBatch] = RetentionBatch.objects.order_by("-id")
    return rows if may_see(actor) else rows.none()


def lines() -> list[Line]:
    """Every rule; one query for the terms that the county decided."""
    rows = PolicyValue.objects.filter(
        key__in={rule.term for rule in RULES.values()}, valid_from__lte=clock.today()
    )
    decided = dict(rows.order_by("valid_from", "id").values_list("key", "value"))
    return [_line(rule, decided.get(rule.term)) for rule in RULES.values()]


def kept() -> list[tuple[str, list[str]]]:
    """Why something stays, and what; what another job takes away is not among it."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in KEPT:
        if each.why:
            found[str(each.why)].extend(_labels(each.model))
    return [(why, list(dict.fromkeys(labels))) for why, labels in found.items()]


def _line(rule: Rule, decided: int | None) -> Line:
    definition = policy.DEFINITIONS[rule.term]
    return Line(rule, int(definition.default if decided is None else decided), definition.basis)


def _labels(model: str) -> Iterable[str]:
    return (str(each.label) for each in purposes.HOLDINGS if each.model == model)
