"""The pages of those who prepare and run activities: reach, list, preparing, publishing, approving, cancelling."""

import datetime as dt

import pytest

from shijian.activities.enums import ActivityState
from shijian.activities.models import Activity, Opening, Session, Signup
from shijian.kernel import clock
from shijian.people.models import Message
from tests.conftest import actor_of
from tests.factories.activities import (
    ActivityFactory,
    PlaceFactory,
    PlanItemFactory,
    SessionFactory,
    SignupFactory,
)
from tests.factories.people import AccountFactory

LIST = "/office/activities/"


@pytest.fixture
def station(cast, login):
    return login(cast.station)


def _at(activity, tail=""):
    return f"{LIST}{activity.pk}/{tail}"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(cast, county, station, count, django_assert_num_queries):
    for activity in ActivityFactory.create_batch(count, unit=county.station, team=cast.team):
        SessionFactory(activity=activity)
    with django_assert_num_queries(6):
        page = station.get(LIST).content.decode()
    assert page.count('<th scope="row"') == count


def test_the_list_holds_what_one_runs_or_reaches(cast, county, login):
    here = ActivityFactory(unit=county.station, title="本村的")
    below = ActivityFactory(unit=county.station2, title="邻村的", organiser=cast.volunteer)
    team = ActivityFactory(unit=county.hub2, title="队里的", team=cast.team)
    other = ActivityFactory(unit=county.station_other, title="别镇的", published=True)

    def seen(person):
        page = login(person).get(LIST).content.decode()
        return {a.title for a in (here, below, team, other) if a.title in page}

    assert seen(cast.station) == {"本村的"}
    assert seen(cast.hub) == {"本村的", "邻村的"}
    assert seen(cast.volunteer) == {"邻村的"}
    assert seen(cast.leader) == {"队里的"}
    assert seen(cast.stranger) == {"别镇的", "队里的"}
    assert login(cast.resident).get(LIST).status_code == 403


def test_filters_by_state_span_unit_and_words(cast, county, login):
    near = ActivityFactory(unit=county.station, title="近的", published=True)
    SessionFactory(activity=near, starts_at=clock.now() + dt.timedelta(days=2))
    far = ActivityFactory(unit=county.hub, title="远的", published=True)
    SessionFactory(activity=far, starts_at=clock.now() + dt.timedelta(days=20))
    none = ActivityFactory(unit=county.hub, title="没定的")
    client = login(cast.hub)

    def titles(**query):
        page = client.get(LIST, query).content.decode()
        return {a.title for a in (near, far, none) if f">{a.title}</a>" in page}

    assert titles() == {"近的", "远的", "没定的"}
    assert titles(state="draft") == titles(span="past") == {"没定的"}
    assert titles(span="week") == {"近的"}
    assert titles(span="month") == titles(span="ahead") == {"近的", "远的"}
    assert titles(unit=county.station.pk) == {"近的"}
    assert titles(q="远") == titles(q=far.number) == {"远的"}
    assert titles(state="no", span="no", q="x" * 100) == {"近的", "远的", "没定的"}


def test_an_officer_begins_with_what_is_usual_filled_in(cast, county, station):
    page = station.get(f"{LIST}new/").content.decode()
    assert county.station.name in page
    form = {"unit": county.station.pk, "title": "义诊", "summary": "量血压", "idempotency_key": "k" * 20}
    station.post(f"{LIST}new/", form)
    answer = station.post(f"{LIST}new/", form)
    activity = Activity.objects.get()
    assert answer.headers["Location"] == _at(activity)
    assert (activity.organiser, activity.unit, activity.state) == (cast.station, county.station, "draft")
    assert [place.name for place in activity.places.all()] == [county.station.name]
    overview = station.get(_at(activity)).content.decode()
    for tail in ("when/", "who/", "change/"):
        assert overview.count(f'list-row" href="{_at(activity, tail)}"') == 1


def test_a_leader_begins_for_the_own_team_only(cast, county, login):
    client = login(cast.leader)
    form = {"team": cast.team.pk, "title": "捡垃圾", "idempotency_key": "k" * 20}
    assert client.post(f"{LIST}new/", form).status_code == 302
    assert Activity.objects.get().unit == county.hub
    assert login(cast.volunteer).get(f"{LIST}new/").status_code == 403
    strange = {"unit": county.station.pk, "title": "越界", "idempotency_key": "l" * 20}
    assert login(cast.stranger).post(f"{LIST}new/", strange).status_code == 422
    assert Activity.objects.count() == 1


