"""A trigger of SQLite over two tables: away while migrations run, back afterwards.

SQLite refuses to rename a table while a trigger elsewhere names it, and Django remakes tables by renaming. PostgreSQL
has the same trigger from migration 0002.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

TABLES = {"activities_signup", "activities_opening"}
EVENTS = {"insert": "INSERT", "update": "UPDATE OF state, seat, opening_id"}
NOT_OVERSOLD = """
CREATE TRIGGER IF NOT EXISTS activities_signup_not_oversold_{verb} BEFORE {event} ON activities_signup
WHEN NEW.state IN ('offered', 'taken') AND EXISTS (
    SELECT 1 FROM activities_opening o WHERE o.id = NEW.opening_id AND o.capacity IS NOT NULL AND NEW.seat > o.capacity
) BEGIN SELECT RAISE(ABORT, 'the opening has no such place'); END
"""


def drop(using: str, **_signal: Any) -> None:
    """Before migrations: take the triggers away."""
    if connections[using].vendor != "sqlite":
        return
    with connections[using].cursor() as cursor:
        for verb in EVENTS:
            cursor.execute(f"DROP TRIGGER IF EXISTS activities_signup_not_oversold_{verb}")


def install(using: str, **_signal: Any) -> None:
    """After migrations: bring them back as soon as both tables are there."""
    connection = connections[using]
    if connection.vendor != "sqlite" or not set(connection.introspection.table_names()) >= TABLES:
        return
    with connection.cursor() as cursor:
        for verb, event in EVENTS.items():
            cursor.execute(NOT_OVERSOLD.format(verb=verb, event=event))
