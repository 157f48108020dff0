import pytest
from django.urls import reverse

from shijian.kernel.models import AuditEntry
from shijian.orders.enums import FollowUp, OrderState
from shijian.orders.models import Order, Rating
from shijian.orders.operations import answer, dispatch, service
from tests.conftest import actor_of
from tests.factories.orders import AssignmentFactory, OfferFactory, RatingFactory
from tests.factories.people import AccountFactory, PersonFactory
from tests.factories.volunteers import VolunteerFactory
from tests.orders import scene


def url(name, *args):
    return reverse(f"orders:{name}", args=args)


def offers_to(cast, county, volunteer, count):
    return [
        OfferFactory(
            order=scene.queued(
                cast, county, state=OrderState.OFFERED, recipient=scene.resident(county.station)
            ),
            volunteer=volunteer,
            explanation={"reasons": [["distance", "village", 30], ["load", 0, 15]]},
        )
        for _ in range(count)
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_offers_show_mine_only(cast, county, login, django_assert_num_queries, count):
    mine = offers_to(cast, county, cast.volunteer.volunteer, count)
    offers_to(cast, county, cast.leader.volunteer, 1)
    client = login(cast.volunteer)
    with django_assert_num_queries(13):
        page = client.get(url("offers"))
    assert [card["offer"] for card in page.context["cards"]] == mine[::-1]
    assert "同村" in page.content.decode()


def test_an_offer_is_hidden_from_others_and_hides_the_phone(cast, county, login):
    (mine,) = offers_to(cast, county, cast.volunteer.volunteer, 1)
    Order.objects.update(contact_phone="13912345678", address="塔哇村88号")
    page = login(cast.volunteer).get(url("offer", mine.pk)).content.decode()
    assert "13912345678" not in page
    assert "塔哇村88号" not in page
    for person in (cast.leader, cast.stranger, cast.resident):
        assert login(person).get(url("offer", mine.pk)).status_code == 404
        assert login(person).post(url("offer-accept", mine.pk)).status_code == 404


def test_accept_refuse_and_withdraw_by_the_pages(cast, county, login):
    first, second = offers_to(cast, county, cast.volunteer.volunteer, 2)
    client = login(cast.volunteer)
    assert client.get(url("offer-accept", first.pk)).status_code == 405
    assert client.post(url("offer-refuse", second.pk), {"reason": "x"}).url == url("offer", second.pk)
    assert client.post(url("offer-refuse", second.pk), {"reason": "far"}).url == url("offers")
    assert client.post(url("offer-accept", first.pk)).url == url("services")
    (row,) = first.order.assignments.all()
    assert client.get(url("service", row.pk)).status_code == 200
    assert login(cast.leader).get(url("service", row.pk)).status_code == 404
    client.post(url("service-drop", row.pk), {"reason": "ill"})
    second.refresh_from_db()
    row.refresh_from_db()
    assert (second.state, row.state) == ("refused", "withdrawn")


@pytest.mark.parametrize("count", [1, 3])
def test_my_services(cast, county, login, django_assert_num_queries, count):
    rows = [AssignmentFactory(volunteer=cast.volunteer.volunteer) for _ in range(count)]
    AssignmentFactory(volunteer=cast.leader.volunteer)
    client = login(cast.volunteer)
    with django_assert_num_queries(8):
        page = client.get(url("services"))
    assert set(page.context["coming"]) == set(rows)


def test_check_in_and_out_by_the_big_button(cast, county, login):
    made = scene.accepted(cast, county)
    (row,), client = made.assignments, login(cast.volunteer)
    assert "签到" in client.get(url("service", row.pk)).content.decode()
    client.post(url("service-in", row.pk))
    assert "签退" in client.get(url("service", row.pk)).content.decode()
    client.post(url("service-out", row.pk))
    assert Order.objects.get().state == OrderState.RATING


@pytest.mark.parametrize("count", [1, 3])
def test_claims_page(cast, county, login, django_assert_num_queries, count):
    orders = [scene.queued(cast, county, open_to_claim=True) for _ in range(count)]
    scene.queued(cast, county)
    client = login(cast.volunteer)
    with django_assert_num_queries(10):
        page = client.get(url("claims"))
    assert page.context["page"].items == orders[::-1]
    client.post(url("claim", orders[0].pk))
    assert orders[0].assignments.get().volunteer.person == cast.volunteer
    assert login(cast.resident).post(url("claim", orders[-1].pk)).status_code == 404


def test_the_dispatch_page_ranks_asks_and_opens(cast, county, login):
    order = scene.queued(cast, county)
    client = login(cast.hub)
    page = client.get(url("dispatch", order.pk))
    assert [c.subject for c in page.context["teams"]] == [cast.team]
    assert {c.subject.person for c in page.context["volunteers"]} == {cast.leader, cast.volunteer}
    assert login(cast.stranger).get(url("dispatch", order.pk)).status_code == 404
    assert login(cast.station).post(url("ask", order.pk), {"teams": cast.team.pk}).status_code == 403
    client.post(url("ask", order.pk), {"teams": "x"})
    client.post(url("ask", order.pk), {})
    assert not order.offers.exists()
    client.post(url("ask", order.pk), {"teams": cast.team.pk, "volunteers": cast.volunteer.volunteer.pk})
    client.post(url("steer", order.pk, "open"))
    assert client.post(url("steer", order.pk, "burn")).status_code == 404
    order.refresh_from_db()
    assert (order.state, order.offers.count(), order.open_to_claim) == (OrderState.OFFERED, 2, True)
    client.post(url("steer", order.pk, "back"), {"reason": "换人"})
    order.refresh_from_db()
    assert order.state == OrderState.QUEUED
    assert client.get(url("office-detail", order.pk)).status_code == 200


def test_the_leader_accepts_invites_and_gives_back(cast, county, login):
    order = scene.queued(cast, county)
    (offer,) = dispatch.offer_to_teams(order, teams=[cast.team], actor=actor_of(cast.hub))
    client = login(cast.leader)
    assert client.post(url("offer-accept", offer.pk)).url == url("team-order", order.pk)
    page = client.get(url("team-order", order.pk))
    assert {c.subject.person for c in page.context["ranked"]} == {cast.leader, cast.volunteer}
    assert login(cast.volunteer).get(url("team-order", order.pk)).status_code == 404
    client.post(url("invite", order.pk), {"volunteers": cast.volunteer.volunteer.pk})
    assert order.offers.filter(volunteer=cast.volunteer.volunteer).count() == 1
    assert client.post(url("hand-over", order.pk), {}).url == url("team-order", order.pk)
    assert client.post(url("hand-over", order.pk), {"reason": "没车"}).url == url("team-orders")
    order.refresh_from_db()
    assert order.state == OrderState.QUEUED


@pytest.mark.parametrize("count", [1, 3])
def test_team_orders_list(cast, county, login, django_assert_num_queries, count):
    orders = [scene.queued(cast, county, state=OrderState.ACCEPTED, team=cast.team) for _ in range(count)]
    client = login(cast.leader)
    with django_assert_num_queries(8):
        page = client.get(url("team-orders"))
    assert page.context["page"].items == orders[::-1]
    assert login(cast.volunteer).get(url("team-orders")).context["page"].items == []


def test_the_station_checks_a_volunteer_in_and_out(cast, county, login):
    made = scene.accepted(cast, county)
    (row,), client = made.assignments, login(cast.station)
    assert client.get(url("check-in", made.order.pk)).status_code == 200
    for person, status in {cast.stranger: 404, cast.overseer: 403}.items():
        assert login(person).get(url("check-in", made.order.pk)).status_code == status
    client.post(url("check", row.pk, "in"), {"at": "99"})
    client.post(url("check", row.pk, "in"))
    login(cast.resident).post(url("check", row.pk, "confirm"))
    client.post(url("check", row.pk, "out"))
    assert client.post(url("check", row.pk, "burn")).status_code == 404
    row.refresh_from_db()
    assert (row.state, row.record.grade, row.checked_out_by) == ("done", "mutual", cast.station)
    assert client.get(url("check-in", made.order.pk)).status_code == 200


def test_rating_by_face_and_by_proxy(cast, county, login):
    order = scene.served(cast, county).order
    assert login(cast.volunteer).get(url("rate", order.pk)).status_code == 403
    assert login(cast.stranger).get(url("rate", order.pk)).status_code == 404
    client = login(cast.resident)
    page = client.get(url("rate", order.pk)).content.decode()
    assert page.count('class="face"') == 5
    assert client.post(url("rate", order.pk), {"stars": "9"}).status_code == 422
    assert client.post(url("rate", order.pk), {"stars": "2", "words": "迟到"}).status_code == 302
    made = Rating.objects.get()
    assert (made.stars, made.words, made.follow_up) == (2, "迟到", FollowUp.OPEN)
    client = login(cast.station)
    assert client.get(url("ratings")).context["page"].items == [made]
    assert login(cast.stranger).get(url("ratings")).context["page"].items == []
    assert login(cast.resident).get(url("ratings")).status_code == 403
    assert client.get(url("rating", made.pk)).status_code == 200
    client.post(url("rating-reply", made.pk), {"words": "对不起"})
    client.post(url("rating-follow-up", made.pk), {"outcome": "explained", "note": "已解释"})
    made.refresh_from_db()
    assert (made.reply, made.follow_up) == ("对不起", FollowUp.EXPLAINED)


def test_a_proxy_names_the_channel(cast, county, login):
    order = scene.served(cast, county).order
    client = login(cast.station)
    assert client.post(url("rate", order.pk), {"stars": "5"}).status_code == 422
    client.post(url("rate", order.pk), {"stars": "5", "channel": "door"})
    assert Rating.objects.get().taken_by == cast.station
    assert "评价" in client.get(url("rate", order.pk)).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_bad_ratings_cost_the_same(cast, county, login, django_assert_num_queries, count):
    for _ in range(count):
        RatingFactory(
            order=scene.queued(cast, county, state=OrderState.CLOSED), stars=1, follow_up=FollowUp.OPEN
        )
    client = login(cast.station)
    with django_assert_num_queries(6):
        page = client.get(url("ratings"))
    assert len(page.context["page"].items) == count


def test_the_second_volunteer_is_told_on_the_page(cast, county, login):
    order = scene.queued(cast, county)
    rival = scene.helper(county.station)
    mine, theirs = scene.offered(cast, order, [cast.volunteer.volunteer, rival])
    answer.accept_offer(theirs, actor=actor_of(rival.person))
    page = login(cast.volunteer).post(url("offer-accept", mine.pk), follow=True)
    assert [str(m) for m in page.context["messages"]] == [str(answer.PlaceTaken.message)]
    assert service.window(order)[0] < order.wished_from


def test_only_staff_and_the_own_leader_answer_for_a_volunteer_without_an_account(cast, county, login):
    order = scene.queued(cast, county)
    helper = VolunteerFactory(person=PersonFactory(unit=county.station))
    (offer,) = scene.offered(cast, order, [helper])
    for person in (cast.stranger, cast.resident, cast.volunteer, cast.leader):
        assert login(person).get(url("offer", offer.pk)).status_code == 404
        assert login(person).post(url("offer-accept", offer.pk)).status_code == 404
    hub = login(cast.hub)
    assert f'href="{url("offer", offer.pk)}"' in hub.get(url("dispatch", order.pk)).content.decode()
    assert hub.post(url("offer-accept", offer.pk)).url == url("dispatch", order.pk)
    assert order.assignments.get().volunteer == helper
    entry = AuditEntry.objects.get(action="offer.accept")
    assert (entry.actor_person_id, entry.for_person_id) == (cast.hub.pk, helper.person_id)


def test_the_resident_confirms_the_service_once_and_only_while_it_lasts(cast, county, login):
    row = scene.accepted(cast, county).assignments[0]
    button, page = f'action="{url("check", row.pk, "confirm")}"', url("detail", row.order_id)
    resident = login(cast.resident)
    assert button not in resident.get(page).content.decode()
    service.check_in(row, actor=actor_of(cast.volunteer))
    assert button in resident.get(page).content.decode()
    assert "确认服务" in resident.get(page).content.decode()
    assert resident.post(url("check", row.pk, "confirm")).url == page
    row.refresh_from_db()
    assert row.confirmed_by == cast.resident
    assert button not in resident.get(page).content.decode()


def test_nobody_else_is_asked_to_confirm_and_a_stranger_cannot(cast, county, login):
    row = scene.accepted(cast, county).assignments[0]
    service.check_in(row, actor=actor_of(cast.volunteer))
    button, page = f'action="{url("check", row.pk, "confirm")}"', url("detail", row.order_id)
    assert button not in login(cast.volunteer).get(page).content.decode()
    neighbour = AccountFactory(person__unit=county.station).person
    for person in (cast.stranger, neighbour):
        assert login(person).get(page).status_code == 404
        assert login(person).post(url("check", row.pk, "confirm")).status_code == 404
    login(cast.volunteer).post(url("check", row.pk, "confirm"))
    row.refresh_from_db()
    assert row.confirmed_by is None


def test_whoever_checked_the_volunteer_in_is_not_asked_to_confirm(cast, county, login):
    row = scene.accepted(cast, county).assignments[0]
    service.check_in(row, actor=actor_of(cast.station))
    row.__class__.objects.update(checked_in_by=cast.resident)
    page = login(cast.resident).get(url("detail", row.order_id)).content.decode()
    assert url("check", row.pk, "confirm") not in page
