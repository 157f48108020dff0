"""Seed the list of skills from data/skills.json; a county may rename and add."""

import json
from pathlib import Path

from django.db import migrations

SEED = Path(__file__).resolve().parent.parent / "data" / "skills.json"


def load(apps, schema_editor):
    skill = apps.get_model("volunteers", "Skill")
    rows = json.loads(SEED.read_text(encoding="utf-8"))
    skill.objects.bulk_create(
        [skill(code=code, name=name, needs_licence=licence) for code, name, licence in rows],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):

    dependencies = [
        ("volunteers", "0002_guardian_of_a_minor"),
    ]

    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
