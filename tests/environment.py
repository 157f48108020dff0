"""The environment of the suite, set before Django reads it: its own home, plain static files, no demo."""

import atexit
import gc
import os
import shutil
import tempfile
from pathlib import Path

# Memory where there is some: the suite keeps synchronous=FULL, and a disk would wait for each of its commits.
FAST = Path("/dev/shm")


def _home() -> str:
    folder = str(FAST) if os.access(FAST, os.W_OK) else None
    home = tempfile.mkdtemp(prefix="shijian-test-", dir=folder)
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return home


os.environ["SHIJIAN_HOME"] = os.environ.get("SHIJIAN_TEST_HOME") or _home()
os.environ["SHIJIAN_STATIC_STORAGE"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
os.environ["SHIJIAN_DEMO"] = "false"
os.environ["SHIJIAN_RATE_LIMITS"] = "false"
os.environ["SHIJIAN_VISITOR_CACHE_SECONDS"] = "0"
(Path(os.environ["SHIJIAN_HOME"]) / "static").mkdir(parents=True, exist_ok=True)


# The suite makes millions of small things; most of them live on, and looking through them again and again takes long.
gc.set_threshold(200_000, 20, 100)


def pytest_collection_finish():
    """What is loaded by now stays until the end."""
    gc.collect()
    gc.freeze()


def pytest_configure():
    """Test SQLite on a file, as it runs in earnest: threads and other processes meet on it."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        file = Path(os.environ["SHIJIAN_HOME"]) / "test.sqlite3"
        database.setdefault("TEST", {})["NAME"] = str(file)
