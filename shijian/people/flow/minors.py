"""The life of a compulsory report."""

from __future__ import annotations

from typing import Any

from shijian.kernel.actor import Actor, Permission
from shijian.kernel.flow import Flow, Transition
from shijian.people.enums import HARM_KIND
from shijian.people.enums import HarmState as H


def can_handle(actor: Actor, report: Any) -> bool:
    """The handling line: officers with child:protect over the place of the report."""
    return actor.may(Permission.CHILD_PROTECT, report.unit_path)


HARM_FLOW = Flow(
    HARM_KIND,
    [
        Transition("tell", frozenset({H.NEW, H.TOLD}), H.TOLD, can_handle),
        Transition("note", frozenset({H.TOLD}), H.TOLD, can_handle),
        Transition("close", frozenset({H.TOLD}), H.CLOSED, can_handle),
        Transition("reopen", frozenset({H.CLOSED}), H.TOLD, can_handle),
    ],
)
