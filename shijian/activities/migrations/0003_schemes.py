"""The schemes of the plans from which the platform is built; a network chooses among them and adds its own."""

import json
from pathlib import Path
from typing import Any

from django.db import migrations

FILE = Path(__file__).resolve().parents[1] / "data" / "schemes.json"


def bring(apps: Any, schema_editor: Any) -> None:
    scheme, term = (apps.get_model("activities", name) for name in ("Scheme", "Term"))
    for place, given in enumerate(json.loads(FILE.read_text("utf-8"))):
        terms = given.pop("terms")
        row, _ = scheme.objects.get_or_create(code=given["code"], defaults={**given, "position": place})
        for at, each in enumerate(terms):
            below = each.pop("below", [])
            above = _term(term, row, None, at, each)
            for lower, sub in enumerate(below):
                _term(term, row, above, lower, {**sub, "code": f"{above.code}-{sub['code']}"})


def _term(term: Any, scheme: Any, parent: Any, position: int, facts: dict[str, str]) -> Any:
    defaults = {**facts, "parent": parent, "position": position}
    return term.objects.get_or_create(scheme=scheme, code=facts["code"], defaults=defaults)[0]


class Migration(migrations.Migration):
    dependencies = [("activities", "0002_append_only")]
    operations = [migrations.RunPython(bring, migrations.RunPython.noop)]
