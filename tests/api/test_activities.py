"""Activities over the API: list, sign up, refusals with their code, offers, standing, substitutes, teams."""

import datetime as dt

import pytest

from shijian.activities.models import Signup
from shijian.activities.operations import leaving
from shijian.activities.queries import risks
from tests.conftest import actor_of
from tests.factories.activities import ActivityFactory, OpeningFactory, PlaceFactory, SessionFactory
from tests.factories.people import AccountFactory, PersonFactory
from tests.factories.volunteers import TeamMemberFactory, VolunteerFactory


@pytest.fixture
def feast(cast, county):
    """`(activity, session, part, help)`: one place for residents, two for volunteers."""
    activity = ActivityFactory(published=True, unit=county.station, organiser=cast.leader, team=cast.team)
    PlaceFactory(activity=activity, name="文化广场")
    session = SessionFactory(activity=activity)
    part = OpeningFactory(activity=activity, for_residents=True, capacity=1)
    return activity, session, part, OpeningFactory(activity=activity, capacity=2)


def test_the_list_is_cut_by_the_next_meeting(api, cast, county, feast):
    for days in (5, 6):
        SessionFactory(
            activity=ActivityFactory(published=True, unit=county.station_other),
            starts_at=dt.datetime.now(dt.UTC) + dt.timedelta(days=days),
        )
    ActivityFactory(unit=county.station)
    call, keys, cursor = api(cast.resident), [], ""
    for _page in range(3):
        body = call("GET", f"activities?limit=1&cursor={cursor.replace('+', '%2B')}").json()
        keys += [item["id"] for item in body["items"]]
        cursor = body["next"]
    assert (len(set(keys)), keys[0], cursor) == (3, feast[0].pk, "")
    near = call("GET", f"activities?unit={county.hub.pk}").json()["items"]
    assert [(item["id"], item["next"]["rooms"][0]["left"], item["place"]) for item in near] == [
        (feast[0].pk, 1, "文化广场")
    ]
    assert call("GET", "activities?cursor=junk").status_code == 422


def test_sign_up_is_told_once_and_refused_with_its_code(api, cast, feast):
    activity, session, part, help_ = feast
    call, path, key = api(cast.resident), f"sessions/{session.pk}/places", {"Idempotency-Key": "sign-up-0001"}
    first = call("POST", path, {"opening_id": part.pk}, **key)
    again = call("POST", path, {"opening_id": part.pk}, **key)
    assert (first.status_code, first.json()) == (201, again.json())
    assert Signup.objects.count() == 1
    refused = call("POST", path, {"opening_id": help_.pk})
    body = refused.json()
    assert (refused.status_code, body["code"], body["errors"]) == (
        409,
        "sign-up-refused",
        {"refusal": "twice"},
    )
    other = api(AccountFactory().person)("POST", path, {"opening_id": help_.pk}).json()
    assert other["errors"] == {"refusal": "no-volunteer"}
    assert call("GET", f"activities/{activity.pk}").json()["meetings"][0]["rooms"][0]["left"] == 0


def test_a_guardian_signs_up_children_and_no_stranger(api, cast, county, feast):
    _activity, session, part, _help = feast
    part.capacity = 5
    part.save()
    child = PersonFactory(unit=county.station, guardian=cast.resident, birth_date=dt.date(2018, 1, 1))
    stranger = PersonFactory(unit=county.station)
    call, path = api(cast.resident), f"sessions/{session.pk}/places"
    asked = {"opening_id": part.pk, "person_ids": [cast.resident.pk, stranger.pk]}
    assert call("POST", path, asked).status_code == 404
    asked["person_ids"] = [cast.resident.pk, child.pk]
    assert [each["person_id"] for each in call("POST", path, asked).json()] == [cast.resident.pk, child.pk]


