"""The pages of the register and of teams: what they do, who reaches them, what they cost."""

import datetime as dt

import pytest
from django.urls import reverse

from shijian.people.enums import Purpose
from shijian.volunteers.enums import TeamRole, VolunteerState
from shijian.volunteers.models import JoinRequest, Skill, Team, TeamMember, Volunteer
from tests.factories.people import AccountFactory, ConsentFactory, PersonFactory
from tests.factories.volunteers import (
    JoinRequestFactory,
    TeamFactory,
    TeamMemberFactory,
    VolunteerFactory,
    VolunteerSkillFactory,
)


def url(name, *args):
    return reverse(f"volunteers:{name}", args=args)


def text(response):
    return response.content.decode()


@pytest.fixture
def newcomer(county):
    return AccountFactory(person__name="卓玛", person__unit=county.station).person


def entry(unit, **more):
    return {
        "unit": unit.pk,
        "travel_limit": 2,
        "weekly_hours": 5,
        "agreed": "on",
        "idempotency_key": "0123456789abcdef",
        **more,
    }


def test_join_set_free_time_and_change(county, newcomer, login):
    client = login(newcomer)
    assert "成为志愿者" in text(client.get(url("me")))
    assert "监护人" not in text(client.get(url("register")))
    sewing = Skill.objects.get(code="sewing")
    week = ["1-morning", "1-afternoon", "6-evening"]
    sent = entry(county.station, skills=[sewing.pk], languages=["bo"], week=week)
    assert client.post(url("register"), sent).headers["Location"] == url("me")
    row = Volunteer.objects.get(person=newcomer)
    spans = [
        (each.weekday, each.start_minute, each.end_minute) for each in row.availability.order_by("weekday")
    ]
    assert (row.state, spans, row.weekly_minutes) == ("pending", [(1, 480, 1080), (6, 1080, 1260)], 300)
    page = text(client.get(url("me")))
    assert "8:00–18:00" in page
    assert "缝纫织补" in page
    assert client.get(url("register")).status_code == 302
    shown = text(client.get(url("week", row.pk)))
    assert shown.count("checked") == 3
    client.post(url("week", row.pk), {"week": ["7-morning"], "day": "2031-05-01", "is_free": "0"})
    assert list(row.availability.values_list("weekday", "start_minute")) == [(7, 480)]
    assert row.free_days.get().is_free is False
    assert client.get(url("change", row.pk)).status_code == 200
    client.post(url("change", row.pk), entry(county.station2, employer="学校", backgrounds=["teacher"]))
    row.refresh_from_db()
    assert (row.unit, row.employer, row.backgrounds) == (county.station2, "学校", ["teacher"])


def test_without_the_agreement_nobody_joins(county, newcomer, login):
    sent = entry(county.station)
    del sent["agreed"]
    assert login(newcomer).post(url("register"), sent).status_code == 200
    assert not Volunteer.objects.exists()


def test_a_minor_names_the_guardian_who_consents_on_his_own_page(cast, county, newcomer, login):
    newcomer.birth_date = dt.date.today() - dt.timedelta(days=16 * 366)
    newcomer.guardian = cast.resident
    newcomer.save()
    client = login(newcomer)
    assert client.post(url("register"), entry(county.station)).status_code == 200
    named = entry(county.station, guardian_name="王秀兰", guardian_phone="13900000000")
    client.post(url("register"), named)
    row = Volunteer.objects.get(person=newcomer)
    assert row.state == "consent"
    assert client.get(url("step", row.pk, "consent")).status_code == 403
    guardian = login(cast.resident)
    assert "卓玛" in text(guardian.get(url("me")))
    assert guardian.get(url("step", row.pk, "consent")).status_code == 200
    guardian.post(url("step", row.pk, "consent"), {"guardian_name": "王秀兰"})
    row.refresh_from_db()
    assert row.state == "pending"
    login(cast.station).post(url("step", row.pk, "confirm"), {})
    row.refresh_from_db()
    assert row.state == "active"


