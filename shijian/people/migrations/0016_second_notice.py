"""The second privacy notice names the random mark that own check-ins carry; a county that published its own keeps that."""

import datetime as dt
import hashlib
from pathlib import Path

from django.db import migrations

FOLDER = Path(__file__).parent.parent / "data" / "notices"
LANGUAGES = ("zh-hans", "en")


def load(apps, _schema_editor):
    notices = apps.get_model("people", "PrivacyNotice")
    if notices.objects.filter(kind="general", version__gte=2).exists():
        return
    for language in LANGUAGES:
        text = (FOLDER / f"general.2.{language}.txt").read_text(encoding="utf-8")
        notices.objects.create(
            kind="general",
            version=2,
            language=language,
            text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            valid_from=dt.date(2026, 11, 27),
            published_at=dt.datetime(2026, 11, 27, tzinfo=dt.UTC),
        )


class Migration(migrations.Migration):
    dependencies = [("people", "0015_public_star_and_ranking")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