def test_an_item_of_a_plan_becomes_a_draft_and_a_stranger_cannot_take_it(cast, county, station, login):
    item = PlanItemFactory(plan__unit=county.station)
    assert item.title in station.get(f"{LIST}new/?item={item.pk}").content.decode()
    form = {"unit": county.station.pk, "title": item.title, "idempotency_key": "k" * 20}
    station.post(f"{LIST}new/?item={item.pk}", form)
    assert Activity.objects.get().plan_item == item
    assert login(cast.stranger).get(f"{LIST}new/?item={item.pk}").status_code == 404
    assert station.get(f"{LIST}new/?item=x").status_code == 404


def test_facts_are_changed_and_the_signed_up_hear_of_place_and_risk_once(feast, cast, station):
    SignupFactory(session=feast.session, opening=feast.part, person=cast.resident, seat=1)
    form = {
        "title": "端午包粽子", "summary": "一起包", "places": "老年活动室\n文化广场", "recipient": "public",
        "risk": "0", "risk_note": "用剪刀", "closes_hours": "0", "withdraw_hours": "24", "needs_code": "on",
    }  # fmt: skip
    assert station.post(_at(feast.activity, "change/"), form).status_code == 302
    assert station.post(_at(feast.activity, "change/"), form).status_code == 302
    texts = sorted(Message.objects.filter(person=cast.resident).values_list("text", flat=True))
    assert len(texts) == 2
    assert "老年活动室" in texts[0] + texts[1]
    assert "用剪刀" in texts[0] + texts[1]
    assert not Message.objects.filter(person=cast.volunteer).exists()
    bad = station.post(_at(feast.activity, "change/"), {**form, "risk_note": ""})
    assert bad.status_code == 422


def test_from_nothing_to_open_for_sign_up(cast, county, station):
    activity = ActivityFactory(unit=county.station, organiser=cast.station, risk_note="无")
    PlaceFactory(activity=activity)
    assert "do/publish/" not in station.get(_at(activity)).content.decode()
    day = {"day": "2026-06-20", "begins": "09:00", "ends": "11:00"}
    assert station.post(_at(activity, "do/day/"), {**day, "day": "2026-06-01"}).status_code == 422
    assert station.post(_at(activity, "do/day/"), day).status_code == 302
    assert Session.objects.get().starts_at == dt.datetime(2026, 6, 20, 1, 0, tzinfo=dt.UTC)
    opening = {"task": "part", "capacity": "30", "waiting": "on"}
    assert station.post(_at(activity, "do/opening/"), {**opening, "team_only": "on"}).status_code == 422
    assert station.post(_at(activity, "do/opening/"), opening).status_code == 302
    assert station.get(_at(activity, "do/publish/")).status_code == 200
    assert station.post(_at(activity, "do/publish/")).status_code == 302
    activity.refresh_from_db()
    assert activity.state == ActivityState.PUBLISHED
    assert station.get(_at(activity, "do/publish/")).status_code == 409
    assert station.get(_at(activity, "do/nonsense/")).status_code == 404


def _to_approve(cast, county):
    activity = ActivityFactory(unit=county.station, organiser=cast.station, state="review", title="香浪节")
    SessionFactory(activity=activity)
    return activity


def test_approval_waits_on_the_list_of_a_second_person(cast, county, login, station):
    activity = _to_approve(cast, county)
    own = ActivityFactory(unit=county.hub, organiser=cast.hub, state="review", title="自己的")
    hub = login(cast.hub)
    todo = hub.get("/todo/").content.decode()
    assert "香浪节" in todo
    assert "自己的" not in todo
    assert "香浪节" not in login(cast.stranger).get("/todo/").content.decode()
    assert station.get(_at(activity, "do/approve/")).status_code == 409
    assert "do/approve/" not in hub.get(_at(own)).content.decode()
    assert hub.post(_at(own, "do/approve/")).status_code == 403
    assert hub.post(_at(activity, "do/return/"), {"why": ""}).status_code == 422
    assert hub.post(_at(activity, "do/return/"), {"why": "请写明安全员"}).status_code == 302
    assert "请写明安全员" in Message.objects.get(person=cast.station).text
    Activity.objects.filter(pk=activity.pk).update(state="review")
    assert hub.post(_at(activity, "do/approve/")).status_code == 302
    activity.refresh_from_db()
    assert activity.state == ActivityState.PUBLISHED


