"""My points, those of a ward and of a household; the API; objections. A stranger sees nothing."""

import pytest

from shijian.points.models import Credit, Entry
from shijian.records.models import Complaint
from tests.conftest import actor_of
from tests.factories.people import ApiTokenFactory
from tests.factories.volunteers import VolunteerFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_my_points_with_constant_queries(cast, rule, served, credit, login, django_assert_num_queries, count):
    for _ in range(count):
        served()
    served(volunteer=cast.leader.volunteer, content="别人的服务")
    credit()
    client = login(cast.volunteer)
    with django_assert_num_queries(9):
        page = client.get("/points/mine/")
    assert (page.context["balance"].spendable, len(page.context["lines"])) == (2 * count, count)
    assert "别人的服务" not in page.content.decode()


def test_a_service_without_points_says_why(cast, rule, served, credit, login):
    served(grade="imported")
    served(minutes=40)
    credit()
    page = login(cast.volunteer).get("/points/mine/").content.decode()
    assert "这类证据不给积分" in page
    assert "不满 1 分，不计。" in page


def test_who_is_no_volunteer_reads_that_there_are_none(cast, login):
    assert "还没有积分" in login(cast.resident).get("/points/mine/").content.decode()
    assert "还没有志愿者" in login(cast.resident).get("/points/household/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_a_household_is_a_view_over_members(
    cast, rule, served, credit, login, django_assert_num_queries, count
):
    wards = [
        VolunteerFactory(person__guardian=cast.volunteer, person__unit=cast.volunteer.unit)
        for _ in range(count)
    ]
    stranger = VolunteerFactory(person__name="外人", person__unit=cast.volunteer.unit)
    for each in (*wards, stranger, cast.volunteer.volunteer):
        served(volunteer=each)
    credit()
    client = login(cast.volunteer)
    with django_assert_num_queries(7):
        page = client.get("/points/household/")
    assert page.context["together"].spendable == 2 * (count + 1)
    assert "外人" not in page.content.decode()
    assert client.get(f"/points/volunteers/{wards[0].pk}/").status_code == 200
    assert client.get(f"/points/volunteers/{stranger.pk}/").status_code == 404


def test_officers_see_their_reach_and_a_stranger_nothing(cast, rule, served, credit, login):
    served()
    credit()
    url = f"/points/volunteers/{cast.volunteer.volunteer.pk}/"
    codes = {
        who: login(getattr(cast, who)).get(url).status_code
        for who in ("hub", "station", "stranger", "leader")
    }
    assert codes == {"hub": 200, "station": 200, "stranger": 404, "leader": 404}
    for who in ("hub", "stranger", "leader", "volunteer", "resident"):
        actor = actor_of(getattr(cast, who))
        seen = Entry.objects.visible_to(actor).filter(account__volunteer__isnull=False).exists()
        assert seen == (who in ("hub", "volunteer"))


def test_points_that_are_wrong_are_complained_about(cast, rule, served, credit, login):
    served()
    credit()
    about = f"/complaints/new/?about=points-{Credit.objects.get().pk}"
    assert login(cast.leader).get(about).status_code == 404
    client = login(cast.volunteer)
    assert about in client.get("/points/mine/").content.decode()
    assert client.post(about, {"ground": "record", "words": "应该是四小时"}).status_code == 302
    assert (
        Complaint.objects.get().about == "2026-03-02 服务的积分"
        or "服务的积分" in Complaint.objects.get().about
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_api_gives_balance_and_entries(
    cast, rule, served, credit, client, django_assert_num_queries, count
):
    for _ in range(count):
        served()
    served(volunteer=cast.leader.volunteer)
    credit()
    ApiTokenFactory(account=cast.volunteer.account, secret="points")
    head = {"headers": {"Authorization": "Bearer points"}}
    assert client.get("/api/v1/me/points", **head).json() == {"spendable": 2 * count, "lifetime": 2 * count}
    with django_assert_num_queries(6):
        body = client.get("/api/v1/me/points/entries", **head).json()
    assert [row["amount"] for row in body["items"]] == [2] * count
    assert "得 2 分" in body["items"][0]["sentence"]
    assert client.get("/api/v1/me/points").status_code == 401
