"""The open pages and signing up: what a resident, a volunteer, a guardian and a leader see and do."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from shijian.activities.enums import SignupState
from shijian.activities.models import Presence, Signup
from shijian.activities.operations import sign_up
from shijian.activities.queries import risks
from tests.conftest import actor_of
from tests.factories.activities import (
    ActivityFactory,
    OpeningFactory,
    PlaceFactory,
    PresenceFactory,
    ScanFactory,
    SessionFactory,
    SignupFactory,
    TermFactory,
)
from tests.factories.people import AccountFactory, PersonFactory

TAKEN, WAITING, OFFERED = SignupState.TAKEN, SignupState.WAITING, SignupState.OFFERED


def read(client, name, *args, query=""):
    response = client.get(reverse(f"activities:{name}", args=args) + query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def activities(unit, count, **facts):
    made = []
    for number in range(count):
        activity = ActivityFactory(published=True, unit=unit, **facts)
        PlaceFactory(activity=activity)
        OpeningFactory(activity=activity, for_residents=True, capacity=3)
        start = dt.datetime(2026, 6, 20, 1, 0, tzinfo=dt.UTC) + dt.timedelta(days=number)
        SessionFactory(activity=activity, starts_at=start)
        made.append(activity)
    return made


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_at_one_and_three(county, count, django_assert_num_queries):
    activities(county.station, count)
    with django_assert_num_queries(7):
        page = read(Client(), "list")
    assert page.count("card-link") == count


def links(page, start):
    return [
        part.split('"')[0].replace("&amp;", "&") for part in page.split('href="') if part.startswith(start)
    ]


def test_the_list_is_in_the_order_of_the_next_meeting_and_pages_by_key(county):
    made = activities(county.station, 13)
    first = read(Client(), "list")
    assert f">{made[0].title}<" in first
    assert f">{made[12].title}<" not in first
    second = read(Client(), "list", query=links(first, "?after=")[0])
    assert f">{made[12].title}<" in second
    assert f">{made[0].title}<" not in second
    assert f">{made[0].title}<" in read(Client(), "list", query=links(second, "?before=")[0])


def test_the_list_is_narrowed_and_never_shows_a_draft(county):
    near, far = activities(county.station, 1)[0], activities(county.station_other, 2)[1]
    ActivityFactory(unit=county.station, title="还在准备")
    term = TermFactory()
    far.terms.add(term)
    pages = {
        f"?unit={county.hub.pk}": [near],
        f"?unit={county.hub2.pk}&when=month": [far],
        "?day=2026-06-21": [far],
        "?when=week&who=volunteer": [],
        f"?term={term.pk}": [far],
    }
    for query, wanted in pages.items():
        page = read(Client(), "list", query=query)
        assert [each for each in (near, far) if f">{each.title}<" in page] == wanted, query
        assert "还在准备" not in page


def test_only_with_places_left(county):
    full, free = activities(county.station, 2)
    opening = full.openings.get()
    for seat in (1, 2, 3):
        SignupFactory(session=full.sessions.get(), opening=opening, seat=seat)
    page = read(Client(), "list", query="?free=on")
    assert f">{free.title}<" in page
    assert f">{full.title}<" not in page
    assert "名额已满" in read(Client(), "list")


def test_a_month_of_the_county(county, django_assert_num_queries):
    activities(county.station, 1)
    for _n in range(4):
        activities(county.station_other, 1)
    with django_assert_num_queries(3):
        page = read(Client(), "month", query="?month=2026-06")
    assert page.count("端午包粽子") == 3
    assert "?day=2026-06-20" in page
    assert "端午包粽子" not in read(Client(), "month", query="?month=2026-07")
    assert page.count("端午包粽子") == read(Client(), "month", query="?month=junk").count("端午包粽子")


def test_the_page_of_an_activity_names_everything_and_no_other_host(feast, county):
    county.station.phone = "0941-7120001"
    county.station.save()
    page = read(Client(), "detail", feast.activity.pk)
    for words in ("文化广场", "0941-7120001", "og:title", "还有 3 个名额", "无特殊风险"):
        assert words in page
    assert (
        "//" not in page.replace("http://testserver", "").replace("http://www.w3.org", "").split("<body")[0]
    )


def test_a_resident_signs_up_in_one_screen_and_reads_what_happens_next(feast, cast, login):
    client = login(cast.resident)
    page = read(client, "signup", feast.activity.pk)
    key = page.split('name="idempotency_key" value="')[1].split('"')[0]
    data = {
        "choice": f"{feast.session.pk}-{feast.part.pk}",
        "persons": [cast.resident.pk],
        "idempotency_key": key,
    }
    address = reverse("activities:signup", args=[feast.activity.pk])
    response = client.post(address, data)
    assert response.headers["Location"] == reverse("activities:done", args=[feast.session.pk])
    assert client.post(address, data).status_code == 302
    signup = Signup.objects.get()
    assert (signup.person_id, signup.state) == (cast.resident.pk, TAKEN)
    done = read(client, "done", feast.session.pk)
    assert "接下来" in done
    assert reverse("activities:calendar-file", args=[feast.session.pk]) in done
    assert "BEGIN:VEVENT" in read(Client(), "calendar-file", feast.session.pk)


def test_a_refusal_says_why_and_what_to_do(feast, cast, login):
    client = login(cast.resident)
    data = {
        "choice": f"{feast.session.pk}-{feast.help.pk}",
        "persons": [cast.resident.pk],
        "idempotency_key": "k" * 12,
    }
    response = client.post(reverse("activities:signup", args=[feast.activity.pk]), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "请先登记成为志愿者" in page
    assert reverse("volunteers:register") in page


def test_a_guardian_signs_up_the_children_in_one_step(feast, cast, login, county):
    children = [
        PersonFactory(unit=county.station, guardian=cast.resident, birth_date=dt.date(2017, 1, 1))
        for _ in "ab"
    ]
    stranger = PersonFactory(unit=county.station)
    client = login(cast.resident)
    data = {"choice": f"{feast.session.pk}-{feast.part.pk}", "idempotency_key": "k" * 12}
    persons = [cast.resident.pk, *(child.pk for child in children)]
    address = reverse("activities:signup", args=[feast.activity.pk])
    assert client.post(address, data | {"persons": [stranger.pk]}).status_code == 422
    assert client.post(address, data | {"persons": persons}).status_code == 302
    assert set(Signup.objects.values_list("person_id", flat=True)) == set(persons)


def test_all_of_a_family_or_none(feast, cast, county):
    child = PersonFactory(unit=county.station, guardian=cast.resident, birth_date=dt.date(2017, 1, 1))
    feast.part.least_age = 18
    feast.part.save()
    cast.resident.birth_date = dt.date(1980, 1, 1)
    cast.resident.save()
    with pytest.raises(sign_up.Refused) as refused:
        sign_up.sign_up_together(
            feast.session, feast.part, persons=[cast.resident, child], actor=actor_of(cast.resident)
        )
    assert refused.value.refusal == "too-young"
    assert child.name in str(refused.value)
    assert not Signup.objects.exists()


def test_a_risk_is_a_screen_of_its_own(feast, cast, login):
    feast.activity.risk, feast.activity.risk_note = 1, "用刀剪粽叶"
    feast.activity.save()
    client = login(cast.resident)
    page = read(client, "signup", feast.activity.pk)
    assert "用刀剪粽叶" in page
    assert 'name="choice"' not in page
    version = risks.version_of(feast.activity)
    client.post(reverse("activities:risk", args=[feast.activity.pk]), {"version": version})
    assert 'name="choice"' in read(client, "signup", feast.activity.pk)


def waiting_line(feast, county, count):
    people = [AccountFactory(person__unit=county.station).person for _n in range(count)]
    rows = [sign_up.sign_up(feast.session, feast.part, person=each, actor=actor_of(each)) for each in people]
    return people, rows


def test_the_waiting_list_from_the_place_in_line_to_the_answer(feast, county, login):
    people, rows = waiting_line(feast, county, 5)
    last = login(people[4])
    assert "第 2 位" in read(last, "mine")
    login(people[0]).post(reverse("activities:place-leave", args=[rows[0].pk]))
    fourth = login(people[3])
    assert "请在" in read(fourth, "mine")
    assert "请在" in read(fourth, "place", rows[3].pk)
    fourth.post(reverse("activities:place-decline", args=[rows[3].pk]))
    last.post(reverse("activities:place-accept", args=[rows[4].pk]))
    assert list(Signup.objects.order_by("pk").values_list("state", flat=True)) == [
        "withdrawn", TAKEN, TAKEN, "withdrawn", TAKEN,
    ]  # fmt: skip
    assert last.get(reverse("activities:place", args=[rows[3].pk])).status_code == 404


def test_after_the_deadline_a_reason_is_asked(feast, cast, login, time_machine):
    row = sign_up.sign_up(feast.session, feast.part, person=cast.resident, actor=actor_of(cast.resident))
    time_machine.move_to(feast.session.starts_at - dt.timedelta(hours=3))
    client, address = login(cast.resident), reverse("activities:place-leave", args=[row.pk])
    assert client.post(address).status_code == 422
    assert client.post(address, {"reason": "ill"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.reason, row.short_notice) == ("withdrawn", "ill", True)


def test_come_every_time_and_no_more(feast, cast, login):
    later = SessionFactory(activity=feast.activity, starts_at=feast.session.starts_at + dt.timedelta(days=7))
    row = sign_up.sign_up(feast.session, feast.part, person=cast.resident, actor=actor_of(cast.resident))
    client = login(cast.resident)
    client.post(reverse("activities:every-time", args=[row.pk]))
    assert Signup.objects.get(session=later).state == TAKEN
    page = read(client, "mine")
    client.post(links(page.replace('action="', 'href="'), "/activities/standing/")[0])
    assert Signup.objects.get(session=later).state == "withdrawn"


def test_a_substitute_is_found_on_the_pages(feast, cast, login, county):
    row = sign_up.sign_up(feast.session, feast.help, person=cast.volunteer, actor=actor_of(cast.volunteer))
    login(cast.volunteer).post(reverse("activities:substitute-ask", args=[row.pk]), {"note": "家里有事"})
    stranger = login(cast.resident)
    assert "家里有事" not in read(stranger, "substitutes")
    leader = login(cast.leader)
    page = read(leader, "substitutes")
    assert "家里有事" in page
    take = links(page.replace('action="', 'href="'), "/activities/substitutes/")
    assert stranger.post(take[-1]).status_code == 404
    assert leader.post(take[-1]).status_code == 302
    assert Signup.objects.get(person=cast.leader).seat == row.seat


def test_a_leader_takes_places_names_and_gives_back(feast, cast, login):
    client = login(cast.leader)
    data = {"team": cast.team.pk, "choice": f"{feast.session.pk}-{feast.help.pk}", "count": 2}
    address = reverse("activities:team", args=[feast.activity.pk])
    assert client.post(address, data).status_code == 302
    first, second = Signup.objects.order_by("pk")
    client.post(reverse("activities:place-name", args=[first.pk]), {"person": cast.volunteer.pk})
    first.refresh_from_db()
    assert first.person_id == cast.volunteer.pk
    assert cast.volunteer.name in read(client, "team", feast.activity.pk)
    client.post(reverse("activities:place-leave", args=[second.pk]))
    second.refresh_from_db()
    assert second.state == "withdrawn"
    assert login(cast.resident).get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_places_that_fit_a_volunteer(cast, county, login, count, django_assert_num_queries):
    for activity in activities(county.station, count):
        OpeningFactory(activity=activity)
    for activity in activities(county.station, 1, risk=2):
        OpeningFactory(activity=activity)
    client = login(cast.volunteer)
    read(client, "fitting")
    with django_assert_num_queries(12):
        page = read(client, "fitting")
    assert page.count("list-row") == count


@pytest.mark.parametrize("count", [1, 3])
def test_my_activities_cost_the_same_at_one_and_three(cast, county, login, count, django_assert_num_queries):
    for activity in activities(county.station, count):
        SignupFactory(
            session=activity.sessions.get(), person=cast.resident, opening=activity.openings.get(), seat=1
        )
    for activity in activities(county.station, 2):
        SignupFactory(session=activity.sessions.get(), opening=activity.openings.get(), seat=1)
    client = login(cast.resident)
    read(client, "mine")
    with django_assert_num_queries(9):
        page = read(client, "mine")
    assert page.count("/activities/places/") == count


def test_home_leads_to_checking_in_while_it_counts_and_until_one_has_gone(feast, cast, login, time_machine):
    place = SignupFactory(session=feast.session, opening=feast.help, person=cast.volunteer, seat=1)
    way = f'href="{reverse("activities:attendance", args=[place.pk])}"'
    start, end = feast.session.starts_at, feast.session.ends_at

    def offered(moment, person=cast.volunteer):
        time_machine.move_to(moment, tick=False)
        return way in login(person).get("/").content.decode()

    hour = dt.timedelta(hours=1)
    assert not offered(start - 2 * hour)
    assert offered(start - hour / 2)
    assert not offered(start, cast.resident)
    assert not offered(end + hour)
    stay = PresenceFactory(came=ScanFactory(signup=place, at=start))
    assert offered(end + hour)
    assert not offered(end + 3 * hour)
    went = ScanFactory(signup=place, kind="out", at=end)
    Presence.objects.filter(pk=stay.pk).update(ended_at=end, left=went)
    assert not offered(end + hour)


def test_the_page_of_a_place_leads_to_checking_in_while_it_counts(feast, cast, login, time_machine):
    place = SignupFactory(session=feast.session, opening=feast.help, person=cast.volunteer, seat=1)
    way = reverse("activities:attendance", args=[place.pk])
    assert way not in read(login(cast.volunteer), "place", place.pk)
    time_machine.move_to(feast.session.starts_at)
    assert way in read(login(cast.volunteer), "place", place.pk)
    assert read(login(cast.volunteer), "done", feast.session.pk).count("您已报名") == 2
