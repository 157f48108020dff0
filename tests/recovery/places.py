"""Installations of their own, run by the real commands in real processes, on either database."""

import os
import subprocess
import sys
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

SERVER = os.environ.get("DATABASE_URL", "")
PASSPHRASES = {
    "SHIJIAN_BACKUP_PASSPHRASE": "河边 五棵 老柳树 开花 结籽 落叶 飞雪",
    "SHIJIAN_KEYS_PASSPHRASE": "山后 七座 旧瓦房 炊烟 鸡鸣 犬吠 牛归",
}
COMMAND = [sys.executable, "-c", "from shijian.config.cli import main; main()"]


@dataclass
class Place:
    """A SHIJIAN_HOME with its database; `run` is the command line of whoever keeps it."""

    home: Path
    url: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def env(self):
        """The environment of its processes: no setting of the suite gets through."""
        mine = {"SHIJIAN_HOME": str(self.home), "DATABASE_URL": self.url, "SHIJIAN_LOG_LEVEL": "ERROR"}
        mine["SHIJIAN_STATIC_STORAGE"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
        outer = {name: value for name, value in os.environ.items() if not name.startswith("SHIJIAN_")}
        outer |= {"DJANGO_SETTINGS_MODULE": "shijian.config.settings", "PYTHONPATH": str(Path.cwd())}
        return outer | mine | PASSPHRASES | self.extra

    def run(self, *words, ok=True, **env):
        """Run `shijian …`; gives what it printed, on both streams."""
        ended = subprocess.run(
            [*COMMAND, *map(str, words)], env=self.env | env, capture_output=True, text=True, check=False
        )
        printed = ended.stdout + ended.stderr
        assert (ended.returncode == 0) == ok, printed
        return printed

    def python(self, code):
        """Run Python in this installation; gives what it printed."""
        start = "import django; django.setup()\n"
        command = [sys.executable, "-c", start + code]
        ended = subprocess.run(command, check=False, env=self.env, capture_output=True, text=True)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout


class Databases:
    """Databases of the server that the suite runs on; all of them gone at the end."""

    def __init__(self):
        self.names = []

    def new(self):
        """The address of a new, empty database; "" (SQLite in the home) where there is no server."""
        if not SERVER:
            return ""
        name = f"shijian_{uuid.uuid4().hex[:12]}"
        self._ask(f'CREATE DATABASE "{name}"')
        self.names.append(name)
        return urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))

    def drop(self):
        for name in self.names:
            self._ask(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _ask(self, statement):
        import psycopg

        with psycopg.connect(SERVER, autocommit=True) as connection:
            connection.execute(statement)
