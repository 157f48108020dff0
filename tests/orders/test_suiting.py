"""Who said that a kind of work is not for him is not asked for it, cannot say yes, and nobody else reads why."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shijian.kernel.actor import SYSTEM
from shijian.kernel.policy import set_value
from shijian.orders.models import MenuItem, Order
from shijian.orders.operations import answer, dispatch, intake
from shijian.orders.operations.steps import Unfit
from shijian.orders.queries import candidates, demands, eligibility, offers
from shijian.people import operations as people
from shijian.people.enums import Purpose
from shijian.volunteers.enums import Risk, Strain
from tests.api.conftest import api
from tests.conftest import actor_of
from tests.factories.orders import MenuItemFactory, OfferFactory
from tests.factories.volunteers import HealthDeclarationFactory, InsuranceFactory, TeamMemberFactory
from tests.orders import scene

__all__ = ["api"]
NEUTRAL = "这项任务不适合这位志愿者。"
OWN = "您在志愿者卡里填过，这类活不适合您。要改，请到志愿者卡的“不适合的活”。"
FIRST = (
    "接这项服务前，请先在志愿者卡的“不适合的活”里填写哪些活不要派给您，没有也请说明。内容只有您自己看得到。"
)


@pytest.fixture
def order(cast, county):
    return scene.queued(cast, county, strains=["lifting", "weather"], title="搬煤")


@pytest.fixture
def tired(county):
    """Said that lifting is not for him."""
    row = scene.helper(county.station, "腰不好")
    HealthDeclarationFactory(volunteer=row, strains=["lifting"])
    return row


@pytest.fixture
def nightly(county):
    """Said something that this order does not ask."""
    row = scene.helper(county.station, "不走夜路")
    HealthDeclarationFactory(volunteer=row, strains=["night"])
    return row


@pytest.fixture
def silent(county):
    """Said nothing."""
    return scene.helper(county.station, "没填过")


def ranked(order):
    return [candidate.subject for candidate in candidates.volunteers_for(order)]


def demand(risk):
    set_value(
        "health.risk_from",
        int(risk),
        valid_from=dt.date(2020, 1, 1),
        document_no="夏文明〔2026〕9号",
        actor=SYSTEM,
    )


def test_only_who_said_so_is_no_candidate(order, tired, nightly, silent):
    found = ranked(order)
    assert (tired in found, nightly in found, silent in found) == (False, True, True)
    Order.objects.update(strains=["night"])
    order.refresh_from_db()
    found = ranked(order)
    assert (tired in found, nightly in found, silent in found) == (True, False, True)
    Order.objects.update(strains=[])
    order.refresh_from_db()
    assert {tired, nightly, silent} <= set(ranked(order))


def test_with_the_consent_the_exclusion_ends_at_once(order, tired):
    people.withdraw_consent(tired.person, purpose=Purpose.HEALTH, actor=actor_of(tired.person))
    assert tired in ranked(order)


def test_nobody_lays_it_before_him_and_the_officer_reads_no_reason(cast, order, tired, silent):
    with pytest.raises(Unfit) as refused:
        scene.offered(cast, order, [silent, tired])
    assert (str(refused.value), refused.value.rule) == (f"腰不好：{NEUTRAL}", "unsuited")
    assert order.offers.count() == 0


def test_the_leader_finds_and_invites_others_only(cast, county, tired, silent):
    for each in (tired, silent):
        TeamMemberFactory(team=cast.team, volunteer=each)
    order = scene.queued(cast, county, strains=["lifting"], state="accepted", team=cast.team, headcount=3)
    members = [candidate.subject for candidate in candidates.members_for(order)]
    assert (tired in members, silent in members) == (False, True)
    with pytest.raises(Unfit) as refused:
        dispatch.offer_to_volunteers(order, volunteers=[tired], actor=actor_of(cast.leader))
    assert str(refused.value) == f"腰不好：{NEUTRAL}"


def test_an_offer_from_before_is_refused_to_himself_in_plain_words(order, tired, login):
    order.state = "offered"
    order.save()
    offer = OfferFactory(order=order, volunteer=tired)
    with pytest.raises(Unfit) as refused:
        answer.accept_offer(offer, actor=actor_of(tired.person))
    assert (str(refused.value), refused.value.rule) == (OWN, "unsuited")
    page = login(tired.person).post(reverse("orders:offer-accept", args=[offer.pk]), follow=True)
    assert OWN in page.content.decode()


def test_an_officer_who_answers_for_him_reads_the_neutral_words(cast, order, tired):
    tired.person.account.delete()
    order.state = "offered"
    order.save()
    offer = OfferFactory(order=order, volunteer=tired)
    with pytest.raises(Unfit) as refused:
        answer.accept_offer(offer, actor=actor_of(cast.hub))
    assert str(refused.value) == NEUTRAL


def test_open_orders_are_listed_and_claimed_by_whom_they_suit(order, tired, silent):
    order.open_to_claim = True
    order.save()
    assert list(offers.claimable(actor_of(silent.person))) == [order]
    assert list(offers.claimable(actor_of(tired.person))) == []
    with pytest.raises(Unfit) as refused:
        answer.claim_order(order, actor=actor_of(tired.person))
    assert str(refused.value) == OWN
    assert answer.claim_order(order, actor=actor_of(silent.person)).volunteer == silent


@pytest.mark.parametrize("risk", [Risk.SOME, Risk.DANGER])
def test_where_the_county_demands_it_one_says_something_first(order, county, tired, silent, risk):
    for each in (tired, silent):
        InsuranceFactory(volunteer=each)
    order.risk, order.risk_note, order.strains, order.open_to_claim = risk, "路滑", [], True
    order.save()
    assert {tired, silent} <= set(ranked(order))
    demand(risk)
    found = ranked(order)
    assert (tired in found, silent in found) == (True, False)
    with pytest.raises(Unfit) as refused:
        answer.claim_order(order, actor=actor_of(silent.person))
    assert (str(refused.value), refused.value.rule) == (FIRST, "unsuited")
    broken = eligibility.first_broken(eligibility.need_of(order), [silent.pk])
    assert str(broken[1].message) == NEUTRAL


def test_by_default_nothing_is_demanded_of_anybody(order, silent):
    InsuranceFactory(volunteer=silent)
    order.risk, order.risk_note = Risk.DANGER, "路滑"
    order.save()
    assert silent in ranked(order)


@pytest.mark.parametrize("count", [3, 30])
def test_the_ranking_costs_the_same_for_few_and_many(cast, county, count):
    order = scene.queued(cast, county, strains=["lifting", "weather"], wished_from=scene.morning())
    for number in range(count):
        HealthDeclarationFactory(
            volunteer=scene.helper(county.station), strains=["lifting" if number % 3 == 0 else "night"]
        )
    with CaptureQueriesContext(connection) as asked:
        found = candidates.volunteers_for(order, limit=100)
    assert sum(1 for each in found if hasattr(each.subject, "number")) == count - (count + 2) // 3 + 2
    assert len(asked) == 23


def test_an_item_states_strains_and_its_orders_take_them_over(cast, county, login):
    item = MenuItemFactory(team=cast.team, unit=county.hub, state="draft", listed_on=None)
    client = login(cast.leader)
    page = client.get(reverse("orders:item-change", args=[item.pk])).content.decode()
    assert [label for label in ("对身体的要求", *map(str, Strain.labels)) if label not in page] == []
    sent = {
        "title": item.title, "description": "搬家具", "category": "repair", "minutes": 60, "headcount": 2,
        "strains": ["lifting", "standing"], "risk": 0, "risk_note": "没有特别风险", "recipient": "resident",
        "idempotency_key": "0123456789abcdef",
    }  # fmt: skip
    assert client.post(reverse("orders:item-change", args=[item.pk]), sent).status_code == 302
    item.refresh_from_db()
    assert (item.strains, item.strain_words) == (["lifting", "standing"], "搬抬重物、长时间站立或走路")
    MenuItem.objects.update(state="listed", listed_on=dt.date(2026, 1, 1))
    item.refresh_from_db()
    window = scene.queued(cast, county)
    order = intake.create_order(
        unit=county.station, recipient=cast.resident, item=item, wished_from=window.wished_from,
        wished_until=window.wished_until, actor=actor_of(cast.resident),
    )  # fmt: skip
    assert order.strains == ["lifting", "standing"]
    assert ("对身体的要求", "搬抬重物、长时间站立或走路") in demands.of(order)


def test_the_verifier_states_them_on_the_page_and_through_the_api(cast, county, login, api):
    first, second = (scene.queued(cast, county, state="verifying", verified_at=None) for _n in range(2))
    detail = reverse("orders:office-detail", args=[first.pk])
    assert "对身体的要求" in login(cast.station).get(detail).content.decode()
    intake.verify_order(first, actor=actor_of(cast.station), changes={"strains": ["dust"]})
    first.refresh_from_db()
    assert (first.strains, "接触粉尘" in login(cast.station).get(detail).content.decode()) == (["dust"], True)
    found = api(cast.station)("POST", f"orders/{second.pk}/verify", {"strains": ["height"], "risk": 0}).json()
    assert (found["strains"], "对身体的要求: 爬梯登高" in found["demands"]) == (["height"], True)
    third = scene.queued(cast, county, state="verifying", verified_at=None)
    assert api(cast.station)("POST", f"orders/{third.pk}/verify", {"strains": ["heart"]}).status_code == 422


def test_through_the_api_the_dispatcher_reads_the_neutral_words(cast, order, tired, silent, api):
    call = api(cast.hub)
    names = [each["id"] for each in call("GET", f"orders/{order.pk}/candidates").json()["volunteers"]]
    assert (tired.pk in names, silent.pk in names) == (False, True)
    answer_ = call("POST", f"orders/{order.pk}/dispatch", {"volunteer_ids": [tired.pk]})
    assert (answer_.status_code, answer_.json()["detail"]) == (409, f"腰不好：{NEUTRAL}")
