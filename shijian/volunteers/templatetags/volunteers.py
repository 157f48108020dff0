"""Tones of states."""

from django import template

from shijian.volunteers.enums import VolunteerState
from shijian.volunteers.queries.cards import TONES

register = template.Library()


@register.filter
def volunteer_tone(state: str) -> str:
    """The tone of a volunteer's state."""
    return TONES[VolunteerState(state)]
