"""Copies outside the database: the head of the chain after each sealing, one line a day of the signed roots."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from shijian.kernel import crypto
from shijian.kernel.models import AuditSeal

HEAD = "head.json"


class Head(NamedTuple):
    """The last seal that this machine knows of."""

    seal: int
    value: str
    at: str


def folder() -> Path:
    """The folder of the roots of this installation; made when missing."""
    path = Path(settings.HOME) / "audit-roots"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def write_head(last: AuditSeal) -> None:
    """Remember the end of the chain, signed, so that a tail that is cut off is missed within a minute."""
    body = {"seal": last.pk, "value": last.value, "at": last.sealed_at.isoformat() if last.sealed_at else ""}
    text = json.dumps({**body, "signature": crypto.sign(_text(body))})
    put(folder() / HEAD, text.encode())


def read_head() -> Head | None:
    """The remembered end of the chain; None when there is none. ValueError when it was tampered with."""
    path = folder() / HEAD
    if not path.exists():
        return None
    body = json.loads(path.read_text())
    if not crypto.verify(_text(body), crypto.Signature(*body.pop("signature"))):
        raise ValueError(f"{path} is not signed by this installation")
    return Head(**body)


def put(path: Path, content: bytes) -> None:
    """Write a whole file or none, for its owner alone."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _text(body: dict[str, object]) -> bytes:
    return f"shijian-audit-head {body['seal']} {body['value']} {body['at']}".encode()
