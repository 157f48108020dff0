"""The first privacy notice, and the ledgers of privacy that nobody edits."""

import datetime as dt
import hashlib
from pathlib import Path

from django.db import migrations

from shijian.kernel.triggers import append_only

FOLDER = Path(__file__).parent.parent / "data" / "notices"
LANGUAGES = ("zh-hans", "en")


def load(apps, _schema_editor):
    notices = apps.get_model("people", "PrivacyNotice")
    for language in LANGUAGES:
        text = (FOLDER / f"general.1.{language}.txt").read_text(encoding="utf-8")
        notices.objects.get_or_create(
            kind="general",
            version=1,
            language=language,
            defaults={
                "text": text,
                "sha256": hashlib.sha256(text.encode()).hexdigest(),
                "valid_from": dt.date(2026, 1, 1),
                "published_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
            },
        )


class Migration(migrations.Migration):
    dependencies = [("people", "0006_privacy")]
    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
        append_only("people_privacynotice", "people_impactassessment", "people_incidentreport"),
    ]
