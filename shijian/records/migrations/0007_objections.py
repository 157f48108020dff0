"""Objections to service records; one open of each person to each record."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import shijian.kernel.fields


class Migration(migrations.Migration):
    dependencies = [
        ('people', '0013_defaults_of_the_database'),
        ('records', '0006_publicity'),
    ]

    operations = [
        migrations.CreateModel(
            name='RecordObjection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ground', models.CharField(choices=[('not-there', 'This volunteer was not there'), ('not-held', 'This service did not take place'), ('too-long', 'The time is too long'), ('too-short', 'The time is too short'), ('wrong-facts', 'The day, the content or the person is wrong'), ('other', 'Something else')], max_length=11, verbose_name='what is wrong')),
                ('words', shijian.kernel.fields.EncryptedTextField(purpose='objection.words')),
                ('state', models.CharField(choices=[('open', 'Waits for a decision'), ('upheld', 'Upheld'), ('rejected', 'Not upheld'), ('withdrawn', 'Taken back')], default='open', max_length=9)),
                ('channel', models.CharField(max_length=10)),
                ('created_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('reminded_at', models.DateTimeField(null=True)),
                ('over_at', models.DateTimeField(null=True)),
                ('answer', shijian.kernel.fields.EncryptedTextField(blank=True, default='', purpose='objection.answer')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='records.servicerecord')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'due_at'], name='objection_due')],
                'constraints': [
                    models.UniqueConstraint(condition=Q(state='open'), fields=('record', 'by'), name='objection_one_open_each'),
                    models.CheckConstraint(condition=Q(state='open') | Q(over_at__isnull=False), name='objection_over_when'),
                    models.CheckConstraint(condition=~Q(state='rejected') | Q(decided_by__isnull=False), name='objection_rejected_by'),
                ],
            },
        ),
    ]
