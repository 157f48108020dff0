"""Random re-checks; promises and draws are append-only by trigger."""


import django.db.models.deletion
import shijian.kernel.fields
from django.db import migrations, models

from shijian.kernel.triggers import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0014_health_consent'),
        ('records', '0011_stars'),
        ('units', '0002_position_whole_on_null'),
    ]

    operations = [
        migrations.CreateModel(
            name='SeedPromise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(unique=True)),
                ('commitment', models.CharField(max_length=64)),
                ('sealed', models.TextField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AlterField(
            model_name='signal',
            name='kind',
            field=models.CharField(choices=[('travel', 'Two places at once'), ('long-day', 'A very long day'), ('batch', 'Many entries within minutes'), ('crediting', 'One hand credits many'), ('favour', 'One hand credits one person'), ('kin', 'Entered by family'), ('device', 'One phone for many'), ('photo', 'One photo for several services'), ('rhythm', 'Too regular'), ('clock', 'Scans that come hours later'), ('code', 'One code claimed by many, later'), ('late', 'Many late entries at once'), ('ghost', 'A meeting without a trace'), ('crowd', 'Names added afterwards'), ('pair', 'Two who vouch for each other'), ('recipient', 'Somebody whom nobody else knows'), ('recheck', 'Not so, says who was served')], max_length=13, verbose_name='what was noticed'),
        ),
        migrations.CreateModel(
            name='RecheckDraw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seed', models.CharField(max_length=64)),
                ('permille', models.PositiveSmallIntegerField()),
                ('candidates', models.PositiveIntegerField()),
                ('drawn', models.PositiveIntegerField()),
                ('fingerprint', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('promise', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='draw', to='records.seedpromise')),
            ],
        ),
        migrations.CreateModel(
            name='Recheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('handler_path', models.CharField(editable=False, max_length=40)),
                ('state', models.CharField(choices=[('open', 'Still to phone'), ('confirmed', 'It was so'), ('denied', 'It was not so'), ('unreached', 'Not reached')], default='open', max_length=9)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('over_at', models.DateTimeField(null=True)),
                ('note', shijian.kernel.fields.EncryptedTextField(blank=True, default='', purpose='recheck.note')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('handler', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='recheck', to='records.servicerecord')),
                ('draw', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rechecks', to='records.recheckdraw')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'due_at'], name='recheck_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state', 'open'), models.Q(('by__isnull', False), ('over_at__isnull', False)), _connector='OR'), name='recheck_over_by')],
            },
        ),
        migrations.AddConstraint(
            model_name='recheckdraw',
            constraint=models.CheckConstraint(condition=models.Q(('drawn__lte', models.F('candidates'))), name='recheck_drawn_of_all'),
        ),
        append_only("records_seedpromise", "records_recheckdraw"),
    ]
