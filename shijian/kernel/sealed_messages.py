"""Sentences that wait for the next page lie encrypted in their cookie: they may name somebody."""

from __future__ import annotations

from typing import Any

from django.contrib.messages.storage.cookie import CookieStorage

from shijian.kernel import crypto

PURPOSE = "waiting sentences"


class SealedStorage(CookieStorage):
    """Django's cookie of messages, unreadable on the device."""

    def _encode_parts(self, messages: Any, encode_empty: bool = False) -> str | None:
        plain = super()._encode_parts(messages, encode_empty)  # type: ignore[misc]
        return crypto.encrypt(plain, PURPOSE) if plain else plain

    def _decode(self, data: str | None) -> Any:
        try:
            return super()._decode(crypto.decrypt(data, PURPOSE) if data else data)  # type: ignore[misc]
        except crypto.DecryptionError:
            return super()._decode("-")  # type: ignore[misc]
