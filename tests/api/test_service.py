"""Dispatch, offers, service and rating over the API."""

import pytest

from shijian.orders.enums import AssignmentState, OfferState, OrderState
from shijian.orders.models import Assignment, Offer, Rating
from tests.factories.orders import AssignmentFactory, OfferFactory, OrderFactory
from tests.factories.people import PersonFactory
from tests.factories.volunteers import TeamFactory, VolunteerFactory
from tests.orders.scene import accepted, helper, offered, queued, served


def test_dispatch_to_volunteers_and_to_all(api, cast, county):
    order = queued(cast, county)
    hub, body = api(cast.hub), {"volunteer_ids": [cast.volunteer.volunteer.pk]}
    opened = hub("POST", f"orders/{order.pk}/dispatch", {"open_to_claim": True}).json()
    assert (opened["open_to_claim"], opened["state"]) == (True, "queued")
    assert hub("POST", f"orders/{order.pk}/dispatch", body).json()["state"] == "offered"
    again = hub("POST", f"orders/{order.pk}/dispatch", body)
    assert (again.status_code, again.json()["code"]) == (409, "unfit")
    made = hub("GET", f"orders/{order.pk}/offers").json()["items"]
    assert [row["volunteer_id"] for row in made] == [cast.volunteer.volunteer.pk]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"team_ids": [987654]}, 404),
        ({"volunteer_ids": [987654]}, 404),
        ({"team_ids": [2**63]}, 422),
        ({"team_ids": [1], "volunteer_ids": [1]}, 422),
    ],
)
def test_a_dispatch_to_nobody_is_refused(api, cast, county, body, status):
    order = queued(cast, county)
    assert api(cast.hub)("POST", f"orders/{order.pk}/dispatch", body).status_code == status


def test_who_may_not_dispatch(api, cast, county):
    order, body = queued(cast, county), {"team_ids": [cast.team.pk]}
    path = f"orders/{order.pk}"
    assert api(cast.stranger)("POST", f"{path}/dispatch", body).status_code == 404
    assert api(cast.resident)("POST", f"{path}/dispatch", body).status_code == 403
    assert api(cast.stranger)("GET", f"{path}/candidates").status_code == 404
    assert api(cast.resident)("GET", f"{path}/candidates").status_code == 403
    assert api(cast.resident)("GET", f"{path}/offers").status_code == 403
    done = OrderFactory(state=OrderState.CLOSED, recipient=cast.resident)
    assert api(cast.hub)("POST", f"orders/{done.pk}/dispatch", body).status_code == 409


def test_a_leader_reads_candidates_of_the_own_team_only(api, cast, county):
    helper(county.station, "外人")
    order = queued(cast, county, state=OrderState.ACCEPTED, team=cast.team)
    rows = api(cast.leader)("GET", f"orders/{order.pk}/candidates").json()
    assert {row["name"] for row in rows["volunteers"]} == {"马队长", "才让"}
    everybody = api(cast.hub)("GET", f"orders/{order.pk}/candidates").json()
    assert "外人" in {row["name"] for row in everybody["volunteers"]}
    assert all(row["reasons"] for row in everybody["volunteers"])


def test_offers_are_listed_for_the_one_who_was_asked(api, cast, county):
    mine = OfferFactory(volunteer=cast.volunteer.volunteer)
    ours = OfferFactory(to_team=True, team=cast.team)
    old = OfferFactory(volunteer=cast.volunteer.volunteer, state=OfferState.REFUSED, refusal="busy")
    OfferFactory()

    def ids(person, query=""):
        return [row["id"] for row in api(person)("GET", f"offers{query}").json()["items"]]

    assert ids(cast.volunteer) == [mine.pk]
    assert ids(cast.leader) == [ours.pk]
    assert ids(cast.volunteer, "?state=refused") == [old.pk]
    assert ids(cast.stranger) == ids(cast.resident) == []


def test_accepting_is_done_once(api, cast, county):
    (offer,) = offered(cast, queued(cast, county), [cast.volunteer.volunteer])
    call, key = api(cast.volunteer), {"Idempotency-Key": "accept-1"}
    first = call("POST", f"offers/{offer.pk}/accept", **key)
    assert (first.status_code, first.json()["state"]) == (200, "accepted")
    assert call("POST", f"offers/{offer.pk}/accept", **key).json() == first.json()
    assert Assignment.objects.count() == 1
    other = call("POST", f"offers/{offer.pk}/accept")
    assert (other.status_code, other.json()["code"]) == (409, "offer-over")


def test_refusing_needs_a_reason_of_the_list(api, cast, county):
    (offer,) = offered(cast, queued(cast, county), [cast.volunteer.volunteer])
    call = api(cast.volunteer)
    assert call("POST", f"offers/{offer.pk}/refuse", {"reason": "lazy"}).status_code == 422
    done = call("POST", f"offers/{offer.pk}/refuse", {"reason": "busy", "note": "值班"})
    assert (done.status_code, done.json()["refusal"]) == (200, "busy")
    assert call("POST", f"offers/{offer.pk}/refuse", {"reason": "busy"}).json()["code"] == "offer-over"


@pytest.mark.parametrize(("route", "body"), [("accept", None), ("refuse", {"reason": "busy"})])
def test_an_offer_to_somebody_else(api, cast, county, route, body):
    (offer,) = offered(cast, queued(cast, county), [cast.volunteer.volunteer])
    for person in (cast.stranger, cast.leader):
        assert api(person)("POST", f"offers/{offer.pk}/{route}", body).status_code == 404
    assert Offer.objects.get().state == OfferState.OPEN


