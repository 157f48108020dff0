"""No opening is oversold, on SQLite; PostgreSQL has the same trigger from migration 0002."""

from __future__ import annotations

from shijian.kernel.sqlite_guards import Guards

EVENTS = {"insert": "INSERT", "update": "UPDATE OF state, seat, opening_id"}
NAME = "activities_signup_not_oversold_{verb}"
NOT_OVERSOLD = """
CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} ON activities_signup
WHEN NEW.state IN ('offered', 'taken') AND EXISTS (
    SELECT 1 FROM activities_opening o WHERE o.id = NEW.opening_id AND o.capacity IS NOT NULL AND NEW.seat > o.capacity
) BEGIN SELECT RAISE(ABORT, 'the opening has no such place'); END
"""


def _statements() -> list[str]:
    return [NOT_OVERSOLD.format(name=NAME.format(verb=verb), event=event) for verb, event in EVENTS.items()]


GUARDS = Guards(
    tuple(NAME.format(verb=verb) for verb in EVENTS),
    frozenset({"activities_signup", "activities_opening"}),
    _statements,
)