def test_the_office_confirms_pauses_resumes_and_insures(cast, county, login):
    row = VolunteerFactory(person__unit=county.station, person__name="德吉", state="pending")
    client = login(cast.station)
    assert "德吉" in text(client.get(url("detail", row.pk)))
    refused = client.post(url("step", row.pk, "confirm"), {})
    assert refused.status_code == 200
    assert client.post(url("step", row.pk, "confirm"), {"evidence": "表格"}).status_code == 302
    client.post(url("step", row.pk, "pause"), {"reason": "体检"})
    row.refresh_from_db()
    assert row.state == "paused"
    assert "体检" in text(client.get(url("detail", row.pk)))
    client.post(url("step", row.pk, "resume"))
    insured = {"insurer": "人保", "policy_no": "1", "valid_from": "2026-01-01", "valid_until": "2025-01-01"}
    assert client.post(url("insurance", row.pk), insured).status_code == 200
    client.post(url("insurance", row.pk), insured | {"valid_until": "2026-12-31"})
    licence = {
        "skill": Skill.objects.get(code="first-aid").pk,
        "licence_no": "J-1",
        "licence_until": "2030-01-01",
    }
    client.post(url("licence", row.pk), licence)
    assert (row.insurances.count(), row.skill_rows.get().licence_no) == (1, "J-1")
    assert client.get(url("step", row.pk, "nonsense")).status_code == 404


def test_staff_look_first_and_register_on_behalf(cast, county, login):
    known, far = (
        PersonFactory(unit=county.station, name="旦增"),
        PersonFactory(unit=county.station_other, name="旦增远"),
    )
    client = login(cast.station)
    assert client.get(url("new")).status_code == 200
    client.post(
        url("new-person"), entry(county.station, name="旦增新", sex=1, birth_date="1990-02-03", evidence="表")
    )
    fresh = Volunteer.objects.get(person__name="旦增新")
    assert (fresh.state, fresh.registered_by) == ("active", cast.station)
    assert client.get(url("new-for", far.pk)).status_code == 404
    client.post(url("new-for", known.pk), entry(county.station, idempotency_key="fedcba9876543210"))
    assert Volunteer.objects.get(person=known).state == "pending"
    outside = entry(county.station_other, idempotency_key="f1dcba9876543210", name="外人", sex=0)
    assert client.post(url("new-person"), outside).status_code == 200
    assert not Volunteer.objects.filter(person__name="外人").exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_at_any_length(cast, county, login, rows, django_assert_num_queries):
    Volunteer.objects.exclude(person=cast.volunteer).exclude(person=cast.leader).delete()
    for _ in range(rows):
        VolunteerSkillFactory(volunteer=VolunteerFactory(person__unit=county.station2))
    VolunteerFactory(person__unit=county.station_other, person__name="远方人")
    client = login(cast.hub)
    # The tripwire on undefined variables resolves `as_field_group` twice: two of the eleven are its own.
    with django_assert_num_queries(8):
        page = text(client.get(url("list")))
    assert page.count("<tr>") == rows + 3
    assert "远方人" not in page


def test_filters_narrow_and_counts_lead_to_the_same_rows(cast, county, login):
    party = VolunteerFactory(
        person__unit=county.station2, person__name="党员甲", backgrounds=["party"], languages=["bo"]
    )
    VolunteerSkillFactory(volunteer=party, skill=Skill.objects.get(code="farming"))
    VolunteerFactory(person__unit=county.hub, person__name="老人乙", person__birth_date=dt.date(1940, 1, 1))
    VolunteerFactory(person__unit=county.station_other, person__name="远方人", backgrounds=["party"])
    client = login(cast.hub)

    def names(query):
        page = text(client.get(f"{url('list')}?{query}"))
        return {name for name in ("党员甲", "老人乙", "远方人", "才让") if f">{name}</a>" in page}

    assert names("background=party") == {"党员甲"}
    assert names("language=bo") == {"党员甲"}
    assert names("age=elder") == {"老人乙"}
    assert names(f"unit={county.station.pk}") == {"才让"}
    assert names(f"unit={county.hub.pk}") == {"党员甲", "老人乙", "才让"}
    assert names("state=left") == set()
    assert names(f"q={party.number}") == {"党员甲"}
    page = client.get(url("counts"))
    for table in page.context["tables"]:
        for number in table.numbers:
            rows = client.get(f"{url('list')}?{number.address}").context["page"].items
            assert len(rows) == number.count, (table.title, number.label)
    assert {n.label: n.count for n in page.context["tables"][2].numbers if n.count} == {
        "35 至 59 岁": 3,
        "60 岁及以上": 1,
    }


