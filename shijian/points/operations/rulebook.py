"""Rules of points: drafted by one person, approved by another, never changed afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, duties
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed
from shijian.kernel.operation import hold, operation, relock
from shijian.points import rules
from shijian.points.flow import RULE_FLOW
from shijian.points.models import PointsRule
from shijian.records.enums import Grade, Recipient

MOST = 10_000
BOOK = "points-rules"


@operation
def draft_rule(
    *,
    title: str,
    document_no: str,
    valid_from: dt.date,
    per_hour: Mapping[str, int],
    percent: Mapping[str, int],
    per_event: int = 0,
    bonus: int = 0,
    bonus_minutes: int = 0,
    cap_event: int | None = None,
    cap_day: int | None = None,
    cap_month: int | None = None,
    actor: Actor,
) -> PointsRule:
    """Draft a set of rules that shall hold from a day on that has not passed. Raises `NotAllowed`, `Invalid` by field.

    `per_hour` is points an hour by whom the service is for, `percent` what of it counts by evidence grade.
    """
    if not rules.can_draft(actor):
        raise NotAllowed
    caps = {"cap_event": cap_event, "cap_day": cap_day, "cap_month": cap_month}
    more = {"per_event": per_event, "bonus": bonus, "bonus_minutes": bonus_minutes}
    _check_words(title, document_no, valid_from)
    _check_numbers(per_hour, percent, {**more, **{name: value or 0 for name, value in caps.items()}})
    hold(BOOK)
    rule = PointsRule.objects.create(
        code=_code(valid_from), title=title.strip(), document_no=document_no.strip(), valid_from=valid_from,
        per_hour=dict(per_hour), percent=dict(percent), made_by_id=actor.person_id, made_at=clock.now(),
        **more, **caps,
    )  # fmt: skip
    audit.record("points.rule-draft", rule, actor=actor, changes={"digest": [None, rule.digest]})
    return rule


@operation
def approve_rule(rule: PointsRule, *, actor: Actor) -> PointsRule:
    """Let a draft hold from its day on. Raises `OwnEntry`, `NotAllowed`, `WrongState`, `Invalid`, `Conflict`."""
    hold(BOOK)
    rule = relock(rule)
    duties.demand("points.rule", rule, actor=actor)
    _check_day(rule.valid_from)
    if PointsRule.objects.approved().filter(valid_from=rule.valid_from).exists():
        raise Conflict(_("Other rules hold from the same day on."))
    RULE_FLOW.advance(rule, "approve", actor=actor)
    rule.approved_by_id, rule.approved_at = actor.person_id, clock.now()
    rule.save(update_fields=["approved_by", "approved_at"])
    audit.record("points.rule-approve", rule, actor=actor, changes={"digest": [None, rule.digest]})
    return rule


@operation
def drop_rule(rule: PointsRule, *, actor: Actor) -> PointsRule:
    """Drop a draft. Raises `NotAllowed`, `WrongState`."""
    rule = relock(rule)
    RULE_FLOW.advance(rule, "drop", actor=actor)
    audit.record("points.rule-drop", rule, actor=actor)
    return rule


def _code(day: dt.date) -> str:
    """The year and a number that counts on, such as 2026-1."""
    return f"{day.year}-{PointsRule.objects.filter(code__startswith=f'{day.year}-').count() + 1}"


def _check_words(title: str, document_no: str, valid_from: dt.date) -> None:
    if not title.strip():
        raise Invalid(fields={"title": _("Give the rules their title.")})
    if not document_no.strip():
        raise Invalid(fields={"document_no": _("Give the number of the document.")})
    _check_day(valid_from)


def _check_day(valid_from: dt.date) -> None:
    if valid_from < clock.today():
        raise Invalid(fields={"valid_from": _("Rules never reach back: choose today or a later day.")})


def _check_numbers(per_hour: Mapping[str, int], percent: Mapping[str, int], more: Mapping[str, Any]) -> None:
    errors = {}
    if set(per_hour) != set(Recipient.values) or any(not 0 <= each <= MOST for each in per_hour.values()):
        errors["per_hour"] = _("A whole number for each class of service.")
    if set(percent) != set(Grade.values) or any(not 0 <= each <= 100 for each in percent.values()):
        errors["percent"] = _("From 0 to 100 for each evidence grade.")
    errors |= {name: _("Not below zero.") for name, value in more.items() if not 0 <= value <= MOST * MOST}
    if errors:
        raise Invalid(fields=errors)
