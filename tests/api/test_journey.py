"""The whole chain over the API alone: asked, verified, dispatched, accepted, served, rated."""

import datetime as dt

import pytest

from shijian.kernel import clock
from shijian.people.models import Message
from shijian.people.operations import issue_token
from shijian.records.models import ServiceRecord
from tests.conftest import actor_of
from tests.factories.orders import MenuItemFactory
from tests.factories.people import PASSWORD

MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=clock.ZONE)


@pytest.fixture(autouse=True)
def _monday_morning(time_machine):
    time_machine.move_to(MONDAY, tick=False)


def logged_in(api, person):
    """Residents and volunteers by their password; offices by a token of a session with a second factor."""
    body = {"login": person.account.login_name, "password": PASSWORD}
    if person.appointments.exists():
        _row, secret = issue_token(person.account, passed_factor=True, actor=actor_of(person))
    else:
        secret = api()("POST", "tokens", body).json()["token"]
    call = api()
    return lambda method, path, body=None: call(method, path, body, Authorization=f"Bearer {secret}")


def leader_takes_it_and_asks(leader, team, order, path):
    offer = leader("GET", "offers").json()["items"][0]
    assert (offer["team_id"], offer["order"]["id"]) == (team.pk, order["id"])
    assert leader("GET", path).json()["address"] is None
    assert leader("POST", f"offers/{offer['id']}/accept").json()["state"] == "accepted"
    members = leader("GET", f"{path}/candidates").json()
    asked = [row["id"] for row in members["volunteers"] if row["name"] == "才让"]
    assert members["teams"] == []
    assert leader("POST", f"{path}/dispatch", {"volunteer_ids": asked}).status_code == 200


def volunteer_accepts(volunteer, resident, path):
    offer = volunteer("GET", "offers").json()["items"][0]
    assert volunteer("GET", path).json()["contact_phone"] is None
    assert volunteer("POST", f"offers/{offer['id']}/accept").json()["state"] == "accepted"
    assert volunteer("GET", path).json()["address"] == "3 组 12 号"
    assert volunteer("GET", path).json()["contact_phone"] == resident.phone


def test_a_resident_is_helped_from_order_to_rating(api, cast, county, time_machine):
    item = MenuItemFactory(team=cast.team, unit=county.hub)
    resident, station, hub, leader, volunteer = (
        logged_in(api, person)
        for person in (cast.resident, cast.station, cast.hub, cast.leader, cast.volunteer)
    )
    need = {"item_id": item.pk, "wished_from": "2026-11-24T09:00", "wished_until": "2026-11-24T11:00"}
    order = resident("POST", "orders", {**need, "address": "3 组 12 号"}).json()
    assert (order["state"], order["title"]) == ("verifying", item.title)
    path = f"orders/{order['id']}"

    assert station("GET", "orders?view=office&state=verifying").json()["items"][0]["id"] == order["id"]
    assert station("POST", f"{path}/verify", {"note": "电话核实"}).json()["state"] == "queued"
    ranked = hub("GET", f"{path}/candidates").json()
    assert [row["name"] for row in ranked["teams"]] == [cast.team.name]
    assert {row["name"] for row in ranked["volunteers"]} == {"马队长", "才让"}
    assert hub("POST", f"{path}/dispatch", {"team_ids": [cast.team.pk]}).json()["state"] == "offered"

    leader_takes_it_and_asks(leader, cast.team, order, path)
    volunteer_accepts(volunteer, cast.resident, path)

    early = volunteer("POST", f"{path}/check-in")
    assert (early.status_code, early.json()["code"]) == (409, "not-now")
    time_machine.move_to(MONDAY + dt.timedelta(days=1), tick=False)
    assert volunteer("POST", f"{path}/check-in").json()["state"] == "serving"
    assert resident("POST", f"{path}/confirm").json()["assignments"][0]["confirmed"] is True
    time_machine.move_to(MONDAY + dt.timedelta(days=1, minutes=70), tick=False)
    done = volunteer("POST", f"{path}/check-out").json()
    assert (done["state"], done["assignments"][0]["state"]) == ("rating", "done")

    rated = resident("POST", f"{path}/rate", {"stars": 5, "words": "谢谢"}).json()
    assert (rated["state"], rated["ratings"][0]["stars"]) == ("closed", 5)
    record = volunteer("GET", "records").json()["items"][0]
    assert (record["minutes"], record["grade"]) == (70, "mutual")
    assert record["id"] == ServiceRecord.objects.get().pk
    assert Message.objects.filter(person=cast.volunteer).exists()
    tale = [entry["sentence"] for entry in resident("GET", f"{path}/timeline").json()]
    assert len(tale) >= 6
