"""Secrets of one installation: encrypted fields, blind indexes for look-up, signatures.

Keys lie in `KEYS_DIR` and are made on first use. Every ciphertext and signature names its scheme and key,
so that keys are rotated and other algorithms take over without touching what is stored.
"""

import base64
import hmac
import secrets
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature, InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shijian.kernel import keyring

SCHEME = "a1"
ALGORITHM = "Ed25519"
NONCE_BYTES = 12
INDEX_LENGTH = 32


class DecryptionError(ValueError):
    """A ciphertext that was altered, belongs to another purpose, or whose key is gone."""


class Signature(NamedTuple):
    """A signature as it is stored beside the signed record."""

    algorithm: str
    key_id: str
    value: str


def encrypt(text: str, purpose: str = "") -> str:
    """Encrypt a text with AES-256-GCM under the newest key, bound to a purpose; no two results are equal."""
    key = keyring.field_keys()[0]
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(key.secret).encrypt(nonce, text.encode(), _bound(key.id, purpose))
    return f"{SCHEME}:{key.id}:{_b64(nonce + sealed)}"


def decrypt(ciphertext: str, purpose: str = "") -> str:
    """Give back the text that was encrypted for this purpose. DecryptionError for anything else."""
    try:
        scheme, key_id, body = ciphertext.split(":")
        sealed = base64.urlsafe_b64decode(body)
        if _b64(sealed) != body:  # the unused bits of the last character are not signed by the cipher
            raise ValueError
        secret = next(key.secret for key in keyring.field_keys() if key.id == key_id and scheme == SCHEME)
        opened = AESGCM(secret).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound(key_id, purpose))
    except (ValueError, StopIteration, InvalidTag) as error:
        raise DecryptionError("the stored secret cannot be read") from error
    return opened.decode()


def rotate() -> str:
    """Add a new field key that encrypts from now on; older ones still decrypt. Returns its id."""
    return keyring.add_field_key().id


def is_current(ciphertext: str) -> bool:
    """Whether a ciphertext is under the newest key; false means that it is due to be encrypted again."""
    return ciphertext.startswith(f"{SCHEME}:{keyring.field_keys()[0].id}:")


def blind_index(value: str, purpose: str, key: bytes | None = None) -> str:
    """A keyed fingerprint of 32 hex digits, equal for equal values of one purpose.

    The caller brings the value into its normal form first (blanks, full-width digits). `key` is that of the
    installation unless another one is given.
    """
    message = f"{len(purpose)}:{purpose}:{value}".encode()
    return hmac.digest(key or keyring.index_key(), message, "sha256").hex()[:INDEX_LENGTH]


def blind_indexes(value: str, purpose: str) -> list[str]:
    """The fingerprints under the key of today and every earlier one, for values that are kept nowhere."""
    earlier = (key.secret for key in keyring.earlier_index_keys())
    return [blind_index(value, purpose, key) for key in (keyring.index_key(), *earlier)]


def sign(data: bytes) -> Signature:
    """Sign with the installation's key."""
    key = _signing_key()
    return Signature(ALGORITHM, _key_id(key), _b64(key.sign(data)))


def verify(data: bytes, signature: Signature) -> bool:
    """Whether a key of this installation made the signature over exactly these bytes; never raises."""
    key = next((key for key in keyring.public_keys() if key.id == signature.key_id), None)
    return key is not None and verify_with(key.pem, data, signature)


def verify_with(pem: str, data: bytes, signature: Signature) -> bool:
    """Whether the signature over exactly these bytes was made by the owner of this public key; never raises."""
    try:
        key = serialization.load_pem_public_key(pem.encode())
        if not isinstance(key, Ed25519PublicKey):
            return False
        if signature[:2] != (ALGORITHM, keyring.key_id(key)):
            return False
        key.verify(base64.urlsafe_b64decode(signature.value), data)
    except (ValueError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def public_key() -> str:
    """The public key with which anybody can check a signature made today, as PEM."""
    return _pem_of(_signing_key())


def public_keys() -> list[keyring.PublicKey]:
    """Every public key that ever signed, newest first, with the time of its use."""
    return keyring.public_keys()


def rotate_signing() -> str:
    """Sign with a new key from now on; what the old one signed is verified still. Returns the new id."""
    return keyring.rotate_signing_key().id


def _signing_key() -> Ed25519PrivateKey:
    key = serialization.load_pem_private_key(keyring.signing_pem(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError("signing.key holds a key of another algorithm")
    return key


def _pem_of(key: Ed25519PrivateKey) -> str:
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(encoding, form).decode()


def _key_id(key: Ed25519PrivateKey) -> str:
    return keyring.key_id(key.public_key())


def _bound(key_id: str, purpose: str) -> bytes:
    return f"{SCHEME}:{key_id}:{purpose}".encode()


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode()
