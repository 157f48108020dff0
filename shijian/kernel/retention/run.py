"""Carrying the rules out: batch by batch, each a transaction with one audit row of counts and no personal data.

A killed run leaves whole batches; the next one finds what is still due. Files go before their rows, so that none
is left behind; a row whose file has gone already is only due once more.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from shijian.kernel import audit, clock, jobs
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.models import RetentionBatch
from shijian.kernel.operation import hold, operation
from shijian.kernel.retention.holds import held as held_people
from shijian.kernel.retention.rules import RULES, Rule

BATCH = 500
BUDGET_SECONDS = 200.0  # of the 300 after which the queue stops a job
DAILY = f"{__name__}.daily"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one batch, or a whole rule, came to; `last` is the key of the last row that was looked at."""

    rule: Rule
    due: int
    done: int
    held: int
    last: int = 0


def survey() -> Iterator[Outcome]:
    """What would be done now, rule by rule; writes nothing."""
    for rule in RULES.values():
        due = held = last = 0
        while keys := _keys(rule, last, BATCH):
            due, held, last = due + len(keys), held + len(_held(rule, keys)), keys[-1]
        yield Outcome(rule, due, due - held, held)


def carry_out(
    *, actor: Actor = SYSTEM, batch: int = BATCH, seconds: float | None = None
) -> Iterator[Outcome]:
    """Do what is due, batch by batch, until nothing is left or the time is over."""
    end = None if seconds is None else time.monotonic() + seconds
    for rule in RULES.values():
        last = 0
        while end is None or time.monotonic() < end:
            outcome = do_batch(rule.key, after=last, size=batch, actor=actor)
            if outcome is None:
                break
            last = outcome.last
            yield outcome


def daily() -> None:
    """The job: what is not done in its time is gone on with at once."""
    began = time.monotonic()
    for _outcome in carry_out(seconds=BUDGET_SECONDS):
        pass
    if time.monotonic() - began >= BUDGET_SECONDS:
        jobs.enqueue(DAILY)


@operation
def do_batch(key: str, *, after: int, size: int, actor: Actor) -> Outcome | None:
    """Do one batch of a rule beyond the row `after`; None when nothing is due there. Only the system may."""
    rule = RULES[key]
    if not actor.is_system:
        return None
    hold(f"retention {key}")
    keys = _keys(rule, after, size)
    if not keys:
        return None
    total = rule.due().count()
    list(rule.rows().filter(pk__in=keys).order_by("pk").select_for_update(of=("self",)).only("pk"))
    still = list(rule.due().filter(pk__in=keys).order_by("pk").values_list("pk", flat=True))
    held = _held(rule, still)
    done = _take_away(rule, [each for each in still if each not in held])
    _note(rule, Outcome(rule, max(total, done + len(held)), done, len(held)), actor)
    return Outcome(rule, total, done, len(held), keys[-1])


def _take_away(rule: Rule, keys: list[int]) -> int:
    if not keys:
        return 0
    if rule.before is not None:
        rule.before(_these(rule, keys))
    rule.act(_these(rule, keys))
    return len(keys)


def _note(rule: Rule, outcome: Outcome, actor: Actor) -> None:
    row = RetentionBatch.objects.create(
        rule=rule.key, due=outcome.due, done=outcome.done, held=outcome.held, at=clock.now()
    )
    changes = {"rule": [None, rule.key], "done": [0, outcome.done], "held": [0, outcome.held]}
    audit.record("retention.batch", row, actor=actor, changes=changes)


def _these(rule: Rule, keys: list[int]) -> QuerySet[Any]:
    return rule.rows().filter(pk__in=keys)


def _keys(rule: Rule, after: int, size: int) -> list[int]:
    rows = rule.due().filter(pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:size])


def _held(rule: Rule, keys: list[int]) -> set[int]:
    found = rule.held(keys) if rule.held is not None else set()
    if not rule.people:
        return found
    about = list(_these(rule, keys).values_list("pk", *rule.people))
    open_ = held_people({key for _pk, *people in about for key in people if key is not None})
    return found | {pk for pk, *people in about if not open_.isdisjoint(people)}
