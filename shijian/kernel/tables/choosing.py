"""Lets somebody say what each column of a table holds: the forms, what they come to, and what is remembered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.kernel.tables.headings import Field, plain
from shijian.kernel.tables.marks import column_letters

IGNORED = ("", gettext_lazy("Not imported"))


class ColumnsForm(forms.Form):
    """For each column what it holds."""

    def __init__(
        self,
        *args: Any,
        titles: Sequence[str],
        chosen: Mapping[str, str],
        fields: Iterable[Field],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.titles = titles
        choices = [IGNORED, *((field.code, field.label) for field in fields)]
        for number, title in enumerate(titles):
            self.fields[f"c{number}"] = forms.ChoiceField(
                choices=choices, initial=chosen.get(str(number), ""), label=title or _("(no heading)"), required=False
            )  # fmt: skip

    @property
    def mapping(self) -> dict[str, str]:
        """Give {number of the column: field}."""
        return {name[1:]: code for name, code in self.cleaned_data.items() if code}

    def rows(self, samples: Sequence[Sequence[str]], hidden: Collection[int]) -> list[dict[str, Any]]:
        """Give what the page shows of each column."""
        return [
            {"field": self[f"c{at}"], "letters": column_letters(at), "samples": samples[at], "hidden": at in hidden}
            for at in range(len(self.titles))
        ]  # fmt: skip


class SheetForm(forms.Form):
    """Another sheet of the same file."""

    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"))

    def __init__(self, *args: Any, sheets: Sequence[str], sheet: str, **kwargs: Any) -> None:
        kwargs["initial"] = {"sheet": sheet, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [(name, name) for name in sheets]  # type: ignore[attr-defined]


def twice(mapping: Mapping[str, str]) -> str:
    """Say that two columns hold the same; "" when none do."""
    codes = list(mapping.values())
    return _("Two columns cannot hold the same thing.") if len(codes) != len(set(codes)) else ""


def memory(titles: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Give {heading: field} to remember for the next table with these headings."""
    return {plain(title): mapping.get(str(number), "") for number, title in enumerate(titles) if title}
