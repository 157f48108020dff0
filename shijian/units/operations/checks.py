"""Checks that several operations on units share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from shijian.kernel import clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import relock
from shijian.units import rules
from shijian.units.enums import UnitState
from shijian.units.models import Unit


def governed(unit: Unit, actor: Actor) -> Unit:
    """Give the unit anew under a lock if the actor may govern it."""
    fresh = relock(unit)
    require(actor, fresh, rules.can_govern(actor, fresh))
    return fresh


def require(actor: Actor, unit: Unit, allowed: bool) -> None:
    """Refuse unless `allowed`: a unit that the actor cannot see does not exist for it."""
    if not rules.can_see(actor, unit):
        raise OutOfReach
    if not allowed:
        raise NotAllowed


def require_working(unit: Unit) -> None:
    """Refuse unless the unit works today, saying what became of it."""
    if unit.state != UnitState.ACTIVE:
        state = {"name": unit.name, "state": unit.get_state_display()}
        raise WrongState(_("%(name)s is not at work: %(state)s.") % state)


def require_past(day: dt.date, field: str = "on") -> None:
    """Refuse a day that has not come yet."""
    if day > clock.today():
        raise Invalid(fields={field: _("This day has not come yet.")})


def clean(obj: models.Model, fields: Collection[str]) -> None:
    """Check the named fields as the model says; raises `Invalid` with a sentence for each."""
    every = {field.name for field in obj._meta.concrete_fields}
    try:
        obj.clean_fields(exclude=every - set(fields))
    except ValidationError as error:
        raise Invalid(fields={name: " ".join(words) for name, words in error.message_dict.items()}) from error
    _check_lengths(obj, fields)


def _check_lengths(obj: models.Model, fields: Collection[str]) -> None:
    """Long texts: the model's bound is one of forms only."""
    for name in fields:
        most, value = getattr(obj._meta.get_field(name), "max_length", None), getattr(obj, name)
        if most and isinstance(value, str) and len(value) > most:
            raise Invalid(fields={name: _("At most %(n)s characters fit here.") % {"n": most}})
