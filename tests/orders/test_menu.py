import json

import pytest

from shijian.kernel import flow
from shijian.kernel.actor import ANONYMOUS
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry
from shijian.orders.enums import Category, ItemState
from shijian.orders.models import MenuItem
from shijian.orders.operations import menu
from shijian.orders.queries import menu as menus
from shijian.people.models import Message
from shijian.volunteers.models import Skill
from tests.factories.orders import MenuItemFactory
from tests.factories.volunteers import TeamFactory, TeamMemberFactory, VolunteerFactory

FACTS = {
    "title": "上门理发",
    "description": "为老人理发",
    "category": Category.ELDERS,
    "risk_note": "防剪刀划伤",
}


def test_the_seed_fills_every_class_with_known_skills(db):
    seeds = menus.seed_items()
    assert len(seeds) >= 36
    assert {seed.category for seed in seeds} == set(Category)
    assert len({seed.title for seed in seeds}) == len(seeds)
    assert {code for seed in seeds for code in seed.skills} <= set(
        Skill.objects.values_list("code", flat=True)
    )
    assert all(seed.risk_note and set(seed.months) <= set(range(1, 13)) for seed in seeds)


def test_each_seed_item_can_be_added_and_listed(cast, actor_of):
    leader, hub = actor_of(cast.leader), actor_of(cast.hub)
    seed = menus.seed_items()[0]
    facts = {
        name: getattr(seed, name) for name in ("title", "description", "category", "risk_note", "minutes")
    }
    item = menu.add_item(cast.team, actor=leader, months=list(seed.months), **facts)
    menu.submit_item(item, actor=leader)
    menu.review_item(item, approve=True, actor=hub)
    item.refresh_from_db()
    assert (item.state, item.title) == (ItemState.LISTED, seed.title)
    assert [found.pk for found in menus.matching(menus.listed(), words="理论")] == [item.pk]


def test_an_item_goes_from_draft_over_review_to_the_menu_and_off_again(cast, actor_of, county):
    leader, hub = actor_of(cast.leader), actor_of(cast.hub)
    item = menu.add_item(cast.team, actor=leader, **FACTS)
    assert (item.unit, item.state) == (county.hub, ItemState.DRAFT)
    menu.submit_item(item, actor=leader)
    item = menu.review_item(item, approve=True, actor=hub)
    assert item.listed_on is not None
    assert Message.objects.get(person=cast.leader).text == "“上门理发”已经上架。"
    item = menu.retire_item(item, actor=leader)
    assert item.state == ItemState.RETIRED
    assert not menus.matching(menus.listed(), words="理发").exists()
    names = [log.transition for log in flow.history("menu-item", item.pk)]
    assert names == ["submit", "list", "retire"]
    actions = AuditEntry.objects.order_by("id").values_list("action", flat=True)
    assert list(actions) == ["menu.add", "menu.submit", "menu.review", "menu.retire"]


def test_a_reviewer_declines_only_with_a_note_and_the_team_may_try_again(cast, actor_of):
    leader, hub = actor_of(cast.leader), actor_of(cast.hub)
    item = menu.submit_item(menu.add_item(cast.team, actor=leader, **FACTS), actor=leader)
    with pytest.raises(Invalid):
        menu.review_item(item, approve=False, note=" ", actor=hub)
    item = menu.review_item(item, approve=False, note="写清楚时长", actor=hub)
    assert item.state == ItemState.DECLINED
    item = menu.change_item(item, actor=leader, facts={"minutes": 45})
    assert menu.submit_item(item, actor=leader).minutes == 45


def test_nobody_reviews_the_item_of_a_team_that_he_leads(cast, actor_of):
    volunteer = VolunteerFactory(person=cast.hub)
    TeamMemberFactory(team=cast.team, volunteer=volunteer, role="leader")
    item = MenuItemFactory(team=cast.team, state=ItemState.REVIEW, listed_on=None)
    with pytest.raises(NotAllowed):
        menu.review_item(item, approve=True, actor=actor_of(cast.hub))
    assert menu.review_item(item, approve=True, actor=actor_of(cast.centre)).state == ItemState.LISTED