def test_calling_off_says_first_how_many_are_told(feast, cast, county, station):
    people = [AccountFactory(person__unit=county.station).person for _n in range(2)]
    for seat, person in enumerate(people, start=1):
        SignupFactory(session=feast.session, opening=feast.part, person=person, seat=seat)
    page = station.get(_at(feast.activity, "do/cancel/")).content.decode()
    assert "<dd>2</dd>" in page
    assert station.post(_at(feast.activity, "do/cancel/"), {"why": "暴雨"}).status_code == 302
    told = Message.objects.filter(text__contains="暴雨").values_list("person", flat=True)
    assert sorted(told) == sorted(person.pk for person in people)


def test_a_copy_takes_everything_but_the_dates(feast, station, login, cast):
    answer = station.post(_at(feast.activity, "do/copy/"))
    copy = Activity.objects.exclude(pk=feast.activity.pk).get()
    assert answer.headers["Location"] == _at(copy)
    assert (copy.organiser, copy.copied_from, copy.sessions.count()) == (cast.station, feast.activity, 0)
    assert copy.openings.count() == 2
    assert login(cast.stranger).post(_at(feast.activity, "do/copy/")).status_code == 403


def test_hosts_and_helping_teams(feast, cast, county, station, login):
    form = {"team": "", "helping": [], "host": county.hub.pk}
    assert station.post(_at(feast.activity, "do/hosts/"), form).status_code == 302
    feast.activity.refresh_from_db()
    assert (feast.activity.host, feast.activity.team) == (county.hub, None)


def test_places_change_their_number_and_go(feast, cast, station):
    SignupFactory(session=feast.session, opening=feast.part, person=cast.resident, seat=1)
    number = f"/office/openings/{feast.part.pk}/do/number/"
    page = station.get(number).content.decode()
    assert "<dd>1</dd>" in page
    assert station.post(number, {"capacity": "20"}).status_code == 302
    assert Opening.objects.get(pk=feast.part.pk).capacity == 20
    assert station.post(f"/office/openings/{feast.part.pk}/do/drop/").status_code == 409
    assert station.post(f"/office/openings/{feast.help.pk}/do/drop/").status_code == 302
    assert station.get(_at(feast.activity, "who/")).content.decode().count('<th scope="row"') == 1


@pytest.mark.parametrize(
    "tail", ["", "change/", "when/", "who/", "days/", "series/", "do/cancel/", "do/copy/"]
)
def test_a_draft_does_not_exist_for_strangers_and_the_published_is_refused(cast, county, login, tail):
    draft = ActivityFactory(unit=county.station)
    shown = ActivityFactory(unit=county.station, published=True)
    for person in (cast.stranger, cast.resident):
        client = login(person)
        assert client.get(_at(draft, tail)).status_code == 404
        assert client.get(_at(shown, tail)).status_code == 403
    assert login(cast.hub).get(_at(draft, tail)).status_code == 200


def test_nobody_of_the_next_village_touches_a_meeting_or_a_sign_up(feast, cast, county, login):
    from shijian.people.enums import Role
    from tests.factories.people import AppointmentFactory

    neighbour = AccountFactory(person__unit=county.station2).person
    AppointmentFactory(person=neighbour, unit=county.station2, role=Role.STATION)
    signup = SignupFactory(session=feast.session, opening=feast.part, person=cast.resident, seat=1)
    client = login(neighbour)
    assert client.post(f"/office/meetings/{feast.session.pk}/do/cancel/", {"why": "x"}).status_code == 403
    assert client.get(f"/office/meetings/{feast.session.pk}/").status_code == 403
    assert client.post(f"/office/sign-ups/{signup.pk}/do/end/", {"why": "x"}).status_code == 404
    assert login(cast.resident).post(f"/office/sign-ups/{signup.pk}/do/end/", {"why": "x"}).status_code == 403
    assert Signup.objects.get().state == "taken"
    assert actor_of(neighbour).is_staff