def test_a_risk_is_read_by_its_version(api, cast, feast):
    activity, session, part, _help = feast
    activity.risk, activity.risk_note = 1, "路滑"
    activity.save()
    call = api(cast.resident)
    shown = call("GET", f"activities/{activity.pk}").json()["risk_version"]
    refused = call("POST", f"sessions/{session.pk}/places", {"opening_id": part.pk}).json()
    assert (shown, refused["errors"]) == (risks.version_of(activity), {"refusal": "unread"})
    assert call("POST", f"activities/{activity.pk}/risk", {"version": "old"}).status_code == 409
    assert call("POST", f"activities/{activity.pk}/risk", {"version": shown}).status_code == 204
    assert call("POST", f"sessions/{session.pk}/places", {"opening_id": part.pk}).status_code == 201


def test_an_offered_place_is_answered(api, cast, county, feast):
    _activity, session, part, _help = feast
    first, second, third = (AccountFactory(person__unit=county.station).person for _n in range(3))
    calls = [api(person) for person in (first, second, third)]
    rows = [
        call("POST", f"sessions/{session.pk}/places", {"opening_id": part.pk}).json()[0] for call in calls
    ]
    assert [row["place_in_line"] for row in rows] == [None, 1, 2]
    assert (
        calls[0]("POST", f"places/{rows[0]['id']}/withdraw", {"reason": "work"}).json()["state"]
        == "withdrawn"
    )
    assert calls[1]("POST", f"places/{rows[1]['id']}/decline").json()["state"] == "withdrawn"
    assert calls[2]("POST", f"places/{rows[2]['id']}/accept").json()["seat"] == 1
    assert calls[1]("GET", f"places/{rows[2]['id']}").status_code == 404
    assert [row["id"] for row in calls[2]("GET", "places").json()["items"]] == [rows[2]["id"]]
    assert calls[1]("GET", "places?view=all").json()["items"][0]["state"] == "withdrawn"


def test_every_time_and_no_more(api, cast, feast):
    activity, _session, _part, help_ = feast
    call = api(cast.volunteer)
    made = call("POST", f"openings/{help_.pk}/standing", {})
    assert (made.status_code, Signup.objects.get().standing_id) == (201, made.json()["id"])
    assert api(cast.resident)("POST", f"standings/{made.json()['id']}/end").status_code == 404
    assert call("POST", f"standings/{made.json()['id']}/end").json()["ended_at"] is not None
    assert Signup.objects.get().state == "withdrawn"
    assert activity.pk


def test_a_substitute_and_the_places_of_a_team(api, cast, county, feast):
    _activity, session, _part, help_ = feast
    lead, own = api(cast.leader), api(cast.volunteer)
    block = {"opening_id": help_.pk, "team_id": cast.team.pk, "count": 1}
    assert own("POST", f"sessions/{session.pk}/blocks", block).status_code == 403
    place = lead("POST", f"sessions/{session.pk}/blocks", block).json()[0]["id"]
    assert lead("POST", f"places/{place}/name", {"person_id": cast.resident.pk}).status_code == 404
    assert lead("POST", f"places/{place}/name", {"person_id": cast.volunteer.pk}).status_code == 200
    other = VolunteerFactory(person__unit=county.station)
    AccountFactory(person=other.person)
    TeamMemberFactory(team=cast.team, volunteer=other)
    swap = own("POST", f"places/{place}/swap", {"note": "家里有事"}).json()
    assert api(cast.resident)("GET", "swaps").json()["items"] == []
    assert [each["id"] for each in api(other.person)("GET", "swaps").json()["items"]] == [swap["id"]]
    assert own("POST", f"swaps/{swap['id']}/call-off").json()["state"] == "withdrawn"
    swap = own("POST", f"places/{place}/swap", {"asked_id": other.person_id}).json()
    assert api(cast.leader)("POST", f"swaps/{swap['id']}/take", {}).status_code == 404
    taken = api(other.person)("POST", f"swaps/{swap['id']}/take", {})
    assert (taken.status_code, taken.json()["seat"]) == (201, 1)
    leaving.withdraw(Signup.objects.get(pk=taken.json()["id"]), reason="", actor=actor_of(other.person))
