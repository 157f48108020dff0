"""Fields that several forms of orders have: an item by class, a day."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator

from shijian.orders.enums import Category


class ByClass(ModelChoiceIterator):  # type: ignore[type-arg]
    """The items under the names of their classes; they come ordered by class."""

    def __iter__(self) -> Iterator[Any]:
        yield ("", self.field.empty_label)
        for category, items in groupby(self.queryset, key=lambda item: item.category):
            yield (Category(category).label, [self.choice(item) for item in items])


class GroupedItemField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An item of the menu, grouped by class."""

    iterator = ByClass


def day_field(label: Any, help_text: Any = "") -> forms.DateField:
    """A day that need not be given."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
