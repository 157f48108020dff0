"""Forms of the menu: the filter, an item, the reviewer's note."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shijian.kernel.forms import IdempotentForm, TickCards
from shijian.orders.enums import Category, ItemState
from shijian.records.enums import Recipient
from shijian.units.models import Unit
from shijian.volunteers.enums import Risk, Strain
from shijian.volunteers.models import Skill, Team, TrainingKind

ANY = [("", _("All"))]


def _months() -> list[tuple[str, str]]:
    """The months by number, in the language of the page and not of the import."""
    return [(str(number), gettext("Month %(number)s") % {"number": number}) for number in range(1, 13)]


class MenuFilter(forms.Form):
    """Class, area and words; bad values count as none."""

    category = forms.ChoiceField(label=_("Class"), choices=[*ANY, *Category.choices], required=False)
    unit = forms.IntegerField(label=_("Where"), required=False, widget=forms.HiddenInput, min_value=1)
    q = forms.CharField(label=_("Words"), max_length=60, required=False, strip=True)

    def value(self, name: str) -> Any:
        """The clean value of a field, or its empty one."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""


class ItemsFilter(forms.Form):
    """The state of items that one keeps."""

    state = forms.ChoiceField(label=_("State"), choices=[*ANY, *ItemState.choices], required=False)


class ItemForm(IdempotentForm):
    """What a team offers."""

    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Area that it serves"))
    title = forms.CharField(label=_("Name of the service"), max_length=60)
    description = forms.CharField(
        label=_("What we do"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    category = forms.ChoiceField(label=_("Class"), choices=Category.choices)
    skills = forms.ModelMultipleChoiceField(
        Skill.objects.order_by("pk"),
        label=_("Skills needed"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    trainings = forms.ModelMultipleChoiceField(
        TrainingKind.objects.filter(is_offered=True).order_by("pk"),
        label=_("Trainings needed"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=10, max_value=1440, initial=60)
    headcount = forms.IntegerField(label=_("Volunteers needed"), min_value=1, max_value=200, initial=1)
    together = forms.BooleanField(
        label=_("Only if all can come"),
        help_text=_("Where fewer people cannot do it: then all are asked, or nobody."),
        required=False,
    )
    months = TickCards(
        label=_("Months"),
        help_text=_("None means the whole year."),
        choices=_months,
    )
    strains = TickCards(
        label=_("What it asks of the body"),
        help_text=_("Volunteers who said that this is not for them are not asked."),
        choices=Strain.choices,
    )
    risk = forms.TypedChoiceField(label=_("Risk"), choices=Risk.choices, coerce=int)
    risk_note = forms.CharField(
        label=_("Risk statement"),
        max_length=300,
        help_text=_(
            "Volunteers and residents read it before they say yes. Say so if there is no special risk."
        ),
    )
    who_may_ask = forms.CharField(label=_("Who may ask"), max_length=120, required=False)
    recipient = forms.ChoiceField(label=_("For whom"), choices=Recipient.choices, initial=Recipient.RESIDENT)

    def __init__(self, *args: Any, teams: Any, units: Any, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if fixed:
            del self.fields["team"], self.fields["unit"]

    def clean_months(self) -> list[int]:
        """The months as numbers."""
        return sorted(int(month) for month in self.cleaned_data["months"])


class NoteForm(forms.Form):
    """A note of the reviewer to the team."""

    note = forms.CharField(
        label=_("Note to the team"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
