"""The life of a request about one's own data, and of an incident."""

from __future__ import annotations

from typing import Any

from shijian.kernel.actor import Actor
from shijian.kernel.flow import Flow, Transition
from shijian.people import rules
from shijian.people.enums import INCIDENT_KIND, REQUEST_KIND, IncidentState, RequestState


def _asks(actor: Actor, request: Any) -> bool:
    return rules.is_own(actor, request.person) or actor.person_id == request.asked_by_id


def _decides(actor: Actor, request: Any) -> bool:
    return rules.can_decide(actor, request)


def _watches(actor: Actor, incident: Any) -> bool:
    return rules.can_keep_incidents(actor)


_OPEN = frozenset({RequestState.OPEN})
REQUEST_FLOW = Flow(
    REQUEST_KIND,
    [
        Transition("grant", _OPEN, RequestState.GRANTED, _decides),
        Transition("refuse", _OPEN, RequestState.REFUSED, _decides),
        Transition("withdraw", _OPEN, RequestState.WITHDRAWN, _asks),
    ],
)
INCIDENT_FLOW = Flow(
    INCIDENT_KIND,
    [
        Transition("report", frozenset({IncidentState.OPEN}), IncidentState.REPORTED, _watches),
        Transition("close", frozenset({IncidentState.REPORTED}), IncidentState.CLOSED, _watches),
    ],
)
