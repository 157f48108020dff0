"""Fields that several forms share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor, Permission
from shijian.kernel.pickers import PickField, unit_label
from shijian.units.enums import UnitKind
from shijian.units.models import Unit, UnitQuerySet
from shijian.volunteers.enums import Weekday
from shijian.volunteers.models import Skill
from shijian.volunteers.queries.cards import PARTS

PART_WORDS = {"morning": _("Morning"), "afternoon": _("Afternoon"), "evening": _("Evening")}
HOMES = (UnitKind.CENTRE, UnitKind.HUB, UnitKind.STATION, UnitKind.DEPARTMENT, UnitKind.ENTERPRISE)


def homes() -> UnitQuerySet:
    """Units at which volunteers and teams are at home, in the order of the tree."""
    return Unit.objects.active().filter(kind__in=HOMES).select_related("parent").order_by("path")


class DayField(forms.DateField):
    """A date with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class UnitField(PickField[Unit]):
    """A unit, by name or in the tree."""

    def __init__(self, **kwargs: Any) -> None:
        names = ("name", "place_name")
        super().__init__(homes(), kind="unit", describe=unit_label, names=names, only=HOMES, **kwargs)

    def reach(self, actor: Actor, permission: Permission) -> None:
        """Narrow the choice to units at which the actor holds a permission."""
        self.narrow(homes().filter(actor.within(permission)), permission)


class SkillsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Skills as chips to tick."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Skill.objects.order_by("pk"),
            widget=forms.CheckboxSelectMultiple,
            template_name="volunteers/forms/chips.html",
            required=False,
            **kwargs,
        )


class CodesField(forms.MultipleChoiceField):
    """Codes of an enum as chips to tick."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.CheckboxSelectMultiple,
            required=False,
            **kwargs,
        )
        self.template_name = "volunteers/forms/chips.html"


class WeekBound(forms.BoundField):
    """Draws the week as a table."""

    def heads(self) -> list[Any]:
        """The names of the parts of a day."""
        return list(PART_WORDS.values())

    def rows(self) -> Iterator[tuple[Any, list[Any]]]:
        """Each weekday with its tick boxes."""
        boxes = self.subwidgets
        for day in Weekday:
            start = (day - 1) * len(PARTS)
            yield day.label, boxes[start : start + len(PARTS)]


class WeekField(forms.MultipleChoiceField):
    """Free parts of the week: tick boxes of weekday and part of the day, "1-morning" to "7-evening"."""

    bound_field_class = WeekBound

    def __init__(self, **kwargs: Any) -> None:
        choices = [
            (f"{day.value}-{part}", format_lazy("{} {}", day.label, PART_WORDS[part]))
            for day in Weekday
            for part, _start, _end in PARTS
        ]
        super().__init__(
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            required=False,
            **kwargs,
        )
        self.template_name = "volunteers/forms/week.html"
