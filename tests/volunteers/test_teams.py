"""The tree of teams, memberships, requests and transfers."""

import pytest

from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import FlowLog
from shijian.people.models import Message
from shijian.volunteers import operations
from shijian.volunteers.enums import TeamKind, TeamLevel, TeamRole
from shijian.volunteers.models import JoinRequest, Team, TeamMember, Volunteer
from tests.factories.people import AccountFactory
from tests.factories.volunteers import TeamFactory, TeamMemberFactory, VolunteerFactory


def current(team):
    return set(TeamMember.objects.current().filter(team=team).values_list("volunteer_id", flat=True))


def found(unit, actor, **facts):
    given = {"name": "新队", "level": TeamLevel.SQUAD, "kind": TeamKind.VOLUNTEERS, **facts}
    return operations.found_team(unit=unit, actor=actor, **given)


@pytest.fixture
def joiner(cast, county):
    return VolunteerFactory(person=AccountFactory(person__name="索南", person__unit=county.station).person)


@pytest.fixture
def second(cast, county):
    """Another team of the hub with a leader of its own."""
    boss = VolunteerFactory(
        person=AccountFactory(person__name="副镇队长", person__unit=county.station).person
    )
    team = TeamFactory(unit=county.hub, name="第二队")
    TeamMemberFactory(team=team, volunteer=boss, role=TeamRole.LEADER)
    return team


def test_a_team_stands_below_and_inside_the_team_above(cast, county, actor_of):
    hub = actor_of(cast.hub)
    with pytest.raises(Invalid) as error:
        found(county.station, hub, parent=cast.team, level=TeamLevel.BRANCH)
    assert list(error.value.fields) == ["level"]
    other = TeamFactory(unit=county.hub2, level=TeamLevel.GENERAL)
    with pytest.raises(Invalid) as error:
        found(county.station, hub, parent=other)
    assert list(error.value.fields) == ["unit"]
    team = found(county.station, hub, parent=cast.team)
    assert (team.parent, team.unit_path, team.level) == (cast.team, county.station.path, 3)
    with pytest.raises(Invalid):
        found(county.station, hub)
    with pytest.raises(Invalid):
        operations.change_team(cast.team, level=TeamLevel.SQUAD, actor=hub)


def test_a_stranger_founds_changes_and_dissolves_nothing(cast, county, actor_of):
    for person in (cast.stranger, cast.resident, cast.leader, cast.volunteer, cast.overseer):
        with pytest.raises(OutOfReach):
            found(county.station, actor_of(person))
    for person in (cast.stranger, cast.resident, cast.volunteer):
        with pytest.raises(NotAllowed):
            operations.change_team(cast.team, introduction="x", actor=actor_of(person))
        with pytest.raises(NotAllowed):
            operations.dissolve_team(cast.team, actor=actor_of(person))
    assert Team.objects.get().introduction == ""


def test_leaders_change_words_but_not_the_place(cast, county, actor_of):
    leader = actor_of(cast.leader)
    assert (
        operations.change_team(
            cast.team, introduction="我们是谁", weekly_orders=5, actor=leader
        ).weekly_orders
        == 5
    )
    with pytest.raises(NotAllowed):
        operations.change_team(cast.team, name="改名", actor=leader)
    with pytest.raises(NotAllowed):
        operations.dissolve_team(cast.team, actor=leader)
    with pytest.raises(Invalid):
        operations.change_team(cast.team, unit=county.hub2, actor=actor_of(cast.hub))


def test_a_dissolved_team_ends_its_memberships_and_requests(cast, joiner, county, actor_of):
    hub = actor_of(cast.hub)
    child = found(county.station, hub, parent=cast.team)
    with pytest.raises(Conflict):
        operations.dissolve_team(cast.team, actor=hub)
    operations.dissolve_team(child, actor=hub)
    request = operations.request_join(cast.team, volunteer=joiner, actor=actor_of(joiner.person))
    operations.dissolve_team(cast.team, actor=hub)
    request.refresh_from_db()
    assert (current(cast.team), request.state) == (set(), "withdrawn")
    assert actor_of(cast.leader).led_team_ids == frozenset()
    assert Message.objects.filter(person=cast.volunteer, key=f"team:{cast.team.pk}:dissolved").count() == 1
    with pytest.raises(OutOfReach):
        operations.request_join(cast.team, volunteer=joiner, actor=actor_of(joiner.person))


def test_a_request_is_approved_by_the_leader(cast, joiner, actor_of):
    request = operations.request_join(
        cast.team, volunteer=joiner, actor=actor_of(joiner.person), words="想帮忙"
    )
    assert Message.objects.filter(person=cast.leader).count() == 1
    assert Message.objects.filter(person=cast.volunteer).count() == 0
    with pytest.raises(operations.AlreadyAsked):
        operations.request_join(cast.team, volunteer=joiner, actor=actor_of(joiner.person))
    done = operations.decide_join(request, approve=True, actor=actor_of(cast.leader))
    assert done.state == "approved"
    assert joiner.pk in current(cast.team)
    assert FlowLog.objects.get(kind="join-request").actor_person_id == cast.leader.pk
    with pytest.raises(operations.AlreadyMember):
        operations.request_join(cast.team, volunteer=joiner, actor=actor_of(joiner.person))
    with pytest.raises(WrongState):
        operations.decide_join(request, approve=False, actor=actor_of(cast.hub))


