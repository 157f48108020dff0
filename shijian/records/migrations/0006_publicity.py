"""From when on a record counts, after its time before the public; what was said stays, both databases say so."""

from typing import Any

from django.db import migrations, models

from shijian.kernel.gentle_migrations import AddIndexBeside

POSTGRES = """
CREATE OR REPLACE FUNCTION records_publicity_frozen() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'the publicity of a service record is never edited'; END; $$ LANGUAGE plpgsql;
DROP TRIGGER IF EXISTS record_publicity_frozen ON records_servicerecord;
CREATE TRIGGER record_publicity_frozen BEFORE UPDATE ON records_servicerecord
FOR EACH ROW WHEN (OLD.counts_from IS DISTINCT FROM NEW.counts_from) EXECUTE FUNCTION records_publicity_frozen();
"""
SQLITE = """
CREATE TRIGGER IF NOT EXISTS record_publicity_frozen BEFORE UPDATE ON records_servicerecord
WHEN OLD.counts_from IS NOT NEW.counts_from
BEGIN SELECT RAISE(ABORT, 'the publicity of a service record is never edited'); END
"""


def install(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE, params=None)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("records", "0005_certificates")]
    operations = [
        migrations.AddField("servicerecord", "counts_from", models.DateField(null=True)),
        migrations.RunPython(install, migrations.RunPython.noop),
        AddIndexBeside("servicerecord", models.Index(fields=["counts_from"], name="record_counts_from")),
    ]
