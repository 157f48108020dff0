"""Input for targets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.assessment import rules
from shijian.assessment.enums import Measure
from shijian.kernel import clock
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.pickers import PickField, unit_label
from shijian.units.models import Unit


class LookForm(forms.Form):
    """Which unit, which year, in which order."""

    unit = forms.ModelChoiceField(Unit.objects.none(), required=False)
    year = forms.IntegerField(min_value=2000, max_value=2200, required=False)
    by = forms.ChoiceField(choices=[("", ""), *Measure.choices], required=False)
    measure = forms.ChoiceField(choices=[("", ""), *Measure.choices], required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reach = Unit.objects.filter(actor.within(Permission.FIGURES_VIEW))
        self.fields["unit"].queryset = reach  # type: ignore[attr-defined]


class TargetForm(forms.Form):
    """A target for a unit below."""

    unit = PickField(Unit.objects.all(), kind="unit", describe=unit_label, label=_("unit"))
    year = forms.IntegerField(label=_("Year"), initial=lambda: clock.today().year)
    measure = forms.ChoiceField(label=_("What the target counts"), choices=Measure.choices)
    number = forms.IntegerField(label=_("Target"), min_value=1, max_value=100_000_000)
    document_no = forms.CharField(label=_("Document no."), max_length=80)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        rows = Unit.objects.active().filter(actor.within(Permission.ACTIVITY_APPROVE))
        self.fields["unit"].narrow(rows, Permission.ACTIVITY_APPROVE)  # type: ignore[attr-defined]

    def clean_unit(self) -> Unit:
        """A unit below one's own."""
        unit: Unit = self.cleaned_data["unit"]
        if not rules.can_set(self.actor, unit):
            raise forms.ValidationError(_("The unit above sets the targets of this unit."))
        return unit
