"""Fields that several forms of activities have: a day, a unit."""

from __future__ import annotations

from typing import Any

from django import forms

from shijian.kernel.actor import Actor, Permission
from shijian.kernel.pickers import PickField, unit_label
from shijian.units.models import Unit


class DayField(forms.DateField):
    """A date with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class UnitField(PickField[Unit]):
    """A working unit, by name or in the tree."""

    def __init__(self, **kwargs: Any) -> None:
        rows = Unit.objects.active().select_related("parent").order_by("path")
        super().__init__(rows, kind="unit", describe=unit_label, names=("name", "place_name"), **kwargs)

    def reach(self, actor: Actor, permission: Permission) -> None:
        """Narrow the choice to units at which the actor holds a permission."""
        self.narrow(self.queryset.filter(actor.within(permission)), permission)
