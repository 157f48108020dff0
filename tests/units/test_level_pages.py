"""The centre chooses the words of its levels on a page."""

import pytest
from django.urls import reverse

from shijian.kernel.models import AuditEntry
from shijian.units.models import UnitLevel

PAGE = reverse("units:levels")


def edit(kind):
    return reverse("units:level", args=[kind])


def test_the_centre_renames_a_level_and_the_audit_says_what_it_was(login, cast):
    client = login(cast.centre)
    assert client.post(edit("station"), {"name": "驿站", "suffix": "文明驿站"}).url == PAGE
    assert "文明驿站" in client.get(PAGE).content.decode()
    level = UnitLevel.objects.get(kind="station")
    assert (level.name, level.suffix) == ("驿站", "文明驿站")
    assert AuditEntry.objects.get(action="unit.level").changes["name"][1] == "驿站"


@pytest.mark.parametrize("role", ["hub", "station", "volunteer", "resident", "stranger", "auditor"])
def test_nobody_else_may(login, cast, role):
    client = login(getattr(cast, role))
    assert client.get(PAGE).status_code == 403
    assert client.post(edit("station"), {"name": "驿站", "suffix": "x"}).status_code == 403
    assert not UnitLevel.objects.filter(name="驿站").exists()


@pytest.mark.parametrize(
    ("kind", "name", "status"), [("castle", "城", 404), ("station", "", 422), ("station", "长" * 21, 422)]
)
def test_bad_input_is_named(login, cast, kind, name, status):
    assert login(cast.centre).post(edit(kind), {"name": name, "suffix": "x"}).status_code == status
    assert AuditEntry.objects.filter(action="unit.level").count() == 0


def test_the_list_of_units_links_it_for_the_centre_only(login, cast):
    assert PAGE in login(cast.centre).get(reverse("units:list")).content.decode()
    assert PAGE not in login(cast.stranger).get(reverse("units:list")).content.decode()


def test_the_page_costs_one_query_beyond_who_asks(login, cast, django_assert_num_queries):
    client = login(cast.centre)
    client.get(PAGE)
    with django_assert_num_queries(6):
        client.get(PAGE)
