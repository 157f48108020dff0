"""Volunteers, teams and messages over the API."""

import datetime as dt

from shijian.people.models import Message
from shijian.volunteers.models import JoinRequest, Volunteer
from tests.factories.people import MessageFactory, PersonFactory
from tests.factories.volunteers import SkillFactory, TeamFactory, VolunteerFactory


def test_a_resident_registers_as_volunteer_once(api, cast):
    skill = SkillFactory()
    span = {"weekday": 6, "start_minute": 540, "end_minute": 720}
    body = {"skills": [skill.code], "languages": ["zh"], "availability": [span], "travel_limit": 1}
    call = api(cast.resident)
    made = call("POST", "volunteers", body, **{"Idempotency-Key": "register-1"})
    assert made.status_code == 201, made.content.decode()
    again = call("POST", "volunteers", body, **{"Idempotency-Key": "register-1"})
    assert (again.status_code, again.json()) == (201, made.json())
    volunteer = Volunteer.objects.get(person=cast.resident)
    assert (made.json()["id"], made.json()["state"]) == (volunteer.pk, "pending")
    assert list(volunteer.skills.all()) == [skill]
    twice = call("POST", "volunteers", body)
    assert (twice.status_code, twice.json()["code"]) == (409, "volunteer-registered")


def test_a_registration_without_date_of_birth_asks_for_it(api, cast):
    cast.resident.birth_date = None
    cast.resident.save()
    call = api(cast.resident)
    assert "birth_date" in call("POST", "volunteers", {}).json()["errors"]
    assert call("POST", "volunteers", {"birth_date": "1990-02-03"}).status_code == 201
    cast.resident.refresh_from_db()
    assert cast.resident.birth_date == dt.date(1990, 2, 3)


def test_staff_register_people_in_reach_only(api, cast, county):
    near, far = PersonFactory(unit=county.station), PersonFactory(unit=county.station_other)
    call = api(cast.station)
    assert call("POST", "volunteers", {"person_id": near.pk}).status_code == 201
    assert call("POST", "volunteers", {"person_id": far.pk}).status_code == 404
    assert call("POST", "volunteers", {"person_id": near.pk, "skills": ["no-such"]}).status_code == 422


def test_a_volunteer_of_another_branch_is_not_found(api, cast, county):
    stranger = VolunteerFactory(person=PersonFactory(unit=county.station_other))
    assert api(cast.hub)("GET", f"volunteers/{stranger.pk}").status_code == 404
    assert api(cast.stranger)("GET", f"volunteers/{stranger.pk}").json()["number"] == stranger.number
    own = api(cast.volunteer)("GET", f"volunteers/{cast.volunteer.volunteer.pk}").json()
    assert own["name"] == "才让"


def test_a_team_and_asking_to_join_it(api, cast, county):
    team, skill = TeamFactory(unit=county.hub, charter="自愿"), SkillFactory()
    team.skills.add(skill)
    call = api(cast.volunteer)
    assert call("GET", f"teams/{team.pk}").json()["skills"] == [skill.code]
    asked = call(
        "POST", f"teams/{team.pk}/join-requests", {"words": "想出力"}, **{"Idempotency-Key": "join-0001"}
    )
    assert (asked.status_code, asked.json()["state"]) == (201, "waiting")
    again = call(
        "POST", f"teams/{team.pk}/join-requests", {"words": "想出力"}, **{"Idempotency-Key": "join-0001"}
    )
    assert again.json() == asked.json()
    assert JoinRequest.objects.count() == 1
    assert call("POST", f"teams/{team.pk}/join-requests", {}).json()["code"] == "already-asked"
    assert call("POST", f"teams/{cast.team.pk}/join-requests", {}).status_code == 409
    assert call("POST", "teams/987654/join-requests", {}).status_code == 404
    assert api(cast.resident)("POST", f"teams/{team.pk}/join-requests", {}).status_code == 403
    gone = TeamFactory(unit=county.hub2, dissolved_on="2026-01-01")
    assert call("GET", f"teams/{gone.pk}").status_code == 404


def test_messages_are_ones_own(api, cast):
    mine, other = MessageFactory(person=cast.resident), MessageFactory(person=cast.hub)
    call = api(cast.resident)
    assert [row["id"] for row in call("GET", "messages?unread=true").json()["items"]] == [mine.pk]
    assert call("POST", "messages/read", {"ids": [mine.pk, other.pk]}).json() == {"marked": 1}
    assert call("POST", "messages/read", {}).json() == {"marked": 0}
    assert call("GET", "messages?unread=true").json()["items"] == []
    assert Message.objects.get(pk=other.pk).read_at is None


def test_skills_have_codes(api, cast):
    skill = SkillFactory(needs_licence=True)
    rows = api(cast.resident)("GET", "skills").json()
    assert rows[-1] == {"code": skill.code, "name": skill.name, "needs_licence": True}


def test_own_data_consents_and_requests(cast, api):
    call = api(cast.resident)
    found = call("GET", "me/data").json()
    assert {each["kind"] for each in found["data"]} >= {
        "people.Person",
        "orders.Order",
        "records.ServiceRecord",
    }
    given = call("POST", "me/consents", {"purpose": "public-name"}).json()
    named = {each["purpose"]: each["given"] for each in given}
    never = dict.fromkeys(("register", "health", "public-star", "ranking"), False)
    assert named == {"public-name": True, **never}
    taken = call("POST", "me/consents/withdraw", {"purpose": "public-name"}).json()
    assert [each["given"] for each in taken] == [False] * 5
    assert call("POST", "me/consents", {"purpose": "guardian"}).status_code == 422
    assert call("POST", "me/consents", {"purpose": "health"}).status_code == 422  # given with the declaration
    asked = call("POST", "me/requests", {"kind": "delete", "parts": ["address"]})
    assert (asked.status_code, asked.json()["state"]) == (201, "open")
    assert call("POST", "me/requests", {"kind": "delete", "parts": []}).status_code == 422
    assert len(call("GET", "me/requests").json()["items"]) == 1
    assert api(cast.leader)("GET", "me/requests").json()["items"] == []
