"""Triggers of SQLite over several tables: away while migrations run, back afterwards.

SQLite refuses to rename a table while a trigger elsewhere names it, and Django remakes tables by renaming. PostgreSQL
has the same triggers from migration 0004.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

GROWN = 180000
MINOR = f"""(p.birth_date IS NULL OR CAST(strftime('%Y%m%d', {{at}}, '+8 hours') AS INTEGER)
    - CAST(strftime('%Y%m%d', p.birth_date) AS INTEGER) < {GROWN})"""
ASSIGNMENT = """
CREATE TRIGGER IF NOT EXISTS orders_assignment_no_minor_{verb} BEFORE {event} ON orders_assignment
WHEN NEW.state IN ('committed', 'serving', 'done') AND EXISTS (
    SELECT 1 FROM orders_order o, volunteers_volunteer v JOIN people_person p ON p.id = v.person_id
    WHERE o.id = NEW.order_id AND v.id = NEW.volunteer_id AND o.risk >= 2 AND {minor}
) BEGIN SELECT RAISE(ABORT, 'a minor is kept out of danger'); END
"""
ORDER = """
CREATE TRIGGER IF NOT EXISTS orders_order_no_minor BEFORE UPDATE OF risk, wished_from ON orders_order
WHEN NEW.risk >= 2 AND EXISTS (
    SELECT 1 FROM orders_assignment a JOIN volunteers_volunteer v ON v.id = a.volunteer_id
    JOIN people_person p ON p.id = v.person_id
    WHERE a.order_id = NEW.id AND a.state IN ('committed', 'serving') AND {minor}
) BEGIN SELECT RAISE(ABORT, 'a minor is kept out of danger'); END
"""
EVENTS = {"insert": "INSERT", "update": "UPDATE OF order_id, volunteer_id, state"}
TABLES = {"orders_assignment", "orders_order", "volunteers_volunteer", "people_person"}


def drop(using: str, **_signal: Any) -> None:
    """Before migrations: take the triggers away."""
    if connections[using].vendor != "sqlite":
        return
    names = [*(f"orders_assignment_no_minor_{verb}" for verb in EVENTS), "orders_order_no_minor"]
    with connections[using].cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def install(using: str, **_signal: Any) -> None:
    """After migrations: bring them back as soon as all their tables are there."""
    connection = connections[using]
    if connection.vendor != "sqlite" or not set(connection.introspection.table_names()) >= TABLES:
        return
    with connection.cursor() as cursor:
        for statement in _statements():
            cursor.execute(statement)


def _statements() -> list[str]:
    of_order, of_new = MINOR.format(at="o.wished_from"), MINOR.format(at="NEW.wished_from")
    made = [ASSIGNMENT.format(verb=verb, event=event, minor=of_order) for verb, event in EVENTS.items()]
    return [*made, ORDER.format(minor=of_new)]
