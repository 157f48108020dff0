"""A handful of volunteers say which work does not suit them, and some offers say what they ask of the body."""

from __future__ import annotations

import datetime as dt

from shijian.demo.operations.cast import Cast
from shijian.demo.operations.register import save
from shijian.demo.recipe import Recipe
from shijian.kernel import clock
from shijian.orders.enums import Category, OrderState
from shijian.orders.models import MenuItem, Order
from shijian.people.enums import Purpose
from shijian.people.models import Consent
from shijian.people.queries import notices
from shijian.volunteers.enums import Strain, VolunteerState
from shijian.volunteers.models import HealthDeclaration, Volunteer

SAID = (
    (Strain.NIGHT, Strain.DUST),
    (Strain.LIFTING,),
    (Strain.WEATHER, Strain.STANDING),
    (),
    (Strain.HEIGHT,),
)
ASKED = {
    Category.REPAIR: [Strain.LIFTING, Strain.HEIGHT],
    Category.ENVIRONMENT: [Strain.STANDING, Strain.WEATHER],
    Category.HEALTH: [Strain.ILLNESS],
}


def write(cast: Cast, rows: list[Volunteer], recipe: Recipe) -> None:
    """The volunteer of the cast and a few grown-ups more; what is asked stands on items and on orders that wait."""
    adult = clock.local(recipe.now).date() - dt.timedelta(days=20 * 366)
    others = [row for row in rows if row.state == VolunteerState.ACTIVE and _born_before(row, adult)]
    _say([cast.volunteer, *others[:: max(len(others) // len(SAID), 1)]], recipe)
    for category, strains in ASKED.items():
        codes = [each.value for each in strains]
        MenuItem.objects.filter(category=category).update(strains=codes)
        Order.objects.filter(category=category, state=OrderState.QUEUED).update(strains=codes)


def _born_before(row: Volunteer, day: dt.date) -> bool:
    born = row.person.birth_date
    return born is not None and born < day


def _say(volunteers: list[Volunteer], recipe: Recipe) -> None:
    stamp, at = notices.stamp(), recipe.now - dt.timedelta(days=20)
    pairs = list(zip({row.pk: row for row in volunteers}.values(), SAID, strict=False))
    save(Consent, [
        Consent(
            person=row.person, purpose=Purpose.HEALTH, given_by=row.person, given_by_name=row.person.name,
            notice_version=stamp.version, notice_sha256=stamp.sha256, given_at=at,
        ) for row, _strains in pairs
    ])  # fmt: skip
    save(HealthDeclaration, [
        HealthDeclaration(
            volunteer=row, answers=HealthDeclaration.sealed(strains), declared_at=at, declared_by=row.person
        ) for row, strains in pairs
    ])  # fmt: skip
