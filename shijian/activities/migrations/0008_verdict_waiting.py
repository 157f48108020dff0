"""An index of the few verdicts that wait, for the work list."""

from django.db import migrations, models

from shijian.kernel.gentle_migrations import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("activities", "0007_next")]
    operations = [
        AddIndexBeside(
            "scanverdict",
            models.Index(condition=models.Q(outcome="waiting"), fields=["scan"], name="verdict_waiting"),
        ),
    ]
