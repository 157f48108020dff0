"""Stars of volunteers: the way to one, a history that only grows, objections and appeals, bars."""

import django.db.models.deletion
from django.db import migrations, models

import shijian.kernel.fields
from shijian.kernel.triggers import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0015_public_star_and_ranking'),
        ('records', '0010_service_certificates'),
        ('units', '0002_position_whole_on_null'),
        ('volunteers', '0009_health_consented'),
    ]

    operations = [
        migrations.CreateModel(
            name='Star',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit_path', models.CharField(editable=False, max_length=40)),
                ('level', models.PositiveSmallIntegerField(verbose_name='Star')),
                ('authority', models.CharField(choices=[('county', 'The county'), ('city', 'The city'), ('province', 'The province')], max_length=8)),
                ('line_minutes', models.PositiveIntegerField()),
                ('grades', models.JSONField()),
                ('minutes', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('asked', 'Waits to be checked'), ('checked', 'Checked, waits for a decision'), ('public', 'Before the public'), ('forwarded', 'Put forward to the authority'), ('granted', 'Granted'), ('review', 'Granted, being looked at again'), ('refused', 'Not granted'), ('taken-back', 'Taken back'), ('withdrawn', 'Withdrawn by decision')], default='asked', max_length=10)),
                ('channel', models.CharField(max_length=10)),
                ('created_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('public_until', models.DateField(null=True)),
                ('granted_on', models.DateField(null=True)),
                ('document_no', models.CharField(blank=True, max_length=80, verbose_name='Number of the decision')),
                ('over_at', models.DateTimeField(null=True)),
                ('answer', shijian.kernel.fields.EncryptedTextField(blank=True, default='', purpose='star.answer')),
                ('kept_minutes', models.PositiveIntegerField(null=True)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stars', to='units.unit')),
                ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stars', to='volunteers.volunteer')),
            ],
        ),
        migrations.CreateModel(
            name='StarBar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', shijian.kernel.fields.EncryptedTextField(purpose='star.reason')),
                ('from_day', models.DateField()),
                ('until_day', models.DateField()),
                ('at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='star_bar', to='records.servicerecord')),
                ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='star_bars', to='volunteers.volunteer')),
            ],
        ),
        migrations.CreateModel(
            name='StarEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('change', models.CharField(choices=[('granted', 'Granted'), ('withdrawn', 'Withdrawn by decision'), ('restored', 'Given back after an appeal')], max_length=9)),
                ('minutes', models.PositiveIntegerField()),
                ('authority', models.CharField(choices=[('county', 'The county'), ('city', 'The city'), ('province', 'The province')], max_length=8)),
                ('document_no', models.CharField(blank=True, max_length=80)),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('star', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='records.star')),
            ],
        ),
        migrations.CreateModel(
            name='StarObjection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('appeal', models.BooleanField()),
                ('words', shijian.kernel.fields.EncryptedTextField(purpose='star.words')),
                ('state', models.CharField(choices=[('open', 'Waits for a decision'), ('upheld', 'Upheld'), ('rejected', 'Not upheld')], default='open', max_length=8)),
                ('channel', models.CharField(max_length=10)),
                ('created_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('over_at', models.DateTimeField(null=True)),
                ('answer', shijian.kernel.fields.EncryptedTextField(blank=True, default='', purpose='star.answer')),
                ('bar', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='records.starbar')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('star', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='records.star')),
            ],
        ),
        migrations.AddIndex(
            model_name='star',
            index=models.Index(fields=['unit_path', 'state'], name='star_unit_state'),
        ),
        migrations.AddIndex(
            model_name='star',
            index=models.Index(fields=['state', 'due_at'], name='star_due'),
        ),
        migrations.AddConstraint(
            model_name='star',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('asked', 'checked', 'public', 'forwarded'))), fields=('volunteer',), name='star_one_under_way'),
        ),
        migrations.AddConstraint(
            model_name='star',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('granted', 'review'))), fields=('volunteer', 'level'), name='star_once'),
        ),
        migrations.AddConstraint(
            model_name='star',
            constraint=models.CheckConstraint(condition=models.Q(('level__gte', 1)), name='star_level'),
        ),
        migrations.AddConstraint(
            model_name='star',
            constraint=models.CheckConstraint(condition=models.Q(('checked_by__isnull', True), ('decided_by__isnull', True), models.Q(('checked_by', models.F('decided_by')), _negated=True), _connector='OR'), name='star_second_person'),
        ),
        migrations.AddConstraint(
            model_name='star',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('granted', 'review', 'withdrawn')), _negated=True), models.Q(('checked_by__isnull', False), ('granted_on__isnull', False), ('public_until__isnull', False)), _connector='OR'), name='star_granted_whole'),
        ),
        migrations.AddConstraint(
            model_name='star',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'public'), _negated=True), models.Q(('decided_by__isnull', False), ('public_until__isnull', False)), _connector='OR'), name='star_public_until'),
        ),
        migrations.AddConstraint(
            model_name='starbar',
            constraint=models.CheckConstraint(condition=models.Q(('until_day__gte', models.F('from_day'))), name='star_bar_span'),
        ),
        migrations.AddIndex(
            model_name='starobjection',
            index=models.Index(fields=['state', 'due_at'], name='star_objection_due'),
        ),
        migrations.AddConstraint(
            model_name='starobjection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('bar__isnull', True), ('star__isnull', False)), models.Q(('appeal', True), ('bar__isnull', False), ('star__isnull', True)), _connector='OR'), name='star_objection_of_one'),
        ),
        migrations.AddConstraint(
            model_name='starobjection',
            constraint=models.UniqueConstraint(condition=models.Q(('star__isnull', False), ('state', 'open')), fields=('star', 'by'), name='star_objection_one_open'),
        ),
        migrations.AddConstraint(
            model_name='starobjection',
            constraint=models.UniqueConstraint(condition=models.Q(('bar__isnull', False), ('state', 'open')), fields=('bar',), name='star_bar_appeal_one_open'),
        ),
        migrations.AddConstraint(
            model_name='starobjection',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'open'), models.Q(('decided_by__isnull', False), ('over_at__isnull', False)), _connector='OR'), name='star_objection_whole'),
        ),
        append_only('records_starentry'),
    ]
