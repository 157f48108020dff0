"""A form field for one object out of many: a unit, a person.

Without script it is a text box: the typed words are looked up when the form is sent; one hit is taken, several are
offered below the box for the next sending. `picker.js` makes a combobox of it, and a tree where the kind has one.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django import forms
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.kernel import search
from shijian.kernel.actor import Permission
from shijian.kernel.words import masked_phone

M = TypeVar("M", bound=models.Model)
OFFERED = 20
LONGEST = 60
Value = tuple[str, str, str]


class PickWidget(forms.Widget):
    """Key, typed words, and the words for which the key was chosen."""

    template_name = "components/forms/pick.html"
    field: PickField[Any]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Value:
        """Key, words and the words that belong to the key."""
        key, words, said = (data.get(f"{name}{end}") or "" for end in ("", "_words", "_said"))
        return str(key).strip(), " ".join(str(words).split())[:LONGEST], str(said)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether the form says nothing of the field."""
        return name not in data and f"{name}_words" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Key and words as they stand, the hits to choose from, and where the script asks."""
        key, words, said = self.field.shown(value)
        context = super().get_context(name, key, attrs)
        context["widget"] |= {"words": words, "said": said, "hits": self.field.hits, **self.field.facts}
        return context


class PickField(forms.Field, Generic[M]):
    """One of `queryset`, by name.

    `kind` names the search index and the script's source (`web:pick`), `permission` bounds what the script offers,
    `describe` gives the label of an object (name first, then " · " and what tells it from others).
    """

    widget = PickWidget
    default_error_messages = {
        "nothing": gettext_lazy(
            "Nothing here is called “%(words)s”. Try fewer characters or pinyin initials."
        ),
        "several": gettext_lazy("Several are called that. Choose one below."),
        "gone": gettext_lazy("This cannot be chosen here. Please search again."),
    }

    def __init__(
        self,
        queryset: QuerySet[M],
        *,
        kind: str,
        describe: Callable[[M], str],
        permission: Permission | str = "",
        names: Sequence[str] = ("name",),
        matching: Callable[[QuerySet[M], str], QuerySet[M]] | None = None,
        only: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.queryset, self.describe, self.names = queryset, describe, names
        self.kind, self.matching = kind, matching
        self.hits: list[tuple[int, str]] = []
        self.facts = {
            "kind": kind,
            "permission": str(permission),
            "only": ",".join(only),
            "tree": kind == "unit",
        }
        self.widget.field = self

    def __deepcopy__(self, memo: dict[int, Any]) -> PickField[M]:
        result = super().__deepcopy__(memo)
        result.hits, result.facts, result.widget.field = [], copy.copy(self.facts), result
        return result

    def narrow(self, queryset: QuerySet[M], permission: Permission) -> None:
        """Let one choose of `queryset`, all of which lies within reach of `permission`."""
        self.queryset = queryset
        self.facts["permission"] = str(permission)

    def clean(self, value: Any) -> M | None:
        """The chosen object; None where nothing was typed into a field that may stay empty."""
        key, words, said = value
        plain = not words and not said
        if key and (plain or words == said):
            return self._by_key(key)
        if words:
            return self._by_words(words)
        self.validate("")
        return None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another object was chosen."""
        before = getattr(initial, "pk", initial)
        return bool(str(before or "") != data[0] or data[1] != data[2])

    def shown(self, value: Any) -> Value:
        """What the widget shows for a sent value, an object, a key or nothing."""
        if isinstance(value, tuple):
            key, words, said = value
            return (key, words, said) if key and words == said else ("", words, words if self.hits else "")
        row = value if isinstance(value, models.Model) else self._first(value)
        label = self.describe(row) if row is not None else ""  # type: ignore[arg-type]
        return str(row.pk if row is not None else ""), label, label

    def found(self, words: str) -> QuerySet[M]:
        """The objects that the words mean."""
        words = words.split(" · ", 1)[0]
        if self.matching is not None:
            return self.matching(self.queryset, words)
        named = Q(pk__in=search.find(self.kind, words))
        for name in self.names:
            named |= Q(**{f"{name}__icontains": words})
        return self.queryset.filter(named)

    def _first(self, key: Any) -> M | None:
        text = str(key or "")
        fits = text.isascii() and text.isdigit() and len(text) < 19
        return self.queryset.filter(pk=int(text)).first() if fits else None

    def _by_key(self, key: str) -> M:
        row = self._first(key)
        if row is None:
            raise forms.ValidationError(self.error_messages["gone"], code="gone")
        return row

    def _by_words(self, words: str) -> M:
        rows = list(self.found(words).order_by("pk")[: OFFERED + 1])
        exact = [row for row in rows if words in (self.describe(row), *(getattr(row, n) for n in self.names))]
        rows = exact if len(exact) == 1 else rows
        if len(rows) == 1:
            return rows[0]
        self.hits = [(row.pk, self.describe(row)) for row in rows[:OFFERED]]
        code = "several" if rows else "nothing"
        raise forms.ValidationError(self.error_messages[code], code=code, params={"words": words})


def unit_label(unit: Any) -> str:
    """The name of a unit; of a station also the town above."""
    above = unit.parent
    town = (above.place_name or above.name) if above is not None and above.parent_id else ""
    return f"{unit.name} · {town}" if town else str(unit.name)


def person_label(person: Any) -> str:
    """The name of a person with village and masked phone, which tell people of one name apart."""
    village = person.unit.place_name or person.unit.name
    return " · ".join((person.name, village, masked_phone(person.phone) or _("no phone")))
