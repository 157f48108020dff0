"""The matrix of permissions on the terminal, on its page and in the document says what the code does."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from shijian.kernel.actor import Permission
from shijian.kernel.duties import DUTIES
from shijian.people.enums import Role
from shijian.people.queries import permissions
from shijian.people.queries.actors import grants_of
from shijian.people.roles import PERMISSIONS
from tests.factories.people import AppointmentFactory, PersonFactory

PAGE = "/office/permissions/"


def printed(*options):
    out = StringIO()
    call_command("permissions", *options, stdout=out)
    return out.getvalue()


def test_every_permission_has_a_meaning_and_is_given_by_some_role():
    assert set(permissions.MEANINGS) == set(Permission)
    assert frozenset().union(*PERMISSIONS.values()) == set(Permission)


def test_the_machine_form_is_what_an_actor_gets(county, actor_of):
    grants = json.loads(printed("--json"))["grants"]
    for role in Role:
        told = {row["permission"] for row in grants if row["role"] == role}
        actor = actor_of(AppointmentFactory(person=PersonFactory(unit=county.hub), role=role).person)
        assert told == {permission.value for permission in actor.grants}
        assert actor.grants == grants_of(role, county.hub.path)


def test_the_terminal_form_has_a_line_for_each_permission():
    lines = printed().splitlines()
    assert lines[0].split() == ["permission", *Role.values]
    assert [line.split()[0] for line in lines[1:]] == [permission.value for permission in Permission]
    taken = next(line for line in lines if line.startswith("policy:edit"))
    assert taken.split("  ")[0] == "policy:edit"
    assert taken.count("unit and below") == 1


def test_the_document_is_the_one_of_the_code():
    document = Path("docs/permissions.md").read_text(encoding="utf-8")
    assert document.endswith(printed("--markdown"))


@pytest.mark.parametrize("role", ["station", "hub", "centre", "overseer", "auditor", "system", "security"])
def test_officers_read_the_matrix_in_plain_words(cast, login, role):
    page = login(getattr(cast, role)).get(PAGE).content.decode()
    for row in permissions.rows():
        assert str(row.meaning) in page
    for duty in DUTIES.values():
        assert str(duty.sentence) in page
    assert ('name="number"' in page) is (role in {"centre", "auditor", "security"})


@pytest.mark.parametrize("role", ["resident", "volunteer", "leader"])
def test_others_do_not(cast, login, role):
    assert login(getattr(cast, role)).get(PAGE).status_code == 404
