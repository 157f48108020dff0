"""The list of a meeting and the desk, for organisers on a phone."""

import pytest

from shijian.activities.models import Signup
from tests.activities.conftest import _before_the_feast, feast
from tests.factories.activities import SignupFactory
from tests.factories.people import PersonFactory

__all__ = ["_before_the_feast", "feast"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_leader_reads_names_and_masked_numbers(api, cast, county, feast, django_assert_num_queries, rows):
    for seat in range(1, rows + 1):
        person = PersonFactory(unit=county.station, name="李桂花", phone="13893412345")
        SignupFactory(session=feast.session, opening=feast.part, seat=seat, person=person)
    call = api(cast.leader)
    with django_assert_num_queries(7):
        answer = call("GET", f"sessions/{feast.session.pk}/roll")
    items = answer.json()["items"]
    assert len(items) == rows
    assert items[0]["name"] == "李桂花"
    assert items[0]["phone"] == "138****2345"


def test_strangers_read_nothing_and_sign_up_nobody(api, cast, feast):
    path = f"sessions/{feast.session.pk}/roll"
    body = {"person_id": cast.volunteer.pk, "opening_id": feast.help.pk, "channel": "phone"}
    for person in (cast.resident, cast.stranger):
        assert api(person)("GET", path).status_code == 403
        assert api(person)("POST", path, body).status_code == 403
    assert not Signup.objects.exists()


def test_the_leader_signs_up_a_member(api, cast, county, feast):
    path = f"sessions/{feast.session.pk}/roll"
    body = {"person_id": cast.volunteer.pk, "opening_id": feast.help.pk, "channel": "phone"}
    answer = api(cast.leader)("POST", path, body)
    assert (answer.status_code, answer.json()["state"]) == (201, "taken")
    other = PersonFactory(unit=county.station_other)
    assert api(cast.leader)("POST", path, {**body, "person_id": other.pk}).status_code == 404
    assert Signup.objects.get().channel == "phone"
