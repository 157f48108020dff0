"""No two valid records of one volunteer overlap, and what is recorded stays: both databases say so."""

from django.db import migrations

FROZEN = ("volunteer_id", "started_at", "ended_at", "minutes", "grade", "source_kind", "source_id", "recorded_at")

POSTGRES = [
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    """ALTER TABLE records_servicerecord ADD CONSTRAINT record_no_overlap EXCLUDE USING gist
    (volunteer_id WITH =, tstzrange(started_at, ended_at) WITH &&) WHERE (state = 'valid')""",
    """CREATE FUNCTION records_frozen() RETURNS trigger AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'service records are never deleted'; END IF;
  IF OLD.state = 'void' OR ({changed}) THEN RAISE EXCEPTION 'service records are never edited'; END IF;
  RETURN NEW;
END; $$ LANGUAGE plpgsql""".format(changed=" OR ".join(f"OLD.{c} IS DISTINCT FROM NEW.{c}" for c in FROZEN)),
    """CREATE TRIGGER record_frozen BEFORE UPDATE OR DELETE ON records_servicerecord
    FOR EACH ROW EXECUTE FUNCTION records_frozen()""",
]
SQLITE = [
    """CREATE TRIGGER record_no_overlap BEFORE INSERT ON records_servicerecord
    WHEN NEW.state = 'valid' AND EXISTS (SELECT 1 FROM records_servicerecord r WHERE r.volunteer_id = NEW.volunteer_id
      AND r.state = 'valid' AND r.started_at < NEW.ended_at AND r.ended_at > NEW.started_at)
    BEGIN SELECT RAISE(ABORT, 'record_no_overlap'); END""",
    """CREATE TRIGGER record_frozen BEFORE UPDATE ON records_servicerecord
    WHEN OLD.state = 'void' OR {changed}
    BEGIN SELECT RAISE(ABORT, 'service records are never edited'); END""".format(
        changed=" OR ".join(f"OLD.{c} IS NOT NEW.{c}" for c in FROZEN)
    ),
    """CREATE TRIGGER record_kept BEFORE DELETE ON records_servicerecord
    BEGIN SELECT RAISE(ABORT, 'service records are never deleted'); END""",
]


def install(apps, schema_editor):
    statements = POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
