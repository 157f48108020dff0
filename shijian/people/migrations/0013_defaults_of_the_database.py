"""Columns that came after release 0.1 get a default in the database: code of that release may insert rows meanwhile."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0012_minors'),
    ]

    operations = [
        migrations.AlterField(
            model_name='apitoken',
            name='passed_factor',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name='consent',
            name='notice_sha256',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
        migrations.AlterField(
            model_name='consent',
            name='notice_version',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name='invitation',
            name='ends_factors',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name='loginfailure',
            name='device',
            field=models.CharField(blank=True, db_default='', default='', max_length=32),
        ),
    ]
