"""Certificates of voluntary service, the volunteer's card, statements for appraisals."""

import django.db.models.deletion
import shijian.kernel.fields
from django.db import migrations, models

from shijian.kernel.triggers import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0014_health_consent'),
        ('records', '0009_signals'),
        ('units', '0002_position_whole_on_null'),
        ('volunteers', '0009_health_consented'),
    ]

    operations = [
        migrations.AddField(
            model_name='certificateholder',
            name='document',
            field=shijian.kernel.fields.EncryptedTextField(blank=True, db_default='', default='', purpose='certificate-document'),
        ),
        migrations.AddField(
            model_name='certificateholder',
            name='remark',
            field=shijian.kernel.fields.EncryptedTextField(blank=True, db_default='', default='', purpose='certificate-remark'),
        ),
        migrations.AddField(
            model_name='certificateholder',
            name='volunteer_number',
            field=models.CharField(blank=True, db_default='', default='', max_length=20, verbose_name='volunteer number'),
        ),
        migrations.AlterField(
            model_name='certificate',
            name='kind',
            field=models.CharField(choices=[('prize', 'Certificate of a prize'), ('part', 'Certificate of taking part'), ('service', 'Certificate of voluntary service')], max_length=8),
        ),
        migrations.CreateModel(
            name='AppraisalStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', shijian.kernel.fields.EncryptedTextField(blank=True, purpose='proof.token')),
                ('at', models.DateTimeField()),
                ('number', models.CharField(max_length=40, unique=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='volunteers.volunteer')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CertificateRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit_path', models.CharField(editable=False, max_length=40)),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(verbose_name='until')),
                ('purpose', shijian.kernel.fields.EncryptedTextField(blank=True, default='', purpose='certificate-request.purpose')),
                ('with_list', models.BooleanField(default=True)),
                ('whole_document', models.BooleanField(default=False)),
                ('channel', models.CharField(max_length=10)),
                ('state', models.CharField(choices=[('asked', 'Waits to be checked'), ('checked', 'Checked, waits for approval'), ('issued', 'Certificate issued'), ('refused', 'Not issued'), ('withdrawn', 'Taken back'), ('revoked', 'Certificate revoked')], default='asked', max_length=9)),
                ('created_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('minutes', models.PositiveIntegerField(null=True)),
                ('over_at', models.DateTimeField(null=True)),
                ('answer', shijian.kernel.fields.EncryptedTextField(blank=True, default='', purpose='certificate-request.answer')),
                ('flagged_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('handled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificate_requests', to='units.unit')),
                ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificate_requests', to='volunteers.volunteer')),
            ],
        ),
        migrations.CreateModel(
            name='ServiceCertificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(verbose_name='until')),
                ('minutes', models.PositiveIntegerField()),
                ('in_force_from', models.DateField()),
                ('with_list', models.BooleanField()),
                ('handler', models.CharField(max_length=60)),
                ('approver', models.CharField(max_length=60)),
                ('contact', models.CharField(max_length=120)),
                ('certificate', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='service', to='records.certificate')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='records.certificaterequest')),
            ],
        ),
        migrations.CreateModel(
            name='VolunteerCard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', shijian.kernel.fields.EncryptedTextField(blank=True, purpose='proof.token')),
                ('at', models.DateTimeField()),
                ('code', models.CharField(max_length=20, unique=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='volunteers.volunteer')),
            ],
        ),
        migrations.CreateModel(
            name='CertificateLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('certificate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='records.certificate')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificate_lines', to='records.servicerecord')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('certificate', 'record'), name='certificate_line_once')],
            },
        ),
        migrations.AddIndex(
            model_name='certificaterequest',
            index=models.Index(fields=['unit_path', 'state'], name='certificate_request_unit'),
        ),
        migrations.AddConstraint(
            model_name='certificaterequest',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='certificate_request_period'),
        ),
        migrations.AddConstraint(
            model_name='certificaterequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('issued', 'revoked')), _negated=True), models.Q(('decided_by__isnull', False), ('handled_by__isnull', False), ('over_at__isnull', False)), _connector='OR'), name='certificate_request_whole'),
        ),
        migrations.AddConstraint(
            model_name='certificaterequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('issued', 'revoked')), _negated=True), models.Q(('handled_by', models.F('decided_by')), _negated=True), _connector='OR'), name='certificate_request_second_person'),
        ),
        migrations.AddConstraint(
            model_name='servicecertificate',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on')), ('minutes__gt', 0)), name='service_certificate_says_something'),
        ),
        migrations.AddConstraint(
            model_name='volunteercard',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('volunteer',), name='volunteer_card_once'),
        ),
        append_only("records_servicecertificate", "records_certificateline"),
    ]
