import django.db.models.expressions
from django.db import migrations, models

from shijian.kernel.triggers import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0008_backup_run'),
    ]

    operations = [
        migrations.CreateModel(
            name='RetentionBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=40)),
                ('due', models.PositiveIntegerField()),
                ('done', models.PositiveIntegerField()),
                ('held', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['-id'], name='retention_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('due__gte', django.db.models.expressions.CombinedExpression(models.F('done'), '+', models.F('held'))), models.Q(('rule', ''), _negated=True)), name='retention_batch_counts')],
            },
        ),
        append_only("kernel_retentionbatch"),
    ]
