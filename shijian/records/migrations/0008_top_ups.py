"""Wishes for records that were never made; a second person decides, a photo proves one of them."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import shijian.kernel.fields

PERSON = {'on_delete': django.db.models.deletion.PROTECT, 'related_name': '+', 'to': 'people.person'}


class Migration(migrations.Migration):
    dependencies = [
        ('people', '0013_defaults_of_the_database'),
        ('records', '0007_objections'),
        ('units', '0002_position_whole_on_null'),
        ('volunteers', '0007_agreements'),
    ]

    operations = [
        migrations.CreateModel(
            name='TopUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit_path', models.CharField(editable=False, max_length=40)),
                ('handler_path', models.CharField(editable=False, max_length=40)),
                ('channel', models.CharField(max_length=10)),
                ('started_at', models.DateTimeField(verbose_name='from')),
                ('ended_at', models.DateTimeField(verbose_name='until')),
                ('recipient', models.CharField(choices=[('elder', 'Elders'), ('child', 'Children'), ('disabled', 'People with disabilities'), ('hardship', 'Families in hardship'), ('resident', 'Residents'), ('public', 'The public')], max_length=10)),
                ('content', models.CharField(max_length=200, verbose_name='content')),
                ('place', models.CharField(max_length=200, verbose_name='place')),
                ('reason', shijian.kernel.fields.EncryptedTextField(purpose='topup.reason')),
                ('file_key', models.CharField(max_length=80)),
                ('digest', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('asked', 'Waits for a decision'), ('approved', 'Approved and recorded'), ('refused', 'Not granted'), ('withdrawn', 'Taken back')], default='asked', max_length=9)),
                ('created_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('reminded_at', models.DateTimeField(null=True)),
                ('over_at', models.DateTimeField(null=True)),
                ('answer', shijian.kernel.fields.EncryptedTextField(blank=True, default='', purpose='topup.answer')),
                ('asked_by', models.ForeignKey(**PERSON)),
                ('decided_by', models.ForeignKey(null=True, **PERSON)),
                ('handler', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handled_top_ups', to='units.unit')),
                ('record', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='top_up', to='records.servicerecord')),
                ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='volunteers.team')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='top_ups', to='units.unit')),
                ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='top_ups', to='volunteers.volunteer')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['handler_path', 'state'], name='top_up_handler'),
                    models.Index(fields=['state', 'due_at'], name='top_up_due'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=Q(ended_at__gt=F('started_at')), name='top_up_span'),
                    models.CheckConstraint(condition=Q(state='asked') | Q(over_at__isnull=False), name='top_up_over_when'),
                    models.CheckConstraint(condition=~Q(state='approved') | Q(record__isnull=False, decided_by__isnull=False), name='top_up_approved_whole'),
                    models.CheckConstraint(condition=~Q(state='refused') | Q(decided_by__isnull=False), name='top_up_refused_by'),
                    models.CheckConstraint(condition=Q(decided_by__isnull=True) | ~Q(decided_by=F('asked_by')), name='top_up_second_person'),
                    models.UniqueConstraint(condition=Q(state__in=('asked', 'approved')), fields=('digest',), name='top_up_photo_once'),
                ],
            },
        ),
    ]
