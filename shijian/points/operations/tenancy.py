"""What units must know of their shop when they are merged or closed."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import ngettext

from shijian.points.models import Merchant, Reward
from shijian.units.operations import TENANTS, Tenant


def attach() -> None:
    """The catalogue and its merchants move with the unit."""
    TENANTS.append(Tenant("rewards", _words, _rewards))
    TENANTS.append(Tenant("merchants", _shops, _merchants))


def _rewards() -> QuerySet[Reward]:
    return Reward.objects.filter(active=True)


def _words(count: int) -> str:
    return ngettext("%(n)s reward in the catalogue", "%(n)s rewards in the catalogue", count) % {"n": count}


def _merchants() -> QuerySet[Merchant]:
    return Merchant.objects.filter(active=True)


def _shops(count: int) -> str:
    return ngettext("%(n)s shop that gives rewards", "%(n)s shops that give rewards", count) % {"n": count}
