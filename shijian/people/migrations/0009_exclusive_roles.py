"""Who watches, who keeps the machine and who keeps the accounts are three people: both databases say so."""

from django.db import migrations

DUTY = "(CASE {row}role WHEN 'auditor' THEN 1 WHEN 'system' THEN 2 WHEN 'security' THEN 3 ELSE 0 END)"
POSTGRES = [
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    f"""ALTER TABLE people_appointment ADD CONSTRAINT appointment_exclusive_roles EXCLUDE USING gist
    (person_id WITH =, {DUTY.format(row="")} WITH <>, daterange(starts_on, ends_on, '[]') WITH &&)""",
]
SQLITE = """CREATE TRIGGER appointment_exclusive_roles_{verb} BEFORE {event} ON people_appointment
    WHEN EXISTS (SELECT 1 FROM people_appointment a WHERE a.person_id = NEW.person_id AND a.id IS NOT NEW.id
      AND {theirs} <> {ours}
      AND a.starts_on <= ifnull(NEW.ends_on, '9999-12-31') AND ifnull(a.ends_on, '9999-12-31') >= NEW.starts_on)
    BEGIN SELECT RAISE(ABORT, 'appointment_exclusive_roles'); END"""
EVENTS = {"insert": "INSERT", "update": "UPDATE OF person_id, role, starts_on, ends_on"}


def _sqlite():
    duties = {"theirs": DUTY.format(row="a."), "ours": DUTY.format(row="NEW.")}
    return [SQLITE.format(verb=verb, event=event, **duties) for verb, event in EVENTS.items()]


def install(apps, schema_editor):
    statements = POSTGRES if schema_editor.connection.vendor == "postgresql" else _sqlite()
    for statement in statements:
        schema_editor.execute(statement, params=None)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE people_appointment DROP CONSTRAINT appointment_exclusive_roles")
        return
    for verb in EVENTS:
        schema_editor.execute(f"DROP TRIGGER appointment_exclusive_roles_{verb}")


class Migration(migrations.Migration):
    dependencies = [("people", "0008_codes")]
    operations = [migrations.RunPython(install, remove)]
