"""Budgets are append-only; of a settlement only the decision is written, once."""

from typing import Any

from django.db import migrations

from shijian.kernel.triggers import append_only

FROZEN = ("merchant_id", "month", "lines", "total_fen", "made_by_id", "made_at")
DECIDED = ("state", "decided_by_id", "decided_at")
CHANGED = " OR ".join(f"OLD.{name} {{differs}} NEW.{name}" for name in FROZEN)
ENDED = " OR ".join(f"OLD.{name} {{differs}} NEW.{name}" for name in DECIDED)
RULE = f"{CHANGED} OR (OLD.state <> 'draft' AND ({ENDED}))"
POSTGRES = """
CREATE OR REPLACE FUNCTION points_settlement_frozen() RETURNS trigger AS $$
BEGIN
IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'settlements are never deleted'; END IF;
IF {rule} THEN RAISE EXCEPTION 'settlements are never changed'; END IF;
RETURN NEW; END; $$ LANGUAGE plpgsql;
CREATE TRIGGER points_settlement_frozen BEFORE UPDATE OR DELETE ON points_settlement
FOR EACH ROW EXECUTE FUNCTION points_settlement_frozen();
"""
SQLITE = (
    "CREATE TRIGGER points_settlement_frozen BEFORE UPDATE ON points_settlement WHEN {rule} "
    "BEGIN SELECT RAISE(ABORT, 'settlements are never changed'); END",
    "CREATE TRIGGER points_settlement_kept BEFORE DELETE ON points_settlement "
    "BEGIN SELECT RAISE(ABORT, 'settlements are never deleted'); END",
)


def install(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES.format(rule=RULE.format(differs="IS DISTINCT FROM")), params=None)
        return
    for statement in SQLITE:
        schema_editor.execute(statement.format(rule=RULE.format(differs="IS NOT")), params=None)


class Migration(migrations.Migration):
    dependencies = [("points", "0003_shop")]
    operations = [
        append_only("points_rewardbudget"),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
