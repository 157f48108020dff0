"""Streams encrypted to a recipient.

A recipient is an X25519 key pair that scrypt makes of a passphrase and a salt. The server keeps the salt and the public
half only: it can seal, but it cannot open its own older backups. Each stream has a key of its own (X25519 with a
fresh key, HKDF-SHA256) and goes in chunks of 1 MiB through AES-256-GCM. The nonce counts the chunks and marks the
last one, so that a stream that was cut, reordered or swapped for one of another kind does not open.
"""

from __future__ import annotations

import base64
import hashlib
import io
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.utils.translation import gettext as _

from shijian.kernel.backup.errors import Damaged, WrongPassphrase

MAGIC = b"SHIJIAN-SEALED-1\n"
SALT, KEY, TAG = 16, 32, 16
CHUNK = 1 << 20
HEADER = len(MAGIC) + SALT + KEY + KEY
SCRYPT = {"n": 1 << 17, "r": 8, "p": 1}  # 128 MB of memory and about half a second a guess


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who can open: the public half, and the salt that the passphrase needs."""

    salt: bytes
    public: bytes

    @property
    def text(self) -> str:
        """One line for a file; no secret."""
        return base64.b64encode(self.salt + self.public).decode()

    @staticmethod
    def parsed(text: str) -> Recipient:
        """The recipient that `text` wrote. Raises `Damaged`."""
        try:
            data = base64.b64decode(text.strip(), validate=True)
        except ValueError:
            data = b""
        if len(data) != SALT + KEY:
            raise Damaged(_("The recipient of the backups is not readable. Run: shijian backup setup"))
        return Recipient(data[:SALT], data[SALT:])


def new_recipient(passphrase: str) -> Recipient:
    """A recipient with a fresh salt, whose passphrase this is."""
    salt = secrets.token_bytes(SALT)
    return Recipient(salt, _private(passphrase, salt).public_key().public_bytes_raw())


def _private(passphrase: str, salt: bytes) -> X25519PrivateKey:
    derived = Scrypt(salt=salt, length=KEY, **SCRYPT).derive(passphrase.encode())
    return X25519PrivateKey.from_private_bytes(derived)


class Opener:
    """A passphrase that opens streams; scrypt is asked once a salt."""

    def __init__(self, passphrase: str) -> None:
        self._passphrase = passphrase
        self._keys: dict[bytes, X25519PrivateKey] = {}

    def key(self, header: bytes, kind: str) -> bytes:
        """The key of the stream with this header. Raises `WrongPassphrase`."""
        salt, public, fresh = _parts(header)
        if salt not in self._keys:
            self._keys[salt] = _private(self._passphrase, salt)
        private = self._keys[salt]
        if private.public_key().public_bytes_raw() != public:
            raise WrongPassphrase(_("This is not the passphrase with which the backup was sealed."))
        return _derived(private.exchange(X25519PublicKey.from_public_bytes(fresh)), header, kind)


def _parts(header: bytes) -> tuple[bytes, bytes, bytes]:
    if len(header) != HEADER or not header.startswith(MAGIC):
        raise Damaged(_("A part of the backup is cut or is no part of a backup at all."))
    body = header[len(MAGIC) :]
    return body[:SALT], body[SALT : SALT + KEY], body[SALT + KEY :]


def _derived(shared: bytes, header: bytes, kind: str) -> bytes:
    return HKDF(hashes.SHA256(), KEY, salt=header, info=kind.encode()).derive(shared)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class Sealer(io.RawIOBase):
    """Writes a stream of one kind to `file`, sealed; `digest`, `size` and `key` are of use when it is closed."""

    def __init__(self, file: BinaryIO, recipient: Recipient, kind: str) -> None:
        fresh = X25519PrivateKey.generate()
        header = MAGIC + recipient.salt + recipient.public + fresh.public_key().public_bytes_raw()
        shared = fresh.exchange(X25519PublicKey.from_public_bytes(recipient.public))
        self.key = _derived(shared, header, kind)
        self._cipher, self._file, self._number = AESGCM(self.key), file, 0
        self._waiting, self._hash, self.size = bytearray(), hashlib.sha256(), 0
        self._put(header)

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take bytes; whole chunks leave at once, the last one with `close`."""
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def close(self) -> None:
        """Seal what is left as the last chunk; the file itself stays open."""
        if not self.closed:
            self._seal(bytes(self._waiting), last=True)
        super().close()

    @property
    def digest(self) -> str:
        """SHA-256 of what was written, sealed, in hex."""
        return self._hash.hexdigest()

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        self._put(self._cipher.encrypt(_nonce(self._number, last), chunk, None))
        self._number += 1

    def _put(self, data: bytes) -> None:
        self._file.write(data)
        self._hash.update(data)
        self.size += len(data)


def opened(file: BinaryIO, kind: str, opener: Opener | bytes) -> Iterator[bytes]:
    """Give the chunks of a sealed stream. `opener` may be the key itself. Raises `Damaged`, `WrongPassphrase`."""
    header = file.read(HEADER)
    _parts(header)
    cipher = AESGCM(opener if isinstance(opener, bytes) else opener.key(header, kind))
    number, block = 0, file.read(CHUNK + TAG)
    while True:
        following = file.read(CHUNK + TAG)
        try:
            yield cipher.decrypt(_nonce(number, not following), block, None)
        except (InvalidTag, ValueError):
            raise Damaged(_("A part of the backup was cut or changed. Use another backup.")) from None
        if not following:
            return
        number, block = number + 1, following


class Opened(io.RawIOBase):
    """The same as a file to read from."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._rest = chunks, b""

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Fill the buffer with what comes next; 0 at the end."""
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = chunk
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size
