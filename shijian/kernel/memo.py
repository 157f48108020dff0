"""What one write need not ask the database twice: kept until the outermost operation ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_kept: ContextVar[dict[str, Any] | None] = ContextVar("kept", default=None)


@contextmanager
def scope() -> Iterator[None]:
    """Keep what is remembered inside; a scope within a scope is the same one."""
    if _kept.get() is not None:
        yield
        return
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def remembered(name: str, make: Callable[[], Any]) -> Any:
    """Give what `make` gave for this name in this scope; outside of a scope it is made each time."""
    kept = _kept.get()
    if kept is None:
        return make()
    if name not in kept:
        kept[name] = make()
    return kept[name]


def forget(name: str) -> None:
    """Make it anew the next time."""
    (_kept.get() or {}).pop(name, None)
