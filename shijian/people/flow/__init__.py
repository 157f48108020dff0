"""The transition tables."""

from shijian.people.flow.minors import HARM_FLOW, can_handle
from shijian.people.flow.privacy import INCIDENT_FLOW, REQUEST_FLOW
from shijian.people.flow.resets import RESET_FLOW, RESET_KIND

__all__ = [
    "HARM_FLOW",
    "INCIDENT_FLOW",
    "REQUEST_FLOW",
    "RESET_FLOW",
    "RESET_KIND",
    "can_handle",
]