def test_claiming_an_open_order(api, cast, county):
    order = queued(cast, county, open_to_claim=True)
    closed = queued(cast, county)
    call = api(cast.volunteer)
    assert [row["id"] for row in call("GET", "orders?view=claimable").json()["items"]] == [order.pk]
    claimed = call("POST", f"orders/{order.pk}/claim")
    assert (claimed.status_code, claimed.json()["state"]) == (200, "accepted")
    assert call("POST", f"orders/{closed.pk}/claim").status_code == 404
    assert api(cast.resident)("POST", f"orders/{order.pk}/claim").status_code == 403
    late = api(cast.leader)("POST", f"orders/{order.pk}/claim")
    assert (late.status_code, late.json()["code"]) == (409, "place-taken")


def test_check_in_by_oneself_and_by_staff(api, cast, county):
    scene = accepted(cast, county, headcount=2)
    path, other = f"orders/{scene.order.pk}", scene.helpers[1]
    own = api(cast.volunteer)("POST", f"{path}/check-in", **{"Idempotency-Key": "check-in-1"})
    again = api(cast.volunteer)
    assert own.json()["state"] == "serving"
    assert again("POST", f"{path}/check-in", **{"Idempotency-Key": "check-in-1"}).json() == own.json()
    assert again("POST", f"{path}/check-in").json()["code"] == "wrong-state"
    station = api(cast.station)
    assert station("POST", f"{path}/check-in").status_code == 422
    assert station("POST", f"{path}/check-in", {"volunteer_id": cast.leader.volunteer.pk}).status_code == 404
    assert station("POST", f"{path}/check-in", {"volunteer_id": other.pk}).status_code == 200
    states = set(scene.order.assignments.values_list("state", flat=True))
    assert states == {AssignmentState.SERVING}
    assert api(cast.resident)("POST", f"{path}/confirm").status_code == 422
    assert api(cast.resident)("POST", f"{path}/confirm", {"volunteer_id": other.pk}).status_code == 200


@pytest.mark.parametrize(
    ("route", "body"),
    [
        ("check-in", None),
        ("check-out", None),
        ("confirm", None),
        ("finish", None),
        ("no-show", {}),
        ("withdraw-assignment", {"reason": "work"}),
        ("rate", {"stars": 5}),
    ],
)
def test_a_stranger_has_no_part_in_the_service(api, cast, county, route, body):
    scene = accepted(cast, county)
    answer = api(cast.stranger)("POST", f"orders/{scene.order.pk}/{route}", body)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize("route", ["check-out", "confirm", "finish"])
def test_a_service_that_has_not_begun(api, cast, county, route):
    scene = accepted(cast, county)
    who = cast.resident if route == "confirm" else cast.volunteer
    assert api(who)("POST", f"orders/{scene.order.pk}/{route}").status_code == 409


def test_finish_waits_for_everybody(api, cast, county):
    scene = accepted(cast, county, headcount=2)
    path, call = f"orders/{scene.order.pk}", api(cast.volunteer)
    call("POST", f"{path}/check-in")
    assert call("POST", f"{path}/finish").status_code == 409
    left = api(cast.station)
    gone = left("POST", f"{path}/withdraw-assignment", {"volunteer_id": scene.helpers[1].pk, "reason": "ill"})
    assert gone.status_code == 200
    Assignment.objects.filter(volunteer=cast.volunteer.volunteer).update(state="done")
    assert call("POST", f"{path}/finish").json()["state"] == "rating"


def test_no_show_before_the_time_is_refused(api, cast, county):
    scene = accepted(cast, county)
    body = {"volunteer_id": cast.volunteer.volunteer.pk}
    early = api(cast.station)("POST", f"orders/{scene.order.pk}/no-show", body)
    assert (early.status_code, early.json()["code"]) == (409, "not-now")


def test_a_rating_stands_once(api, cast, county):
    scene = served(cast, county)
    call, path = api(cast.resident), f"orders/{scene.order.pk}/rate"
    assert call("POST", path, {"stars": 6}).status_code == 422
    first = call("POST", path, {"stars": 4, "words": "很好👍"}, **{"Idempotency-Key": "rating-1"})
    assert first.json()["ratings"][0]["words"] == "很好👍"
    assert (
        call("POST", path, {"stars": 4, "words": "很好👍"}, **{"Idempotency-Key": "rating-1"}).json()
        == first.json()
    )
    assert call("POST", path, {"stars": 1}).json()["code"] == "rating-over"
    assert api(cast.volunteer)("POST", path, {"stars": 5}).status_code in (403, 409)
    assert Rating.objects.get().stars == 4


def test_rating_by_proxy_names_the_channel(api, cast, county):
    scene = served(cast, county)
    call, path = api(cast.station), f"orders/{scene.order.pk}/rate"
    assert call("POST", path, {"stars": 3}).status_code == 422
    assert call("POST", path, {"stars": 3, "channel": "phone"}).json()["state"] == "closed"
    assert Rating.objects.get().taken_by == cast.station


def test_a_foreign_volunteer_cannot_be_asked_by_a_leader(api, cast, county):
    outsider = VolunteerFactory(person=PersonFactory(unit=county.station_other))
    order = queued(cast, county, state=OrderState.ACCEPTED, team=cast.team)
    answer = api(cast.leader)("POST", f"orders/{order.pk}/dispatch", {"volunteer_ids": [outsider.pk]})
    assert answer.status_code == 404


def test_a_team_that_was_dissolved_is_not_found(api, cast, county):
    gone = TeamFactory(unit=county.hub2, dissolved_on="2026-01-01")
    order = queued(cast, county)
    assert api(cast.hub)("POST", f"orders/{order.pk}/dispatch", {"team_ids": [gone.pk]}).status_code == 404
    AssignmentFactory(order=order)
    assert api(cast.hub)("GET", f"orders/{order.pk}").json()["assignments"][0]["state"] == "committed"
