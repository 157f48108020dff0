"""Settings from the environment, typed and checked at start with a hint on what is wrong."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from shijian.kernel import client_address

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
    "PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-20000;"
)


def text(name: str, default: str) -> str:
    """Give a text setting."""
    return os.environ.get(name, default)


def flag(name: str, *, default: bool) -> bool:
    """Give a yes/no setting: 1, true, yes, on or 0, false, no, off."""
    value = os.environ.get(name, "").strip().lower()
    if value in ("", "1", "true", "yes", "on", "0", "false", "no", "off"):
        return default if value == "" else value in ("1", "true", "yes", "on")
    raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")


def number(name: str, default: int, *, low: int, high: int) -> int:
    """Give a whole number between `low` and `high`."""
    value = os.environ.get(name, str(default))
    if not value.isdigit() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name} must be a number from {low} to {high}, not {value!r}.")
    return int(value)


def networks(name: str) -> list[client_address.Network]:
    """Give addresses and networks separated by commas."""
    value = os.environ.get(name, "")
    try:
        return client_address.networks(value)
    except ValueError as error:
        hint = "addresses or networks like 10.0.0.0/8, separated by commas"
        raise ImproperlyConfigured(f"{name} must be {hint}: {error}.") from error


def home() -> Path:
    """Give the folder that holds all data of this installation; made when missing."""
    path = Path(text("SHIJIAN_HOME", "var")).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"SHIJIAN_HOME={path} cannot be made: {error.strerror}.") from error
    return path


def secret(path: Path) -> str:
    """Give the secret in `path`; made on first start with mode 600. Of two first starts one wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    if not path.exists():
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()


def database(folder: Path) -> dict[str, Any]:
    """Give Django's description of the database that DATABASE_URL names; SQLite in `folder` by default."""
    url = text("DATABASE_URL", "")
    if not url:
        return _sqlite(str(folder / "shijian.sqlite3"))
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path.removeprefix("/")) or ":memory:")
    if parts.scheme in ("postgres", "postgresql"):
        return _postgres(url)
    hint = "postgresql://user@host:5432/name or sqlite:///file"
    raise ImproperlyConfigured(f"DATABASE_URL must look like {hint}.")


def sms() -> dict[str, Any]:
    """Give the gateway for text messages; `none` by default. One that is named must be told all it needs."""
    gateway = text("SHIJIAN_SMS", "none")
    if gateway not in ("none", "tencent"):
        raise ImproperlyConfigured(f"SHIJIAN_SMS must be none or tencent, not {gateway!r}.")
    names = {"app": "APP", "sign": "SIGN", "key": "KEY", "secret": "SECRET"}
    values = {name: text(f"SHIJIAN_SMS_{part}", "") for name, part in names.items()}
    code = text("SHIJIAN_SMS_TEMPLATE_CODE", "")
    if gateway != "none" and not (code and all(values.values())):
        needed = ", ".join(f"SHIJIAN_SMS_{part}" for part in (*names.values(), "TEMPLATE_CODE"))
        raise ImproperlyConfigured(f"SHIJIAN_SMS={gateway} needs {needed}.")
    return values | {
        "gateway": gateway,
        "templates": {"code": code},
        "region": text("SHIJIAN_SMS_REGION", "ap-guangzhou"),
        "url": text("SHIJIAN_SMS_URL", "https://sms.tencentcloudapi.com/"),
        "seconds": number("SHIJIAN_SMS_SECONDS", 8, low=1, high=60),
    }


def _sqlite(name: str) -> dict[str, Any]:
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": options}


def _postgres(url: str) -> dict[str, Any]:
    """The server of the pages ends a statement that takes too long; jobs and commands take their time."""
    parts = urlsplit(url)
    seconds = number("SHIJIAN_STATEMENT_SECONDS", 0, low=0, high=3600)
    bound = {"options": f"-c statement_timeout={1000 * seconds}"} if seconds else {}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": bound | dict(parse_qsl(parts.query)),
    }
