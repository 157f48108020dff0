"""What the search knows of volunteers and teams."""

from __future__ import annotations

from collections.abc import Iterable

from shijian.kernel import search
from shijian.volunteers.models import Team, Volunteer

VOLUNTEER = "volunteer"
TEAM = "team"


def volunteer_row(volunteer: Volunteer) -> search.Row:
    """Found by name, pinyin, number, employer and occupation."""
    person = volunteer.person
    text = (volunteer.number, volunteer.employer, volunteer.occupation)
    return search.Row(VOLUNTEER, volunteer.pk, text, (person.name,), volunteer.unit_path, person.name)


def index_volunteers(volunteers: Iterable[Volunteer]) -> int:
    """Make volunteers findable; their persons must be loaded."""
    return search.bulk_index(map(volunteer_row, volunteers))


def index_team(team: Team) -> None:
    """Make a team findable by its name and the name of its unit."""
    search.index(
        TEAM, team.pk, text=[team.unit.name], names=[team.name], unit_path=team.unit_path, title=team.name
    )
