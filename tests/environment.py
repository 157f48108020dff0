"""The environment of the suite, set before Django reads it: its own home, plain static files, no demo."""

import os
import tempfile
from pathlib import Path

os.environ["SHIJIAN_HOME"] = os.environ.get("SHIJIAN_TEST_HOME") or tempfile.mkdtemp(prefix="shijian-test-")
os.environ["SHIJIAN_STATIC_STORAGE"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
os.environ["SHIJIAN_DEMO"] = "false"
os.environ["SHIJIAN_VISITOR_CACHE_SECONDS"] = "0"
(Path(os.environ["SHIJIAN_HOME"]) / "static").mkdir(parents=True, exist_ok=True)
