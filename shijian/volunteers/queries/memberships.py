"""What the register adds to an actor."""

from __future__ import annotations

from typing import Any

from shijian.people.models import Person
from shijian.volunteers.enums import TeamRole, VolunteerState
from shijian.volunteers.models import TeamMember, Volunteer


def actor_facts(person: Person) -> dict[str, Any]:
    """Give `volunteer_id` of an active volunteer and the ids of the teams that he leads."""
    volunteers = Volunteer.objects.filter(person=person, state=VolunteerState.ACTIVE)
    pk = volunteers.values_list("pk", flat=True).first()
    if pk is None:
        return {"volunteer_id": None, "led_team_ids": frozenset()}
    led = TeamMember.objects.current().filter(
        volunteer_id=pk, role__in=(TeamRole.LEADER, TeamRole.DEPUTY), team__dissolved_on__isnull=True
    )
    return {"volunteer_id": pk, "led_team_ids": frozenset(led.values_list("team_id", flat=True))}