def test_search_finds_by_name_and_pinyin(cast, county, login, newcomer):
    client = login(newcomer)
    client.post(url("register"), entry(county.station))
    office = login(cast.station)
    assert "卓玛" in text(office.get(url("list") + "?q=zhuoma"))
    assert "卓玛" in text(office.get(url("list") + "?q=卓玛"))
    assert "卓玛" not in text(login(cast.stranger).get(url("list") + "?q=卓玛")).replace('value="卓玛"', "")


@pytest.mark.parametrize("name", ["list", "counts", "new", "new-person"])
def test_the_office_pages_are_closed_to_others(cast, login, client, name):
    for person in (cast.resident, cast.volunteer, cast.leader, cast.overseer, cast.auditor):
        assert login(person).get(url(name)).status_code == 404
    assert client.get(url(name)).status_code == 302


def test_a_stranger_reaches_no_entry(cast, login):
    row = Volunteer.objects.get(person=cast.volunteer)
    for person in (cast.stranger, cast.resident, cast.overseer, cast.auditor):
        client = login(person)
        for address in (
            url("detail", row.pk),
            url("change", row.pk),
            url("week", row.pk),
            url("insurance", row.pk),
        ):
            assert client.get(address).status_code == 404
        assert client.post(url("step", row.pk, "leave"), {}).status_code == 404
    assert login(cast.leader).get(url("detail", row.pk)).status_code == 200
    assert login(cast.leader).get(url("change", row.pk)).status_code == 403
    assert login(cast.leader).get(url("insurance", row.pk)).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_open_page_of_a_team(cast, client, rows, django_assert_num_queries):
    shown = VolunteerFactory(person__name="愿公开")
    TeamMemberFactory(team=cast.team, volunteer=shown)
    ConsentFactory(person=shown.person, purpose=Purpose.PUBLIC_NAME)
    for _ in range(rows):
        TeamMemberFactory(team=cast.team)
    with django_assert_num_queries(10):
        page = text(client.get(url("team-detail", cast.team.pk)))
    assert "愿公开" in page
    assert "才让" not in page
    assert "马队长" not in page
    assert "马**" in page
    assert f"<dd>{rows + 3}</dd>" in page


def test_members_and_staff_read_the_names(cast, login):
    for person in (cast.volunteer, cast.leader, cast.hub, cast.overseer):
        assert "马队长" in text(login(person).get(url("team-detail", cast.team.pk)))
    for person in (cast.stranger, cast.resident, cast.station):
        page = text(login(person).get(url("team-detail", cast.team.pk)))
        assert "马队长" not in page
        assert "才让" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_tree_of_teams(cast, county, client, rows, django_assert_num_queries):
    for _ in range(rows):
        TeamFactory(unit=county.station, parent=cast.team, level=3)
    TeamFactory(unit=county.hub2, name="散了的队", dissolved_on=dt.date(2024, 1, 1))
    # One for the teams, one for the units of the filter; the tripwire on undefined variables asks that one again.
    with django_assert_num_queries(1):
        page = text(client.get(url("team-list")))
    assert page.count('class="list-row"') == rows + 1
    assert "散了的队" not in page
    assert cast.team.name in text(client.get(url("team-list") + "?kind=volunteers"))
    assert cast.team.name not in text(client.get(url("team-list") + f"?unit={county.hub2.pk}"))


