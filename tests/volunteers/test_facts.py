"""What is known of a volunteer, who may write it, and what a merge of persons does to it."""

import datetime as dt

import pytest

from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.people import operations as people
from shijian.volunteers import operations
from shijian.volunteers.models import Skill, Team, Volunteer
from shijian.volunteers.queries import cards, teams
from tests.factories.people import PersonFactory
from tests.factories.volunteers import VolunteerFactory

TERM = {
    "insurer": "人保",
    "policy_no": "B1",
    "valid_from": dt.date(2026, 1, 1),
    "valid_until": dt.date(2026, 12, 31),
}


@pytest.fixture
def row(cast):
    return Volunteer.objects.get(person=cast.volunteer)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("weekly_minutes", -1),
        ("weekly_minutes", 10081),
        ("weekly_minutes", "60"),
        ("languages", ["xx"]),
        ("languages", "bo"),
        ("backgrounds", ["king"]),
        ("travel_limit", 9),
        ("employer", "长" * 81),
        ("occupation", None),
    ],
)
def test_wrong_facts_name_their_field_and_change_nothing(cast, row, actor_of, name, value):
    with pytest.raises(Invalid) as error:
        operations.change_volunteer(row, actor=actor_of(cast.volunteer), **{name: value})
    assert list(error.value.fields) == [name]
    before = getattr(row, name)
    row.refresh_from_db()
    assert getattr(row, name) == before


@pytest.mark.parametrize("span", [(0, 1, 2), (8, 1, 2), (1, 60, 60), (1, -1, 60), (1, 0, 1441)])
def test_a_span_lies_within_one_day(cast, row, actor_of, span):
    with pytest.raises(Invalid):
        operations.set_availability(row, spans=[span], actor=actor_of(cast.volunteer))


def test_nobody_vouches_for_himself(cast, row, actor_of):
    skill = Skill.objects.get(code="medicine")
    licence = {"skill": skill, "licence_no": "Y-1", "licence_until": None}
    for person, error in (
        (cast.volunteer, NotAllowed),
        (cast.leader, NotAllowed),
        (cast.stranger, OutOfReach),
    ):
        with pytest.raises(error):
            operations.record_insurance(row, actor=actor_of(person), **TERM)
        with pytest.raises(error):
            operations.record_licence(row, actor=actor_of(person), **licence)
    operations.record_insurance(row, actor=actor_of(cast.station), **TERM)
    operations.record_licence(row, actor=actor_of(cast.station), **licence)
    kept = operations.set_skills(row, skills=[skill], actor=actor_of(cast.volunteer))
    assert kept.skill_rows.get().licence_no == "Y-1"
    assert row.insurances.get().policy_no == "B1"


def test_who_has_left_is_not_changed(cast, row, actor_of):
    operations.leave_register(row, actor=actor_of(cast.volunteer))
    with pytest.raises(WrongState):
        operations.change_volunteer(row, actor=actor_of(cast.station), employer="x")


def test_staff_move_nobody_out_of_their_reach(cast, row, county, actor_of):
    with pytest.raises(Invalid):
        operations.change_volunteer(row, actor=actor_of(cast.hub), unit=county.station_other)
    moved = operations.change_volunteer(row, actor=actor_of(cast.hub), unit=county.station2)
    assert (moved.unit, moved.unit_path) == (county.station2, county.station2.path)


def test_parts_of_the_week_and_spans_say_the_same():
    parts = ["1-morning", "1-afternoon", "3-evening"]
    assert cards.spans_of(parts) == [(1, 480, 1080), (3, 1080, 1260)]


def test_a_merge_of_persons_hands_the_entry_over(cast, row, county, actor_of):
    kept = PersonFactory(unit=county.station, name="才让")
    people.merge_persons(cast.volunteer, into=kept, actor=actor_of(cast.hub))
    row.refresh_from_db()
    assert row.person == kept


def test_two_volunteers_are_not_merged(cast, row, county, actor_of):
    kept = VolunteerFactory(person__unit=county.station).person
    with pytest.raises(Conflict):
        people.merge_persons(cast.volunteer, into=kept, actor=actor_of(cast.hub))
    row.refresh_from_db()
    assert row.person == cast.volunteer


def test_packages_above_hang_sections_on_the_page_of_a_team(cast, actor_of, monkeypatch):
    mine = [lambda team, actor: ("x.html", {"team": team}), lambda team, actor: None]
    monkeypatch.setattr(teams, "TEAM_PANELS", mine)
    assert teams.panels_of(cast.team, actor_of(None)) == [("x.html", {"team": Team.objects.get()})]
