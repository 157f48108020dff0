"""Scans, verdicts, slips and readings stay as they were written; no opening is oversold, on PostgreSQL by trigger.

SQLite gets the same from `activities.guards`, because it cannot remake a table that a trigger of another one names.
"""

from typing import Any

from django.db import migrations

from shijian.kernel.triggers import append_only

HOLDING = "('offered', 'taken')"
POSTGRES = f"""
CREATE OR REPLACE FUNCTION activities_not_oversold() RETURNS trigger AS $$
BEGIN
IF NEW.state IN {HOLDING} AND EXISTS (
    SELECT 1 FROM activities_opening o WHERE o.id = NEW.opening_id AND o.capacity IS NOT NULL AND NEW.seat > o.capacity
) THEN RAISE EXCEPTION 'the opening has no such place' USING ERRCODE = 'check_violation'; END IF;
RETURN NEW; END; $$ LANGUAGE plpgsql;
CREATE TRIGGER activities_signup_not_oversold BEFORE INSERT OR UPDATE OF state, seat, opening_id ON activities_signup
FOR EACH ROW EXECUTE FUNCTION activities_not_oversold();
"""
REMOVE = """
DROP TRIGGER activities_signup_not_oversold ON activities_signup;
DROP FUNCTION activities_not_oversold();
"""


def install(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES, params=None)


def remove(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REMOVE, params=None)


class Migration(migrations.Migration):
    dependencies = [("activities", "0001_initial")]
    operations = [
        append_only(
            "activities_scan", "activities_scanverdict", "activities_slip", "activities_activityriskreading"
        ),
        migrations.RunPython(install, remove),
    ]
