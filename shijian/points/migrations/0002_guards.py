"""The ledger is append-only, its batches sum to zero and are closed, rules stay as they were approved.

The rules over several tables have PostgreSQL here and SQLite in `points.guards`, because SQLite cannot remake a table
that a trigger of another one names.
"""

from typing import Any

from django.db import migrations

from shijian.kernel.triggers import append_only

FROZEN = (
    "code", "title", "document_no", "valid_from", "per_hour", "percent", "per_event", "bonus", "bonus_minutes",
    "cap_event", "cap_day", "cap_month", "made_by_id", "made_at",
)
FINAL = ("state", "approved_by_id", "approved_at")
CHANGED = " OR ".join(f"OLD.{c} {{differs}} NEW.{c}" for c in FROZEN)
ENDED = " OR ".join(f"OLD.{c} {{differs}} NEW.{c}" for c in FINAL)
# What was approved gets its second person in the same breath, and nothing afterwards.
RULE = f"{CHANGED} OR OLD.state = 'dropped' OR (OLD.approved_at IS NOT NULL AND ({ENDED}))"
POSTGRES = """
CREATE OR REPLACE FUNCTION points_entry_checked() RETURNS trigger AS $$
BEGIN
IF EXISTS (SELECT 1 FROM points_batch b WHERE b.id = NEW.batch_id) THEN
  RAISE EXCEPTION 'the batch is closed' USING ERRCODE = 'check_violation'; END IF;
IF NEW.number > 1 AND NOT EXISTS (SELECT 1 FROM points_entry e WHERE e.account_id = NEW.account_id
    AND e.number = NEW.number - 1 AND e.balance + NEW.amount = NEW.balance) THEN
  RAISE EXCEPTION 'the balance does not follow' USING ERRCODE = 'check_violation'; END IF;
RETURN NEW; END; $$ LANGUAGE plpgsql;
CREATE TRIGGER points_entry_checked BEFORE INSERT ON points_entry FOR EACH ROW EXECUTE FUNCTION points_entry_checked();
CREATE OR REPLACE FUNCTION points_batch_zero_sum() RETURNS trigger AS $$
BEGIN
IF (SELECT count(*) < 2 OR sum(e.amount) <> 0 FROM points_entry e WHERE e.batch_id = NEW.id) THEN
  RAISE EXCEPTION 'the entries do not sum to zero' USING ERRCODE = 'check_violation'; END IF;
RETURN NEW; END; $$ LANGUAGE plpgsql;
CREATE TRIGGER points_batch_zero_sum BEFORE INSERT ON points_batch FOR EACH ROW EXECUTE FUNCTION points_batch_zero_sum();
CREATE OR REPLACE FUNCTION points_rule_frozen() RETURNS trigger AS $$
BEGIN
IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'rules of points are never deleted'; END IF;
IF {rule} THEN RAISE EXCEPTION 'rules of points are never changed'; END IF;
RETURN NEW; END; $$ LANGUAGE plpgsql;
CREATE TRIGGER points_rule_frozen BEFORE UPDATE OR DELETE ON points_pointsrule
FOR EACH ROW EXECUTE FUNCTION points_rule_frozen();
"""
SQLITE = (
    "CREATE TRIGGER points_rule_frozen BEFORE UPDATE ON points_pointsrule WHEN {rule} "
    "BEGIN SELECT RAISE(ABORT, 'rules of points are never changed'); END",
    "CREATE TRIGGER points_rule_kept BEFORE DELETE ON points_pointsrule "
    "BEGIN SELECT RAISE(ABORT, 'rules of points are never deleted'); END",
)


def install(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES.format(rule=RULE.format(differs="IS DISTINCT FROM")), params=None)
        return
    for statement in SQLITE:
        schema_editor.execute(statement.format(rule=RULE.format(differs="IS NOT")), params=None)


class Migration(migrations.Migration):
    dependencies = [("points", "0001_initial")]
    operations = [
        append_only("points_account", "points_batch", "points_entry", "points_credit"),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
