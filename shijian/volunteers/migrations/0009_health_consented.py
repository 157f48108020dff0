"""PostgreSQL itself keeps no answers about health without a consent that stands (PIPL art. 29).

SQLite gets the same from `volunteers.guards`, because it cannot remake a table that a trigger of another one names.
"""

from django.db import migrations

POSTGRES = """
CREATE OR REPLACE FUNCTION health_consented() RETURNS trigger AS $$ BEGIN
IF NOT EXISTS (
    SELECT 1 FROM people_consent c JOIN volunteers_volunteer v ON v.person_id = c.person_id
    WHERE v.id = NEW.volunteer_id AND c.purpose = 'health' AND c.withdrawn_at IS NULL
) THEN RAISE EXCEPTION 'answers about health need a consent' USING ERRCODE = 'check_violation'; END IF;
RETURN NEW; END; $$ LANGUAGE plpgsql;
CREATE TRIGGER health_consented BEFORE INSERT OR UPDATE OF answers, volunteer_id ON volunteers_healthdeclaration
FOR EACH ROW EXECUTE FUNCTION health_consented();
"""


def install(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES, params=None)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER health_consented ON volunteers_healthdeclaration")
        schema_editor.execute("DROP FUNCTION health_consented()")


class Migration(migrations.Migration):
    dependencies = [("people", "0014_health_consent"), ("volunteers", "0008_health")]
    operations = [migrations.RunPython(install, remove)]
