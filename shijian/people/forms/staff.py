"""Appointments and positions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.kernel import clock
from shijian.people.enums import PositionKind, Role
from shijian.people.models import Position
from shijian.units.models import Office, Unit


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs
    )


class AppointForm(forms.Form):
    """A role with its term."""

    role = forms.ChoiceField(label=_("Role"))
    starts_on = _day(_("First day"), initial=clock.today)
    ends_on = _day(_("Last day"), required=False, help_text=_("Leave this empty for an open term."))

    def __init__(self, *args: Any, roles: Sequence[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """The last day of a term."""

    on = _day(_("Last day"), initial=clock.today)


class PositionForm(forms.Form):
    """A place on the chart of a unit."""

    kind = forms.ChoiceField(label=_("Place"), choices=PositionKind.choices)
    title = forms.CharField(
        label=_("Title"), max_length=60, required=False, help_text=_("Such as deputy town head")
    )
    office = forms.ModelChoiceField(
        label=_("Office or group"), queryset=Office.objects.none(), required=False
    )
    public_phone = forms.CharField(
        label=_("Public phone"),
        max_length=20,
        required=False,
        help_text=_("Everybody can read it. A liaison must have one."),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    starts_on = _day(_("First day"), initial=clock.today)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = Office.objects.filter(unit=unit, dissolved_on__isnull=True).order_by("rank", "pk")
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]


class PublicPhoneForm(forms.Form):
    """Another public phone of a running position."""

    public_phone = forms.CharField(label=_("Public phone"), max_length=20, required=False)

    @classmethod
    def of(cls, position: Position) -> PublicPhoneForm:
        """The form with the number that stands now."""
        return cls(initial={"public_phone": position.public_phone})
