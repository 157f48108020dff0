"""`docs/api.md` tells the truth: its commands work one after the other, its table names every address."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from shijian.orders.models import Order
from shijian.records.models import ServiceRecord
from shijian.volunteers.enums import VolunteerState
from tests.api.routes import operations
from tests.factories.people import PASSWORD

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text()
COMMANDS = "\n".join(re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL))
ROLES = ("resident", "station", "hub", "leader")


def test_the_table_names_every_address():
    named = re.findall(r"`(GET|POST|DELETE|PUT|PATCH) ([^` ]+)`", PAGE.split("## All addresses")[1])
    assert len(named) == len(set(named))
    assert set(named) == {(each.method, each.plain) for each in operations()}


def test_addresses_in_the_text_exist():
    named = set(re.findall(r"`(GET|POST|DELETE) ([^` ]+)`", PAGE))
    assert named <= {(each.method, each.plain) for each in operations()}


@pytest.mark.django_db(transaction=True)
def test_the_commands_work(cast, live_server, settings):
    settings.DEMO = True  # as in the walk: offices get their tokens for a password alone
    for role in ROLES:
        account = getattr(cast, role).account
        account.login_name = role
        account.save()
    assert cast.leader.volunteer.state == VolunteerState.ACTIVE
    environment = os.environ | {"API": f"{live_server.url}/api/v1", "PASSWORD": PASSWORD, "NO_PROXY": "*"}
    command = ["bash", "-euxo", "pipefail", "-c", COMMANDS]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-500:]
    closed, withdrawn = Order.objects.order_by("pk")
    assert (closed.state, closed.ratings.get().stars, withdrawn.state) == ("closed", 5, "withdrawn")
    assert ServiceRecord.objects.get().source_id == closed.pk
    assert "This is missing." in done.stdout
