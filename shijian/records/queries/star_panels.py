"""The star of a volunteer on the cards of the register."""

from __future__ import annotations

from typing import Any

from shijian.kernel.actor import Actor, Permission
from shijian.records import rules_stars
from shijian.records.models import Star
from shijian.units.models import Unit
from shijian.volunteers.models import Volunteer
from shijian.volunteers.queries import cards


def attach() -> None:
    """Hang the panel on the cards."""
    if card_panel not in cards.CARD_PANELS:
        cards.CARD_PANELS.append(card_panel)


def card_panel(volunteer: Volunteer, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The star that stands and the one under way, for the volunteer and officers; one query, none for others."""
    own = rules_stars.answers_for(actor, volunteer)
    if not own and not actor.may(Permission.RECORD_VIEW, volunteer.unit_path):
        return None
    rows = [
        star for star in Star.objects.filter(volunteer=volunteer) if star.is_standing or star.is_under_way
    ]
    standing = max((star for star in rows if star.is_standing), key=lambda star: star.level, default=None)
    context = {
        "standing": standing,
        "under_way": next((star for star in rows if star.is_under_way), None),
        "own": own,
        "volunteer": volunteer,
        "may_bar": rules_stars.can_bar(actor, volunteer),
    }
    return "records/star_panel.html", context


def unit_panel(unit: Unit, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The way to the stars of a unit; no query."""
    return "records/stars_unit_panel.html", {}
