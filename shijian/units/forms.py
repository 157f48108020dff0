"""Input about units turned into clean values; nothing here saves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.kernel import clock, paths
from shijian.kernel.forms import IdempotentForm
from shijian.units import rules
from shijian.units.enums import CodeKind, OfficeKind
from shijian.units.models import Office, Unit
from shijian.units.queries import level_names

MOST_TARGETS = 500


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, required=required, widget=widget, initial=clock.today if required else None
    )


class FactsForm(forms.Form):
    """What a unit says about itself."""

    address = forms.CharField(label=_("unit address"), max_length=200, required=False)
    phone = forms.CharField(
        label=_("public phone"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    opening_hours = forms.CharField(
        label=_("opening hours"),
        max_length=120,
        required=False,
        help_text=_("For example: Monday to Friday 8:30-12:00"),
    )
    introduction = forms.CharField(
        label=_("introduction"), max_length=2000, required=False, widget=forms.Textarea
    )
    latitude = forms.DecimalField(
        label=_("latitude"), max_digits=8, decimal_places=5, min_value=-90, max_value=90, required=False
    )
    longitude = forms.DecimalField(
        label=_("longitude"), max_digits=8, decimal_places=5, min_value=-180, max_value=180, required=False
    )
    plaque_on = _day(_("plaque since"), required=False)
    founded_on = _day(_("founded on"), required=False)


class FoundForm(IdempotentForm):
    """A new unit below another: its kind, and its name or place."""

    kind = forms.ChoiceField(label=_("kind"))
    place_name = forms.CharField(
        label=_("place name"),
        max_length=60,
        required=False,
        help_text=_("The usual wording follows it when no name is given."),
    )
    name = forms.CharField(label=_("name"), max_length=80, required=False)
    code = forms.CharField(
        label=_("statistical area code"),
        max_length=20,
        required=False,
        help_text=_(
            "Twelve digits of the statistics bureau's list, such as 623027100000; empty if there is none."
        ),
    )
    founded_on = _day(_("founded on"), required=False)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = level_names()
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 - tells mypy what stands above
        kind.choices = [(each.value, words[each]) for each in rules.kinds_below(unit.kind)]

    def clean_code(self) -> str | None:
        """No code is None, not the empty text."""
        return self.cleaned_data["code"] or None


class RenameForm(forms.Form):
    """A new name from a day on."""

    name = forms.CharField(label=_("name"), max_length=80)
    place_name = forms.CharField(label=_("place name"), max_length=60, required=False)
    on = _day(_("from the day"))
    document_no = forms.CharField(
        label=_("number of the document"),
        max_length=80,
        required=False,
        help_text=_("As printed on the decision about the change."),
    )


class DayForm(forms.Form):
    """The day on which something happens to a unit."""

    on = _day(_("day"))


class NothingForm(forms.Form):
    """A question without input."""


class LevelForm(forms.Form):
    """The word of a level and the wording of its plaque."""

    name = forms.CharField(label=_("Name of the level"), max_length=20)
    suffix = forms.CharField(label=_("Wording after the place name"), max_length=40, required=False)


class MergeForm(DayForm):
    """Into which unit of the same kind in the same branch, and when."""

    into = forms.ModelChoiceField(Unit.objects.none(), label=_("merge into"))
    field_order = ["into", "on"]

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        branch = unit.path[: -2 * paths.WIDTH] or unit.path[: -paths.WIDTH]
        kin = Unit.objects.active().below(branch).filter(kind=unit.kind).exclude(pk=unit.pk)
        into = self.fields["into"]
        assert isinstance(into, forms.ModelChoiceField)  # noqa: S101 - tells mypy what stands above
        into.queryset = Unit.objects.filter(pk__in=kin.order_by("path")[:MOST_TARGETS].values("pk")).order_by(
            "path"
        )


class CodeForm(forms.Form):
    """A code from a day on."""

    kind = forms.ChoiceField(label=_("kind"), choices=CodeKind.choices)
    code = forms.CharField(label=_("code"), max_length=20)
    on = _day(_("from the day"))


class OfficeForm(forms.Form):
    """A body inside a unit."""

    name = forms.CharField(label=_("name"), max_length=60)
    duty = forms.CharField(
        label=_("duty"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    rank = forms.IntegerField(label=_("order on the chart"), min_value=0, max_value=999, initial=0)


class NewOfficeForm(OfficeForm):
    """A new body: its kind and where it belongs."""

    kind = forms.ChoiceField(label=_("kind"), choices=OfficeKind.choices)
    parent = forms.ModelChoiceField(Office.objects.none(), label=_("belongs to"), required=False)
    field_order = ["name", "kind", "parent", "duty", "rank"]

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields["parent"]
        assert isinstance(parent, forms.ModelChoiceField)  # noqa: S101 - tells mypy what stands above
        parent.queryset = Office.objects.filter(unit=unit, dissolved_on__isnull=True).order_by("rank", "pk")
