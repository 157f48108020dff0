"""How everything that waits for a decision ends: its moment, its words, who decided, and its new state."""

from __future__ import annotations

from typing import Any

from shijian.kernel import clock
from shijian.kernel.actor import Actor
from shijian.kernel.flow import Flow

LONGEST = 1000
BY_ITSELF = ("withdraw", "settle")  # nobody decided


def end(
    flow: Flow, row: Any, move: str, *, answer: str, actor: Actor, also: tuple[str, ...] = ()
) -> dict[str, list[str]]:
    """Make the move on a locked row with `over_at`, `answer`, `decided_by`, saving `also` with them.

    Gives the change of its state for the trail. In the caller's transaction. Raises `NotAllowed`, `WrongState`.
    """
    before = row.state
    if flow.can(row, move, actor=actor):
        row.over_at, row.answer = clock.now(), answer.strip()[:LONGEST]
        row.decided_by_id = None if move in BY_ITSELF else actor.person_id
        row.save(update_fields=["over_at", "answer", "decided_by", *also])
    flow.advance(row, move, actor=actor)
    return {"state": [before, row.state]}
