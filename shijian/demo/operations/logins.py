"""Devices on which the cast is logged in, and a station head who waits for a new password."""

from __future__ import annotations

import datetime as dt
import hashlib

from shijian.demo.operations.cast import Cast
from shijian.demo.operations.county import County
from shijian.demo.operations.register import save
from shijian.demo.recipe import Recipe
from shijian.people.models import Account, LoginSession, Person, ResetRequest

DEVICES = {
    "resident": (("WeChat/Android", 2), ("Edge/Windows", 60)),
    "volunteer": (("Huawei/HarmonyOS", 5),),
    "hub": (("Chrome/Windows", 3),),
}
KEPT = dt.timedelta(days=7)


def write(cast: Cast, county: County, recipe: Recipe) -> None:
    """Fill the lists of devices with sessions that nobody can open, and leave one request open."""
    people = {cast.people[name].pk: devices for name, devices in DEVICES.items()}
    accounts = Account.objects.filter(person_id__in=people).order_by("pk")
    rows = [_session(row, *each, recipe) for row in accounts for each in people[row.person_id]]
    save(LoginSession, rows)
    _request(cast.people["hub"], cast.people["station"], county, recipe)


def _session(account: Account, device: str, hours: int, recipe: Recipe) -> LoginSession:
    began = recipe.now - dt.timedelta(hours=hours)
    return LoginSession(
        session_key=hashlib.sha256(f"demo {account.pk} {device}".encode()).hexdigest(),
        session_data=LoginSession.get_session_store_class()().encode({}),
        expire_date=recipe.now + KEPT,
        account=account,
        device=device,
        began_at=began,
        seen_at=began + dt.timedelta(minutes=20),
    )


def _request(hub: Person, station: Person, county: County, recipe: Recipe) -> None:
    heads = [county.officer_of(unit) for unit in county.stations if unit.path.startswith(hub.unit_path)]
    person = next((each for each in heads if each.pk not in (hub.pk, station.pk)), None)
    if person is None:
        return
    asked = recipe.now - dt.timedelta(hours=3)
    request = ResetRequest(
        person=person,
        reason="换了手机忘了密码，本人带身份证到所里来",
        asked_by=hub,
        asked_at=asked,
        expires_at=asked + dt.timedelta(days=3),
    )
    save(ResetRequest, [request])
