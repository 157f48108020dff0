"""What an installation knows of an OpenID provider. Imports nothing of ours: the settings read it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider: `key` in addresses, `name` for people, `hosts` the only ones that are ever asked."""

    key: str
    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    hosts: frozenset[str] = frozenset()
