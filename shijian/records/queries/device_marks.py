"""Reads of the marks of devices, for the detectors of signals; no page shows one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from shijian.records.models import DeviceMark


def of_sources(kind: str, keys: Collection[int]) -> dict[int, set[str]]:
    """The fingerprints of the devices that told a coming or going, by scan or assignment; empty where none did."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = DeviceMark.objects.filter(source_kind=kind, source_id__in=keys)
    for key, index in rows.values_list("source_id", "device_index"):
        found[key].add(index)
    return found
