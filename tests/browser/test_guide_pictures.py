"""The pictures of the guides: each page that a guide shows is opened as its role sees it (`make guide` renews them)."""

import io
import os
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

import shijian.web
from shijian.demo import operations
from shijian.demo.recipe import Recipe
from shijian.kernel import clock
from shijian.orders.models import Assignment, MenuItem, Order
from shijian.people.models import Account, DisplayChoice
from shijian.records.models import Recheck, ServiceRecord
from shijian.volunteers.models import TeamMember
from shijian.web import guides
from shijian.web.guides.parts import DESK, PHONE
from tests.factories.records import SignalFactory
from tests.once import ON_SQLITE

pytestmark = ON_SQLITE

RENEW = os.environ.get("RENEW_GUIDE") == "true"
FOLDER = Path(shijian.web.__file__).parent / "static" / "web" / "guide"
SHOWN = [(guide, step) for guide in guides.ALL for step in guide.steps if step.link]


@pytest.fixture(scope="module")
def recipe():
    return Recipe(now=clock.now(), volunteers=60, orders=80, teams=12)


def seen_by(person, rows, name):
    """The address of the first of the rows whose page that person may open."""
    client = Client()
    client.force_login(person.account)
    addresses = (reverse(name, args=[pk]) for pk in rows.values_list("pk", flat=True))
    return next(address for address in addresses if client.get(address).status_code == 200)


def odd_records(officer):
    """A signal for that officer to look into; so small a county may have none."""
    rows = ServiceRecord.objects.valid().exclude(recorder=officer).exclude(volunteer__person=officer)
    some = list(rows.filter(unit_path__startswith=officer.unit.path).order_by("-pk")[:3])
    facts = {"count": 3, "hours": sum(row.minutes for row in some) // 60}
    return SignalFactory(unit=officer.unit, kind="kin", facts=facts, records=some)


def call_for(officer):
    """Let a call of the re-check be one of that officer's unit."""
    Recheck.objects.update(handler=officer.unit, handler_path=officer.unit.path)


def address(guide, step, person):
    """Where the page of a step is: that of the step itself, or of the first fitting row of the person."""
    orders, mine = Order.objects.order_by("-pk"), Assignment.objects.filter(volunteer__person=person)
    special = {
        "resident-when": lambda: (
            reverse("orders:new") + f"?item={MenuItem.objects.filter(state='listed')[0].pk}"
        ),
        "resident-rate": lambda: seen_by(person, orders.filter(state="rating"), "orders:rate"),
        "volunteer-service": lambda: seen_by(person, mine.filter(state="committed"), "orders:service"),
        "resident-public": lambda: reverse(
            "records:publicity", args=[ServiceRecord.objects.in_publicity().order_by("-pk")[0].unit_id]
        ),
        "volunteer-wrong": lambda: seen_by(
            person,
            ServiceRecord.objects.valid().filter(volunteer__person=person).order_by("-pk"),
            "records:object",
        ),
        "leader-members": lambda: reverse(
            "volunteers:team-detail",
            args=[TeamMember.objects.filter(volunteer__person=person, role="leader")[0].team_id],
        ),
        "station-verify": lambda: seen_by(person, orders.filter(state="verifying"), "orders:office-detail"),
        "station-check": lambda: seen_by(
            person, orders.filter(assignments__state="committed"), "orders:check-in"
        ),
        "hub-dispatch": lambda: seen_by(person, orders.filter(state="queued"), "orders:dispatch"),
        "hub-signals": lambda: reverse("records:signal", args=[odd_records(person).pk]),
        "hub-calls": lambda: call_for(person) or step.url,
        "auditor-one": lambda: reverse("web:audit") + f"?kind=orders.order&id={orders[0].pk}",
    }
    return special.get(f"{guide.key}-{step.key}", lambda: step.url)()


def picture(page, size):
    """The window as a small picture."""
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB").resize(size, Image.Resampling.LANCZOS)
    file = io.BytesIO()
    image.save(file, "WEBP", quality=60, method=6)
    return file.getvalue()


@pytest.mark.django_db(transaction=True)
def test_every_page_that_a_guide_shows_opens_for_its_role(visit, settings, skills, recipe):
    settings.DEMO = True
    operations.build(recipe)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for guide, step in SHOWN:
        person = Account.objects.get(login_name=guide.key).person
        window = {"width": 1280, "height": 800} if guide.wide else {"width": 360, "height": 640}
        DisplayChoice.objects.get_or_create(person=person)  # who has chosen is not asked about larger letters
        page = visit(person, window)
        answer = page.goto(address(guide, step, person))
        assert answer.status == 200, (guide.key, step.key)
        if RENEW:
            page.wait_for_load_state("networkidle")
            (FOLDER / Path(guide.picture(step)).name).write_bytes(picture(page, guide.size))
        page.context.close()


def test_every_picture_is_there_and_small_and_none_is_left_over():
    files = {file.name: file for file in FOLDER.iterdir()}
    assert set(files) == {Path(guide.picture(step)).name for guide, step in SHOWN}
    assert max(file.stat().st_size for file in files.values()) <= 40_000
    assert sum(file.stat().st_size for file in files.values()) <= 1_500_000


def test_the_pictures_have_the_size_that_the_page_names():
    for guide, step in SHOWN:
        with Image.open(FOLDER / Path(guide.picture(step)).name) as image:
            assert image.size == (DESK if guide.wide else PHONE)
