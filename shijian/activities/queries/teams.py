"""Teams around a sign-up: who may be asked to come instead, who may be named."""

from __future__ import annotations

from collections.abc import Iterable

from shijian.activities.models import Signup
from shijian.people.models import Person
from shijian.volunteers.enums import VolunteerState
from shijian.volunteers.models import Team, TeamMember

MOST = 200


def members(team_ids: Iterable[int | None]) -> list[Person]:
    """The active members of teams, by name."""
    rows = TeamMember.objects.current().filter(
        team__in=list(team_ids), volunteer__state=VolunteerState.ACTIVE
    )
    persons = Person.objects.filter(pk__in=rows.values("volunteer__person_id"), merged_into__isnull=True)
    return list(persons.order_by("name", "pk")[:MOST])


def mates(signup: Signup) -> list[Person]:
    """Those with whom the volunteer of a sign-up is in a team."""
    if signup.volunteer_id is None:
        return []
    own = TeamMember.objects.current().filter(volunteer=signup.volunteer_id).values_list("team_id", flat=True)
    return [person for person in members(list(own)) if person.pk != signup.person_id]


def led(team_ids: Iterable[int]) -> list[Team]:
    """The working teams of these keys."""
    return list(Team.objects.filter(pk__in=list(team_ids), dissolved_on__isnull=True).order_by("name", "pk"))
