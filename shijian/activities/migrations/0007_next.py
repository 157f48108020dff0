"""Keep on each activity which meeting comes next, so that the list of what is ahead is read in order from an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activities", "0006_contests")]
    operations = [
        migrations.AddField(
            "activity", "next_at", models.DateTimeField(blank=True, editable=False, null=True)
        ),
        migrations.AddField(
            "activity", "next_until", models.DateTimeField(blank=True, editable=False, null=True)
        ),
        migrations.AddIndex("activity", models.Index(fields=["next_at", "id"], name="activity_next")),
        migrations.AddIndex("activity", models.Index(fields=["next_until"], name="activity_next_until")),
    ]
