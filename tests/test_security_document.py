"""What docs/security.md claims is shown by tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`((?:tests|tools)/[\w/]+\.py)`")
OUTGOING = re.compile(
    r"^\s*(?:import|from) (?:requests|urllib\.request|http\.client|httpx|aiohttp)\b", re.MULTILINE
)
# The only modules that call out, each to hosts of the settings alone.
CALLERS = {"kernel/sms.py", "people/oidc/outside.py"}


def test_every_named_test_exists():
    assert [path for path in sorted(set(NAMED.findall(TEXT))) if not (ROOT / path).is_file()] == []


def test_every_threat_and_every_item_names_a_test_or_admits_that_it_has_none():
    rows = [line for line in TEXT.splitlines() if line.startswith("| ") and not line.startswith("| ---")]
    heads = ("| who,", "| control", "| chapter")
    bare = [row for row in rows if not row.startswith(heads) and "`" not in row and " – |" not in row]
    assert bare == []


def test_only_named_modules_call_other_hosts():
    files = (ROOT / "shijian").rglob("*.py")
    found = {str(path.relative_to(ROOT / "shijian")) for path in files if OUTGOING.search(path.read_text())}
    assert found == CALLERS
