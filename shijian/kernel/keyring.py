"""The key files of one installation: made once, mode 600, never half-written, read again when they change."""

import base64
import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

KEY_BYTES = 32


class FieldKey(NamedTuple):
    """One key of the ring that encrypts fields."""

    id: str
    secret: bytes


def field_keys() -> list[FieldKey]:
    """The field keys, newest first; never empty."""
    return list(_ring(_content("field.keys", lambda: _dump([_fresh()]))))


def add_field_key() -> FieldKey:
    """Put a new field key at the head of the ring; two at once add two."""
    key = _fresh()
    with _locked():
        _replace(_folder() / "field.keys", _dump([key, *field_keys()]))
    return key


def remove_field_key(key_id: str) -> None:
    """Forget a field key; what is under it cannot be read any more. ValueError for the newest one."""
    with _locked():
        keys = field_keys()
        if keys[0].id == key_id:
            raise ValueError("the newest key is in use")
        _replace(_folder() / "field.keys", _dump([key for key in keys if key.id != key_id]))


class IndexKey(NamedTuple):
    """An earlier key of the blind indexes, and when it ended."""

    secret: bytes
    ended: datetime


def index_key() -> bytes:
    """The key of the blind indexes; `kernel.reindexing` changes it."""
    return base64.b64decode(_content("index.key", _fresh_index))


def next_index_key() -> bytes:
    """The key that waits to take over; made when there is none, the same one until it has moved up."""
    return base64.b64decode(_content("index.next", _fresh_index))


def is_index_key_waiting() -> bool:
    """Whether a change of the key was begun and not ended."""
    return (Path(settings.KEYS_DIR) / "index.next").exists()


def earlier_index_keys() -> list[IndexKey]:
    """Keys that ended, newest first."""
    if not (_folder() / "index.old").exists():
        return []
    rows = json.loads(_content("index.old", lambda: b"[]"))
    return [IndexKey(base64.b64decode(row["key"]), datetime.fromisoformat(row["ended"])) for row in rows]


def promote_index_key(ended: datetime) -> None:
    """Have the waiting key take over; the old one is kept among the earlier ones. Any number of times."""
    with _locked():
        if not is_index_key_waiting():
            return
        old = base64.b64encode(index_key()).decode()
        kept = [
            {"key": base64.b64encode(key.secret).decode(), "ended": key.ended.isoformat()}
            for key in earlier_index_keys()
            if key.secret != index_key()
        ]
        _replace(
            _folder() / "index.old", json.dumps([{"key": old, "ended": ended.isoformat()}, *kept]).encode()
        )
        (_folder() / "index.next").replace(_folder() / "index.key")
        _sync_folder(_folder())


def forget_index_keys() -> None:
    """Forget the earlier keys."""
    with _locked():
        (_folder() / "index.old").unlink(missing_ok=True)


def signing_pem() -> bytes:
    """The private Ed25519 key that signs, as PEM."""
    return _content("signing.key", _fresh_pem)


class PublicKey(NamedTuple):
    """The public half of a signing key: its id, PEM, and from when until when it signs (ISO 8601; "" while it does)."""

    id: str
    pem: str
    since: str
    until: str


def public_keys() -> list[PublicKey]:
    """Every public key with which this installation ever signed, newest first."""
    keys = _noted_keys()
    current = _public(signing_pem(), _now())
    return keys if any(key.id == current.id for key in keys) else [current, *keys]


def rotate_signing_key() -> PublicKey:
    """Sign with a new key from now on; the old private key is destroyed, its public half stays."""
    with _locked():
        old, pem = public_keys(), _fresh_pem()
        fresh = _public(pem, _now())
        ended = [key if key.until else key._replace(until=fresh.since) for key in old]
        _replace(_folder() / "signing.public", _dump_public([fresh, *ended]))
        _replace(_folder() / "signing.key", pem)
    return fresh


def _noted_keys() -> list[PublicKey]:
    content = _content("signing.public", lambda: _dump_public([_public(signing_pem(), _now())]))
    return [PublicKey(**row) for row in json.loads(content)]


def key_id(key: Ed25519PublicKey) -> str:
    """The id of a signing key: the first 16 hex digits of the SHA-256 of its public half."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def _public(pem: bytes, since: str) -> PublicKey:
    private = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(private, Ed25519PrivateKey):
        raise TypeError("signing.key holds a key of another algorithm")
    public = private.public_key()
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return PublicKey(key_id(public), public.public_bytes(encoding, form).decode(), since, "")


def _dump_public(keys: list[PublicKey]) -> bytes:
    return json.dumps([key._asdict() for key in keys], indent=1).encode()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _fresh_index() -> bytes:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES))


def _fresh() -> FieldKey:
    return FieldKey(secrets.token_hex(4), secrets.token_bytes(KEY_BYTES))


def _fresh_pem() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _dump(keys: list[FieldKey]) -> bytes:
    return json.dumps([{"id": key.id, "key": base64.b64encode(key.secret).decode()} for key in keys]).encode()


def _folder() -> Path:
    folder = Path(settings.KEYS_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _content(name: str, make: Callable[[], bytes]) -> bytes:
    path = os.path.join(settings.KEYS_DIR, name)  # noqa: PTH118 - for every encrypted field; Path takes four times as long
    try:
        state = os.stat(path)  # noqa: PTH116
    except FileNotFoundError:
        _create(_folder() / name, make())
        state = os.stat(path)  # noqa: PTH116
    return _read(path, state.st_mtime_ns, state.st_ino)


@lru_cache(maxsize=16)
def _read(path: str, changed: int, inode: int) -> bytes:
    return Path(path).read_bytes()


@lru_cache(maxsize=4)
def _ring(content: bytes) -> tuple[FieldKey, ...]:
    return tuple(FieldKey(row["id"], base64.b64decode(row["key"])) for row in json.loads(content))


def _create(path: Path, content: bytes) -> None:
    """Write a file unless somebody else was first: a hard link is refused when the name is taken."""
    draft = _draft(path, content)
    try:
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    _sync_folder(path.parent)


def _replace(path: Path, content: bytes) -> None:
    _draft(path, content).replace(path)
    _sync_folder(path.parent)


def _draft(path: Path, content: bytes) -> Path:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked() -> Iterator[None]:
    folder = os.open(_folder(), os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