def test_strangers_neither_see_nor_touch_a_draft(cast, actor_of):
    item = MenuItemFactory(team=cast.team, state=ItemState.REVIEW, listed_on=None)
    for person in (cast.stranger, cast.resident, cast.volunteer, cast.overseer):
        with pytest.raises(OutOfReach):
            menu.review_item(item, approve=True, actor=actor_of(person))
    other = TeamFactory(unit=cast.team.unit)
    with pytest.raises(NotAllowed):
        menu.add_item(other, actor=actor_of(cast.leader), **FACTS)
    assert not MenuItem.objects.visible_to(ANONYMOUS).exists()


def test_without_a_risk_statement_nothing_is_handed_in(cast, actor_of):
    leader = actor_of(cast.leader)
    item = menu.add_item(cast.team, actor=leader, **{**FACTS, "risk_note": ""})
    with pytest.raises(Invalid) as caught:
        menu.submit_item(item, actor=leader)
    assert set(caught.value.fields) == {"risk_note"}


def test_wrong_states_titles_twice_and_foreign_areas_are_refused(cast, actor_of, county):
    leader = actor_of(cast.leader)
    item = menu.add_item(cast.team, actor=leader, **FACTS)
    with pytest.raises(Conflict):
        menu.add_item(cast.team, actor=leader, **FACTS)
    with pytest.raises(Invalid):
        menu.add_item(cast.team, actor=leader, unit=county.station_other, **{**FACTS, "title": "别处"})
    with pytest.raises(WrongState):
        menu.retire_item(item, actor=leader)
    with pytest.raises(Invalid) as caught:
        menu.change_item(item, actor=leader, facts={"category": "没有", "title": ""})
    assert set(caught.value.fields) == {"category", "title"}
    listed = MenuItemFactory(team=cast.team)
    with pytest.raises(WrongState):
        menu.change_item(listed, actor=leader, facts={"title": "改名"})


def test_the_same_key_adds_one_item(cast, actor_of):
    leader = actor_of(cast.leader)
    first = menu.add_item(cast.team, actor=leader, idempotency_key="key-0001", **FACTS)
    again = menu.add_item(cast.team, actor=leader, idempotency_key="key-0001", **FACTS)
    assert first.pk == again.pk


def test_the_year_is_counted_against_the_policy(cast, county):
    MenuItemFactory.create_batch(2, team=cast.team)
    MenuItemFactory(team=TeamFactory(unit=county.hub2))
    count = menus.listed_in_year(county.hub.path, 2026)
    assert (count.count, count.target, count.missing) == (2, 20, 18)
    assert menus.listed_in_year(county.centre.path, 2026).count == 3
    assert menus.listed_in_year(county.centre.path, 2025).count == 0


def test_only_what_serves_the_place_in_season_can_be_ordered(cast, county, time_machine):
    time_machine.move_to("2026-11-23T02:00:00+00:00")
    here = MenuItemFactory(team=cast.team)
    MenuItemFactory(team=cast.team, months=[5, 6])
    MenuItemFactory(team=TeamFactory(unit=county.hub2))
    assert menus.orderable(county.station) == [here]


@pytest.mark.parametrize("count", [1, 3])
def test_the_public_menu_costs_the_same_however_long(client, cast, count, django_assert_num_queries):
    MenuItemFactory.create_batch(count, team=cast.team)
    with django_assert_num_queries(1):
        page = client.get("/menu/").content.decode()
    assert page.count("card-link") == count


def test_the_menu_page_filters_and_hides_drafts(client, cast, county):
    shown = MenuItemFactory(team=cast.team, title="上门理发", category=Category.ELDERS)
    MenuItemFactory(team=cast.team, title="电影下乡", category=Category.CULTURE)
    draft = MenuItemFactory(team=cast.team, title="未审核", state=ItemState.REVIEW, listed_on=None)
    page = client.get("/menu/", {"category": "elders", "unit": county.station.pk}).content.decode()
    assert "上门理发" in page
    assert "电影下乡" not in page
    assert "未审核" not in client.get("/menu/").content.decode()
    assert client.get(f"/menu/{draft.pk}/").status_code == 404
    assert "无特殊风险" in client.get(f"/menu/{shown.pk}/").content.decode()
    assert client.get("/menu/", {"unit": "x", "category": "no", "after": "z"}).status_code == 200


def test_the_seed_names_no_place_on_a_disk():
    assert "/" not in json.dumps([seed.description for seed in menus.seed_items()], ensure_ascii=False)