def test_only_leaders_and_staff_in_reach_decide(cast, joiner, second, actor_of):
    request = operations.request_join(cast.team, volunteer=joiner, actor=actor_of(joiner.person))
    boss = second.members.get().volunteer.person
    for person in (cast.stranger, cast.volunteer, cast.resident, cast.overseer, boss):
        with pytest.raises(OutOfReach):
            operations.decide_join(request, approve=True, actor=actor_of(person))
    with pytest.raises(NotAllowed):
        operations.decide_join(request, approve=True, actor=actor_of(joiner.person))
    assert joiner.pk not in current(cast.team)
    assert (
        operations.decide_join(request, approve=False, actor=actor_of(cast.hub), note="已满").state
        == "declined"
    )
    assert Message.objects.get(person=joiner.person).text == f"{cast.team.name}暂时不能接收您：已满"


def test_nobody_asks_for_somebody_else(cast, joiner, actor_of):
    for person, error in (
        (cast.stranger, OutOfReach),
        (cast.volunteer, OutOfReach),
        (cast.station, NotAllowed),
    ):
        with pytest.raises(error):
            operations.request_join(cast.team, volunteer=joiner, actor=actor_of(person))
    assert not JoinRequest.objects.exists()


def test_only_an_active_volunteer_joins(cast, actor_of, county):
    paused = VolunteerFactory(person=AccountFactory(person__unit=county.station).person, state="paused")
    with pytest.raises(WrongState):
        operations.request_join(cast.team, volunteer=paused, actor=actor_of(paused.person))


def test_a_transfer_leaves_the_old_team_in_the_same_moment(cast, second, actor_of):
    mover = Volunteer.objects.get(person=cast.volunteer)
    boss = second.members.get().volunteer
    request = operations.request_join(
        second, volunteer=mover, actor=actor_of(cast.volunteer), leaving=cast.team
    )
    assert mover.pk in current(cast.team)
    operations.decide_join(request, approve=True, actor=actor_of(boss.person))
    assert current(second) == {boss.pk, mover.pk}
    assert mover.pk not in current(cast.team)


def test_a_transfer_names_a_team_of_ones_own(cast, joiner, second, actor_of):
    with pytest.raises(Invalid):
        operations.request_join(second, volunteer=joiner, actor=actor_of(joiner.person), leaving=cast.team)


def test_a_transfer_of_one_who_paused_changes_nothing(cast, second, actor_of):
    mover, own = Volunteer.objects.get(person=cast.volunteer), actor_of(cast.volunteer)
    request = operations.request_join(second, volunteer=mover, actor=own, leaving=cast.team)
    operations.pause_volunteer(mover, actor=own)
    with pytest.raises(WrongState):
        operations.decide_join(request, approve=True, actor=actor_of(cast.hub))
    request.refresh_from_db()
    assert request.state == "waiting"
    assert mover.pk in current(cast.team)


def test_leaving_is_free_and_being_ended_has_a_reason(cast, actor_of):
    member = Volunteer.objects.get(person=cast.volunteer)
    with pytest.raises(Invalid):
        operations.leave_team(cast.team, volunteer=member, actor=actor_of(cast.leader))
    with pytest.raises(OutOfReach):
        operations.leave_team(cast.team, volunteer=member, actor=actor_of(cast.stranger), reason="x")
    operations.leave_team(cast.team, volunteer=member, actor=actor_of(cast.volunteer))
    assert member.pk not in current(cast.team)
    assert Message.objects.filter(person=cast.leader).count() == 1


def test_members_are_added_only_with_their_word(cast, joiner, county, actor_of):
    station = actor_of(cast.station)
    with pytest.raises(NotAllowed):
        operations.add_member(cast.team, volunteer=joiner, agreed="电话", actor=station)
    with pytest.raises(Invalid):
        operations.add_member(cast.team, volunteer=joiner, agreed=" ", actor=actor_of(cast.hub))
    with pytest.raises(OutOfReach):
        operations.add_member(cast.team, volunteer=joiner, agreed="电话", actor=actor_of(cast.leader))
    member = operations.add_member(cast.team, volunteer=joiner, agreed="电话同意", actor=actor_of(cast.hub))
    assert (member.role, current(cast.team) >= {joiner.pk}) == ("member", True)


def test_staff_name_the_leader_and_the_leader_names_deputies(cast, actor_of):
    member = Volunteer.objects.get(person=cast.volunteer)
    leader = actor_of(cast.leader)
    operations.set_leader(cast.team, volunteer=member, role=TeamRole.DEPUTY, actor=leader)
    assert cast.team.pk in actor_of(cast.volunteer).led_team_ids
    with pytest.raises(NotAllowed):
        operations.set_leader(cast.team, volunteer=member, actor=leader)
    with pytest.raises(NotAllowed):
        operations.set_leader(cast.team, volunteer=member, actor=actor_of(cast.stranger))
    assert (
        operations.set_leader(cast.team, volunteer=member, actor=actor_of(cast.hub)).role == TeamRole.LEADER
    )
