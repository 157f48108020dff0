"""Keep on each activity which meeting comes next, so that the list of what is ahead is read in order from an index."""

import datetime as dt
from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps: Any, schema_editor: Any) -> None:
    activity, session = (apps.get_model("activities", name) for name in ("Activity", "Session"))
    coming = session.objects.filter(
        activity_id=OuterRef("pk"), cancelled_at__isnull=True, ends_at__gt=dt.datetime.now(dt.UTC)
    ).order_by("starts_at", "pk")
    activity.objects.update(
        next_at=Subquery(coming.values("starts_at")[:1]), next_until=Subquery(coming.values("ends_at")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [("activities", "0006_contests")]
    operations = [
        migrations.AddField(
            "activity", "next_at", models.DateTimeField(blank=True, editable=False, null=True)
        ),
        migrations.AddField(
            "activity", "next_until", models.DateTimeField(blank=True, editable=False, null=True)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex("activity", models.Index(fields=["next_at", "id"], name="activity_next")),
        migrations.AddIndex("activity", models.Index(fields=["next_until"], name="activity_next_until")),
    ]
