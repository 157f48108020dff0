"""Which unit decides about a commendation, what waits late, and tables whose columns somebody has to name."""

from importlib import import_module
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

COMMENDATIONS = import_module("shijian.records.migrations.0015_commendations")


def guard_again(apps: Any, schema_editor: Any) -> None:
    """SQLite copies a table that gets such columns, and forgets its triggers."""
    if schema_editor.connection.vendor == "sqlite":
        for name in ("commendation_frozen", "commendation_kept"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        COMMENDATIONS.install(apps, schema_editor)



class Migration(migrations.Migration):

    dependencies = [
        ('people', '0015_public_star_and_ranking'),
        ('records', '0019_device_marks'),
        ('units', '0002_position_whole_on_null'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='recordimport',
            name='record_import_proved',
        ),
        migrations.RemoveConstraint(
            model_name='recordimport',
            name='record_import_over_when',
        ),
        migrations.AddField(
            model_name='commendation',
            name='handler',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit'),
        ),
        migrations.AddField(
            model_name='commendation',
            name='handler_path',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name='commendation',
            name='nobody_above',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='commendation',
            name='reminded_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='recordimport',
            name='heading_row',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='recordimport',
            name='nobody_above',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='recordimport',
            name='reminded_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='recordimport',
            name='sheet',
            field=models.CharField(blank=True, db_default='', default='', max_length=80),
        ),
        migrations.AddField(
            model_name='recordimport',
            name='table_key',
            field=models.CharField(blank=True, db_default='', default='', max_length=80),
        ),
        migrations.AddField(
            model_name='topup',
            name='nobody_above',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name='recordimport',
            name='state',
            field=models.CharField(choices=[('columns', 'What its columns hold is not known yet'), ('draft', 'Read, not handed in'), ('asked', 'Waits for a decision'), ('approved', 'Approved, is being recorded'), ('done', 'Recorded'), ('refused', 'Not granted'), ('withdrawn', 'Taken back')], default='draft', max_length=9),
        ),
        migrations.AddConstraint(
            model_name='recordimport',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('columns', 'draft', 'withdrawn')), models.Q(('due_at__isnull', False), ('handler__isnull', False), models.Q(('document', ''), ('digest', ''), _negated=True)), _connector='OR'), name='record_import_proved'),
        ),
        migrations.AddConstraint(
            model_name='recordimport',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('columns', 'draft', 'asked')), ('over_at__isnull', False), _connector='OR'), name='record_import_over_when'),
        ),
        migrations.RunPython(guard_again, guard_again),
    ]
