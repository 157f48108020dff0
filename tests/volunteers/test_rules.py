"""The rules agree with the querysets on random trees; every state x transition x role is walked."""

import datetime as dt
import random

import pytest

from shijian.kernel.errors import NotAllowed, WrongState
from shijian.people.enums import Role
from shijian.volunteers import rules
from shijian.volunteers.enums import JoinState, TeamRole, VolunteerState
from shijian.volunteers.flow import JOIN_FLOW, VOLUNTEER_FLOW
from shijian.volunteers.models import Team, Volunteer
from tests.factories.people import AppointmentFactory, PersonFactory
from tests.factories.units import UnitFactory
from tests.factories.volunteers import JoinRequestFactory, TeamFactory, TeamMemberFactory, VolunteerFactory


@pytest.mark.parametrize("seed", range(4))
def test_sight_agrees_on_random_trees(db, actor_of, seed):
    chance = random.Random(seed)
    units = [UnitFactory()]
    units += [UnitFactory(parent=chance.choice(units)) for _ in range(7) if units]
    people = [PersonFactory(unit=chance.choice(units)) for _ in range(12)]
    for ward in people[:3]:
        ward.guardian = chance.choice(people[3:])
        ward.save()
    volunteers = [
        VolunteerFactory(person=person, state=chance.choice(VolunteerState.values)) for person in people[:9]
    ]
    day = dt.date(2024, 1, 1)
    teams = [
        TeamFactory(unit=chance.choice(units), dissolved_on=chance.choice([None, None, day]))
        for _ in range(4)
    ]
    for team in teams:
        for volunteer in chance.sample(volunteers, 4):
            role = chance.choice(TeamRole.values)
            TeamMemberFactory(
                team=team, volunteer=volunteer, role=role, ends_on=chance.choice([None, None, day])
            )
    for person in chance.sample(people, 6):
        AppointmentFactory(person=person, unit=chance.choice(units), role=chance.choice(Role.values))
    for actor in [actor_of(None), *map(actor_of, people)]:
        seen = set(Volunteer.objects.visible_to(actor))
        assert seen == {each for each in Volunteer.objects.all() if rules.can_see(actor, each)}
        seen_teams = set(Team.objects.visible_to(actor))
        assert seen_teams == {each for each in Team.objects.all() if rules.can_see_team(actor, each)}


ROLES = [
    "resident",
    "leader",
    "volunteer",
    "station",
    "hub",
    "centre",
    "overseer",
    "auditor",
    "system",
    "security",
    "stranger",
    "guardian",
    "nobody",
]
STAFF = {"station", "hub", "centre"}
OWN = {"volunteer", "guardian"}
# Who may make a move, for an entry that the volunteer made himself and that the station made.
ALLOWED = {
    "confirm": (STAFF, STAFF - {"station"} | OWN),
    "consent": (STAFF, STAFF | {"guardian"}),
    "assent": ({"guardian"}, {"guardian"}),
    "revoke": (STAFF | {"guardian"}, STAFF | {"guardian"}),
    "of-age": (STAFF | OWN, STAFF | OWN),
    "pause": (STAFF | OWN, STAFF | OWN),
    "resume": (STAFF, STAFF),
    "leave": (STAFF | OWN, STAFF | OWN),
    "return": (STAFF | OWN, STAFF | OWN),
    "return-minor": (STAFF | OWN, STAFF | OWN),
}


@pytest.mark.parametrize("on_behalf", [False, True])
def test_every_state_transition_and_role(cast, actor_of, county, on_behalf):
    cast.guardian, cast.nobody = PersonFactory(unit=county.hub2), None
    row = Volunteer.objects.get(person=cast.volunteer)
    row.person.guardian = cast.guardian
    row.person.save()
    row.registered_by = cast.station if on_behalf else row.person
    row.confirmed_at = None
    assert set(VOLUNTEER_FLOW.transitions) == set(ALLOWED)
    for role in ROLES:
        actor = actor_of(getattr(cast, role))
        for state in VolunteerState.values:
            row.state = state
            for name, move in VOLUNTEER_FLOW.transitions.items():
                expected = state in move.sources and role in ALLOWED[name][on_behalf]
                assert VOLUNTEER_FLOW.can(row, name, actor=actor) is expected, (role, state, name)


def test_a_move_out_of_turn_is_refused_and_saves_nothing(cast, actor_of):
    row = Volunteer.objects.get(person=cast.volunteer)
    for name, move in VOLUNTEER_FLOW.transitions.items():
        for state in set(VolunteerState.values) - move.sources:
            row.state = state
            with pytest.raises(WrongState):
                VOLUNTEER_FLOW.advance(row, name, actor=actor_of(cast.hub))
    row.state = VolunteerState.ACTIVE
    with pytest.raises(NotAllowed):
        VOLUNTEER_FLOW.advance(row, "pause", actor=actor_of(cast.stranger))
    row.refresh_from_db()
    assert row.state == VolunteerState.ACTIVE


def test_every_state_transition_and_role_of_a_request(cast, actor_of, county):
    cast.guardian, cast.nobody = PersonFactory(unit=county.hub2), None
    asker = VolunteerFactory(person=PersonFactory(unit=county.station, guardian=cast.guardian))
    cast.volunteer_asking = asker.person
    request = JoinRequestFactory(team=cast.team, volunteer=asker)
    decide = {"leader", "hub", "centre"}
    own = {"volunteer_asking", "guardian"}
    lapse = own | {"station", "hub", "centre"}
    allowed = {"approve": decide, "decline": decide, "withdraw": own, "lapse": lapse}
    for role in [*ROLES, "volunteer_asking"]:
        actor = actor_of(getattr(cast, role))
        for state in JoinState.values:
            request.state = state
            for name in JOIN_FLOW.transitions:
                expected = state == JoinState.WAITING and role in allowed[name]
                assert JOIN_FLOW.can(request, name, actor=actor) is expected, (role, state, name)
