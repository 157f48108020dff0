"""Building: the same recipe gives the same rows; a database with units is left alone."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from shijian.demo import operations, queries
from shijian.demo.recipe import PASSWORD, Recipe
from shijian.kernel import demo_mark
from shijian.orders.models import Order
from shijian.people.models import Account, Person
from shijian.units.models import Unit
from shijian.volunteers.models import Team
from tests.once import ON_SQLITE

NOW = dt.datetime(2026, 11, 23, 2, 30, tzinfo=dt.UTC)
SMALL = Recipe(now=NOW, volunteers=60, orders=80)
pytestmark = pytest.mark.django_db


@ON_SQLITE
def test_equal_recipes_build_equal_counties():
    digests = []
    for recipe in (SMALL, SMALL, Recipe(now=NOW, volunteers=60, orders=80, seed=7)):
        with transaction.atomic():
            operations.build(recipe)
            digests.append(_renumbered(queries.digest))
            transaction.set_rollback(True)
    assert digests[0] == digests[1] != digests[2]


def _renumbered(digest):
    """SQLite takes numbers back with a transaction, PostgreSQL's sequences go on: compare without keys there."""
    if connection.vendor == "sqlite":
        return digest()
    rows = Order.objects.order_by("number").values_list(
        "number", "state", "title", "recipient__name", "wished_from"
    )
    return list(rows)


def test_a_database_with_units_is_never_touched(cast):
    before = (Unit.objects.count(), Person.objects.count())
    with pytest.raises(operations.NotEmpty):
        operations.build(SMALL)
    with pytest.raises(CommandError, match=r"units|实践单位"):
        call_command("demo", volunteers=60, orders=80)
    assert (Unit.objects.count(), Person.objects.count()) == before
    assert not Account.objects.filter(is_demo=True).exists()


def test_a_county_needs_some_people():
    with pytest.raises(CommandError, match="--volunteers"):
        call_command("demo", volunteers=3, orders=80)
    assert not Unit.objects.exists()


def test_the_command_marks_the_database_and_names_the_accounts(settings, tmp_path, capsys):
    settings.HOME = tmp_path
    call_command("demo", volunteers=60, orders=80, teams=20, year=2025)
    assert demo_mark.is_set(tmp_path, settings.DATABASES["default"])
    assert not demo_mark.is_set(tmp_path, settings.DATABASES["default"] | {"NAME": "real"})
    printed = capsys.readouterr().out
    assert PASSWORD in printed
    assert "auditor" in printed
    assert Order.objects.order_by("-created_at").first().created_at.year == 2025
    assert Team.objects.count() == 20
