"""Ledgers that can be verified by `shijian verify NAME`. Each app enters its own in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

# The name, and a function that gives each problem and ends with a sentence on how much was verified.
Verifier = Callable[[], tuple[Iterator[str], Callable[[], str]]]
VERIFIERS: dict[str, Verifier] = {}
# What must be done once after an upgrade so that older rows are held, too; gives a sentence on what was done.
BEGINNERS: dict[str, Callable[[], str]] = {}
