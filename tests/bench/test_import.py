"""A roll of 30,000 from .xlsx: check and import, beside a calamine read and a bare bulk insert in the same process.

`pytest tests/bench/test_import.py -s -m bench`; BENCH_ROWS changes the size.
Peak memory is that of a process of its own.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.bench
ROOT = Path(__file__).resolve().parents[2]
ROWS = int(os.environ.get("BENCH_ROWS", "30000"))


def measured(part, folder):
    """Run one part in a process of its own; what it prints last is JSON."""
    environment = os.environ | {
        "SHIJIAN_HOME": str(folder),
        "DJANGO_SETTINGS_MODULE": "shijian.config.settings",
        "PYTHONPATH": str(ROOT),
    }
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "tests.bench.import_parts", part, str(folder / "roll.xlsx"), str(ROWS)]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def test_import_of_a_large_roll(tmp_path):
    measured("prepare", tmp_path)
    floor = measured("floor", tmp_path)
    real = measured("import", tmp_path)
    seconds = real["check"] + real["import"]
    ratio = floor["seconds"] / seconds
    times = f"check {real['check']:.1f} s, import {real['import']:.1f} s"
    print(f"\nimport of {ROWS:,} volunteers: {times}, {ROWS / seconds:,.0f} rows/s")
    speed = f"{ROWS / floor['seconds']:,.0f} rows/s; ratio {ratio:.2f}"
    print(f"  floor (calamine read + bulk insert of two tables): {floor['seconds']:.1f} s, {speed}")
    print(f"  peak memory {real['megabytes']:.0f} MB (floor {floor['megabytes']:.0f} MB)")
    assert real["created"] == ROWS
