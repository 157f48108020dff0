"""Columns that came after release 0.1 get a default in the database: code of that release may insert rows meanwhile."""

from django.db import migrations, models

from shijian.kernel.triggers import GUARDED, append_only, leave_by_retention

guard, leaving = append_only(*GUARDED), leave_by_retention()
nothing = migrations.RunPython.noop

class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0009_retention_batch'),
    ]

    operations = [
        # SQLite builds a table anew, which it cannot while a trigger of another one names it; a new one has no triggers.
        migrations.RunPython(guard.reverse_code, nothing),
        migrations.RunPython(nothing, leaving.code),
        migrations.RunPython(nothing, guard.code),
        migrations.AlterField(
            model_name='auditentry',
            name='purpose_kind',
            field=models.CharField(blank=True, db_default='', default='', max_length=20),
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='unit_path',
            field=models.CharField(blank=True, db_default='', default='', max_length=40),
        ),
        migrations.AlterField(
            model_name='auditseal',
            name='content',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
        migrations.AlterField(
            model_name='auditseal',
            name='scheme',
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        guard,
        leaving,
    ]
