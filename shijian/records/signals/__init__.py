"""Signals: pure detectors over plain rows. Each file is one kind; none of them reads the database or punishes."""

from __future__ import annotations

from collections.abc import Sequence

from shijian.records.signals import (
    batch,
    code,
    crediting,
    crowd,
    device,
    favour,
    ghost,
    kin,
    late,
    long_day,
    pair,
    photo,
    recipient,
    rhythm,
    shifted_clock,
    travel,
)
from shijian.records.signals.facts import Detector, Fact, Finding, Limits

MODULES = (
    travel, long_day, batch, crediting, favour, kin, device, photo, rhythm, shifted_clock, code, late, ghost,
    crowd, pair, recipient,
)  # fmt: skip
DETECTORS: dict[str, Detector] = {module.KIND: module.detect for module in MODULES}


def run(facts: Sequence[Fact], limits: Limits) -> list[Finding]:
    """What all detectors notice in these rows."""
    return [found for detect in DETECTORS.values() for found in detect(facts, limits)]
