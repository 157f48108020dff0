import pytest
from django.urls import reverse

from shijian.records import rules
from shijian.records.models import ServiceRecord
from tests.conftest import actor_of
from tests.factories.records import ServiceRecordFactory


def names(client, url):
    return [row.pk for row in client.get(url).context["page"].items]


@pytest.mark.parametrize("count", [1, 3])
def test_list_shows_reach_only_with_constant_queries(cast, county, login, django_assert_num_queries, count):
    own = [ServiceRecordFactory(volunteer=cast.volunteer.volunteer) for _ in range(count)]
    ServiceRecordFactory(volunteer__person__unit=county.station_other)
    client = login(cast.hub)
    with django_assert_num_queries(6):
        shown = names(client, reverse("records:list"))
    assert shown == [row.pk for row in reversed(own)]


@pytest.mark.parametrize("count", [1, 3])
def test_mine_shows_my_records_and_nobody_elses(cast, login, django_assert_num_queries, count):
    own = [ServiceRecordFactory(volunteer=cast.volunteer.volunteer) for _ in range(count)]
    ServiceRecordFactory(volunteer=cast.leader.volunteer)
    client = login(cast.volunteer)
    with django_assert_num_queries(9):
        shown = names(client, reverse("records:mine"))
    assert shown == [row.pk for row in reversed(own)]


def test_detail_is_hidden_from_a_stranger(cast, login):
    record = ServiceRecordFactory(volunteer=cast.volunteer.volunteer)
    url = reverse("records:detail", args=[record.pk])
    assert login(cast.stranger).get(url).status_code == 404
    assert login(cast.resident).get(url).status_code == 404
    assert login(cast.hub).get(url).status_code == 200


def test_void_by_form_and_reissue_by_form(cast, login):
    record = ServiceRecordFactory(volunteer=cast.volunteer.volunteer)
    client = login(cast.hub)
    data = {"started_at": "2026-03-02T09:00", "ended_at": "2026-03-02T10:00", "reason": "时间记错"}
    assert client.get(reverse("records:void", args=[record.pk])).status_code == 200
    assert client.post(reverse("records:void", args=[record.pk]), {"reason": ""}).status_code == 200
    assert client.post(reverse("records:reissue", args=[record.pk]), data).status_code == 302
    assert ServiceRecord.objects.valid().get().minutes == 60


def test_rule_and_list_agree(cast, county):
    records = [
        ServiceRecordFactory(volunteer=cast.volunteer.volunteer),
        ServiceRecordFactory(volunteer=cast.leader.volunteer, team=cast.team),
        ServiceRecordFactory(volunteer__person__unit=county.station_other),
    ]
    for person in vars(cast).values():
        if person is cast.team:
            continue
        actor = actor_of(person)
        visible = set(ServiceRecord.objects.visible_to(actor).values_list("pk", flat=True))
        assert visible == {record.pk for record in records if rules.can_see(actor, record)}
