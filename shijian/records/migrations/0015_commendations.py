"""Commendations; what was entered is never edited, both databases say so."""

from typing import Any

import django.db.models.deletion
import shijian.kernel.fields
from django.db import migrations, models

FACTS = ("volunteer_id", "title", "authority", "level", "awarded_on", "document_no", "merit", "created_at")
OVER = "OLD.state IN ('refused', 'withdrawn', 'revoked') AND OLD.state <> NEW.state"
POSTGRES = """
CREATE OR REPLACE FUNCTION records_commendation_frozen() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'a commendation is revoked, never edited or deleted'; END; $$ LANGUAGE plpgsql;
CREATE TRIGGER commendation_frozen BEFORE UPDATE ON records_commendation
FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION records_commendation_frozen();
CREATE TRIGGER commendation_kept BEFORE DELETE ON records_commendation
FOR EACH ROW EXECUTE FUNCTION records_commendation_frozen();
"""
ABORT = "BEGIN SELECT RAISE(ABORT, 'a commendation is revoked, never edited or deleted'); END"
SQLITE = (
    "CREATE TRIGGER commendation_frozen BEFORE UPDATE ON records_commendation WHEN {changed} " + ABORT,
    "CREATE TRIGGER commendation_kept BEFORE DELETE ON records_commendation " + ABORT,
)


def install(apps: Any, schema_editor: Any) -> None:
    postgres = schema_editor.connection.vendor == "postgresql"
    differs = "IS DISTINCT FROM" if postgres else "IS NOT"
    changed = " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in FACTS) + f" OR ({OVER})"
    for statement in (POSTGRES,) if postgres else SQLITE:
        schema_editor.execute(statement.format(changed=changed), params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0015_public_star_and_ranking'),
        ('records', '0014_star_objections_taken_back'),
        ('volunteers', '0009_health_consented'),
    ]

    operations = [
        migrations.CreateModel(
            name='Commendation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80)),
                ('authority', models.CharField(max_length=80)),
                ('level', models.CharField(choices=[('village', 'Village or community'), ('town', 'Town or street'), ('county', 'County'), ('city', 'City'), ('province', 'Province'), ('nation', 'Nation')], max_length=8)),
                ('awarded_on', models.DateField()),
                ('document_no', models.CharField(blank=True, max_length=80)),
                ('merit', models.CharField(max_length=200)),
                ('file_key', models.CharField(blank=True, max_length=80)),
                ('channel', models.CharField(max_length=10)),
                ('state', models.CharField(choices=[('reported', 'Waits to be confirmed'), ('confirmed', 'Confirmed'), ('refused', 'Confirmation refused'), ('withdrawn', 'Taken back'), ('revoked', 'Revoked')], default='reported', max_length=9)),
                ('created_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('over_at', models.DateTimeField(null=True)),
                ('answer', shijian.kernel.fields.EncryptedTextField(blank=True, default='', purpose='commendation.answer')),
                ('revoked_at', models.DateTimeField(null=True)),
                ('revoke_reason', shijian.kernel.fields.EncryptedTextField(blank=True, default='', purpose='commendation.reason')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commendations', to='volunteers.volunteer')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'due_at'], name='commendation_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('reported', 'confirmed'))), fields=('volunteer', 'title', 'awarded_on'), name='commendation_once'), models.CheckConstraint(condition=models.Q(('state', 'reported'), ('over_at__isnull', False), _connector='OR'), name='commendation_over_when'), models.CheckConstraint(condition=models.Q(('state__in', ('reported', 'withdrawn')), ('decided_by__isnull', False), _connector='OR'), name='commendation_decided_by'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('entered_by')), _negated=True), _connector='OR'), name='commendation_second_person'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'revoked'), _negated=True), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False)), _connector='OR'), name='commendation_revoked_whole'), models.CheckConstraint(condition=models.Q(('revoked_by__isnull', True), models.Q(('revoked_by', models.F('entered_by')), _negated=True), _connector='OR'), name='commendation_revoked_by_other')],
            },
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