def test_join_decide_and_leave_through_the_pages(cast, county, login):
    asker = VolunteerFactory(person=AccountFactory(person__name="索南", person__unit=county.station).person)
    client, leader = login(asker.person), login(cast.leader)
    assert "申请加入" in text(client.get(url("team-detail", cast.team.pk)))
    client.post(url("team-join", cast.team.pk), {"words": "想帮忙"})
    request = JoinRequest.objects.get()
    assert "想帮忙" in text(leader.get(url("team-detail", cast.team.pk)))
    assert "想帮忙" not in text(login(cast.stranger).get(url("team-detail", cast.team.pk)))
    assert login(cast.stranger).post(url("join-approve", request.pk)).status_code == 404
    assert leader.get(url("join-approve", request.pk)).status_code == 405
    leader.post(url("join-approve", request.pk))
    assert leader.post(url("join-approve", request.pk)).status_code == 409
    member = TeamMember.objects.get(volunteer=asker)
    leader.post(url("member-role", member.pk), {"role": TeamRole.DEPUTY})
    member.refresh_from_db()
    assert member.role == TeamRole.DEPUTY
    assert client.get(url("team-leave", cast.team.pk)).status_code == 200
    client.post(url("team-leave", cast.team.pk), {"reason": ""})
    member.refresh_from_db()
    assert member.ends_on is not None
    second = JoinRequestFactory(team=cast.team, volunteer=asker)
    leader.post(url("join-decline", second.pk), {"note": ""})
    third = JoinRequestFactory(team=cast.team, volunteer=asker)
    client.post(url("join-withdraw", third.pk))
    assert list(JoinRequest.objects.order_by("pk").values_list("state", flat=True)) == [
        "approved",
        "declined",
        "withdrawn",
    ]


def test_staff_found_change_and_dissolve_a_team(cast, county, login):
    client = login(cast.hub)
    sent = {
        "name": "护林队",
        "unit": county.station.pk,
        "level": 3,
        "kind": "professional",
        "weekly_orders": 3,
    }
    made = client.post(
        url("team-found"), {**sent, "parent": cast.team.pk, "idempotency_key": "0123456789abcdef"}
    )
    team = Team.objects.get(name="护林队")
    assert made.headers["Location"] == url("team-detail", team.pk)
    far = {**sent, "name": "远队", "unit": county.station_other.pk, "idempotency_key": "1123456789abcdef"}
    assert client.post(url("team-found"), far).status_code == 200
    assert not Team.objects.filter(name="远队").exists()
    client.post(url("team-change", team.pk), {**sent, "name": "护林志愿队", "charter": "守林"})
    assert "守林" in text(client.get(url("team-detail", team.pk)))
    added = Volunteer.objects.get(person=cast.volunteer)
    client.post(url("team-add", team.pk), {"number": added.number, "role": "leader", "agreed": "电话"})
    member = TeamMember.objects.get(team=team)
    client.post(url("member-remove", member.pk), {"reason": "外出"})
    client.post(url("team-dissolve", team.pk), {"reason": ""})
    team.refresh_from_db()
    assert team.dissolved_on is not None
    assert login(cast.resident).get(url("team-detail", team.pk)).status_code == 404
    assert client.get(url("team-detail", team.pk)).status_code == 200


def test_leaders_change_only_the_words_of_their_team(cast, login):
    client = login(cast.leader)
    page = text(client.get(url("team-change", cast.team.pk)))
    assert 'name="introduction"' in page
    assert 'name="level"' not in page
    client.post(
        url("team-change", cast.team.pk), {"introduction": "你好", "weekly_orders": 4, "name": "改名"}
    )
    cast.team.refresh_from_db()
    assert (cast.team.introduction, cast.team.name) == ("你好", "拉卜楞镇志愿服务队")
    assert login(cast.volunteer).get(url("team-change", cast.team.pk)).status_code == 403


def test_the_page_of_a_unit_shows_its_teams(cast, county, client):
    assert cast.team.name in text(client.get(reverse("units:detail", args=[county.hub.pk])))
    assert cast.team.name not in text(client.get(reverse("units:detail", args=[county.hub2.pk])))


def test_a_pause_by_staff_is_undone_by_one_press(cast, county, login):
    volunteer = VolunteerFactory(person__unit=county.station)
    client = login(cast.hub)
    url = f"/volunteers/{volunteer.pk}/step/pause/"
    html = client.post(url, {"reason": "出国"}, follow=True).content.decode()
    back = f"/volunteers/{volunteer.pk}/step/resume/"
    assert f'action="{back}"' in html
    client.post(back)
    volunteer.refresh_from_db()
    assert volunteer.state == VolunteerState.ACTIVE
