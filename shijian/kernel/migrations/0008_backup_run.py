from django.db import migrations, models

from shijian.kernel.triggers import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0007_audit_chain'),
    ]

    operations = [
        migrations.CreateModel(
            name='BackupRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('result', models.CharField(choices=[('ok', 'Made and read back'), ('failed', 'Failed'), ('missed', 'Missing'), ('not-copied', 'Made, but not copied elsewhere')], max_length=10)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField()),
                ('scheduled', models.BooleanField()),
                ('reason', models.CharField(blank=True, max_length=400)),
                ('name', models.CharField(blank=True, max_length=40)),
                ('rows', models.PositiveBigIntegerField(default=0)),
                ('uploads', models.PositiveBigIntegerField(default=0)),
                ('written', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'indexes': [models.Index(fields=['-started_at', '-id'], name='backup_run_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_at__gte', models.F('started_at'))), name='backup_run_ends_later'), models.CheckConstraint(condition=models.Q(('result', 'missed'), ('result', 'failed'), models.Q(('name', ''), _negated=True), _connector='OR'), name='backup_run_named')],
            },
        ),
        append_only("kernel_backuprun"),
    ]
