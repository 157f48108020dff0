"""What several pages need: errors of operations on the form, the persons and places one may ask for."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from shijian.kernel import paths
from shijian.kernel.actor import Actor, Permission
from shijian.units.models import Unit


def neighbours(unit: Unit) -> QuerySet[Unit]:
    """The units of one's town: where a resident may need help."""
    town = unit.path[: -paths.WIDTH] or unit.path
    return Unit.objects.active().filter(Q(pk=unit.pk) | paths.below("path", town)).order_by("path")


def taking_at(actor: Actor) -> QuerySet[Unit]:
    """The units at which the officer may take orders."""
    return Unit.objects.active().filter(actor.within(Permission.ORDER_TAKE)).order_by("path")
