"""No answers about health without a consent that stands, on SQLite; PostgreSQL has the same from migration 0009."""

from __future__ import annotations

from shijian.kernel.sqlite_guards import Guards

EVENTS = {"insert": "INSERT", "update": "UPDATE OF answers, volunteer_id"}
NAME = "health_consented_{verb}"
CONSENTED = """
CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} ON volunteers_healthdeclaration
WHEN NOT EXISTS (
    SELECT 1 FROM people_consent c JOIN volunteers_volunteer v ON v.person_id = c.person_id
    WHERE v.id = NEW.volunteer_id AND c.purpose = 'health' AND c.withdrawn_at IS NULL
) BEGIN SELECT RAISE(ABORT, 'answers about health need a consent'); END
"""


def _statements() -> list[str]:
    return [CONSENTED.format(name=NAME.format(verb=verb), event=event) for verb, event in EVENTS.items()]


GUARDS = Guards(
    tuple(NAME.format(verb=verb) for verb in EVENTS),
    frozenset({"volunteers_healthdeclaration", "volunteers_volunteer", "people_consent"}),
    _statements,
)
