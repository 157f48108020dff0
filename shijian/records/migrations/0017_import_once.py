"""An imported service has one valid record."""

from django.db import migrations, models

from shijian.kernel.gentle_migrations import AddConstraintBeside


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("records", "0016_imports")]

    operations = [
        AddConstraintBeside(
            model_name='servicerecord',
            constraint=models.UniqueConstraint(condition=models.Q(('source_kind', 'record-import'), ('state', 'valid')), fields=('source_id',), name='record_import_once'),
        ),
    ]
