"""Yearly targets of units."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0015_public_star_and_ranking'),
        ('units', '0002_position_whole_on_null'),
    ]

    operations = [
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit_path', models.CharField(editable=False, max_length=40)),
                ('year', models.PositiveSmallIntegerField(verbose_name='Year')),
                ('measure', models.CharField(choices=[('volunteers', 'Volunteers on the register'), ('active', 'Volunteers who served'), ('hours', 'Hours that count'), ('activities', 'Activities that took place'), ('orders', 'Orders that were served')], max_length=10, verbose_name='What the target counts')),
                ('number', models.PositiveIntegerField(verbose_name='Target')),
                ('document_no', models.CharField(max_length=80, verbose_name='Document no.')),
                ('state', models.CharField(choices=[('proposed', 'Waits for approval'), ('approved', 'In force'), ('refused', 'Not approved'), ('replaced', 'Replaced by a later one')], default='proposed', max_length=8)),
                ('created_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='units.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['unit_path', 'year'], name='target_unit_year')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'approved')), fields=('unit', 'year', 'measure'), name='target_one_in_force'), models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('unit', 'year', 'measure'), name='target_one_proposed'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='target_number'), models.CheckConstraint(condition=models.Q(('year__range', (2000, 2200))), name='target_year'), models.CheckConstraint(condition=models.Q(('state', 'proposed'), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='target_decided_whole'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='target_second_person')],
            },
        ),
    ]
