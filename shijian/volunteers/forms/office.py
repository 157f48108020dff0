"""Filters of the list, and the short forms of the steps of an entry."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor, Permission
from shijian.volunteers.enums import Background, Language, VolunteerState
from shijian.volunteers.forms.fields import DayField, UnitField
from shijian.volunteers.models import Skill
from shijian.volunteers.queries.register import AGE_BANDS, Filters

ALL: list[tuple[str, Any]] = [("", _("All"))]


class FilterForm(forms.Form):
    """What an officer looks for, kept in the address."""

    q = forms.CharField(label=_("Name, number or employer"), max_length=64, required=False)
    unit = UnitField(label=_("Unit and below"), required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All but those who left")), *VolunteerState.choices], required=False
    )
    skill = forms.ModelChoiceField(
        label=_("Skill"), queryset=Skill.objects.order_by("pk"), required=False, empty_label=_("All")
    )
    background = forms.ChoiceField(label=_("Background"), choices=[*ALL, *Background.choices], required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[*ALL, *Language.choices], required=False)
    age = forms.ChoiceField(
        label=_("Age"), choices=[*ALL, *((b.code, b.label) for b in AGE_BANDS)], required=False
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].reach(actor, Permission.VOLUNTEER_VIEW)  # type: ignore[attr-defined]

    @property
    def filters(self) -> Filters:
        """What was asked for; a filter that is no filter asks for nothing."""
        self.full_clean()
        values = self.cleaned_data if self.is_bound else {}
        return Filters(**{name: values[name] for name in self.fields if name in values})


class UnitFilterForm(FilterForm):
    """The unit alone, for the counts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"unit": self.fields["unit"]}


class EmptyForm(forms.Form):
    """A step that needs no words."""


class EvidenceForm(forms.Form):
    """Where the paper is."""

    evidence = forms.CharField(
        label=_("Where is the signed form kept?"),
        max_length=200,
        required=False,
        help_text=_("Needed for volunteers whom the office entered."),
    )


class ConsentForm(forms.Form):
    """Who consents, and where it can be seen."""

    guardian_name = forms.CharField(label=_("Name of the guardian"), max_length=60)
    evidence = forms.CharField(label=_("Where is the signed consent kept?"), max_length=200)


class PurposeForm(forms.Form):
    """Why an officer opens the record of a minor."""

    purpose = forms.CharField(
        label=_("What do you need it for?"), max_length=200, help_text=_("This is kept with your name.")
    )


class AskForm(PurposeForm):
    """A request for leave to open it."""

    days = forms.IntegerField(
        label=_("For how many days?"), min_value=1, required=False,
        help_text=_("Leave this empty for the longest time that the county allows."),
    )  # fmt: skip


class OwnConsentForm(forms.Form):
    """A guardian who consents here."""

    guardian_name = forms.CharField(label=_("Your name"), max_length=60)


class ReasonForm(forms.Form):
    """Why, for the other side to read."""

    reason = forms.CharField(label=_("Why? The volunteer will read this."), max_length=200)


class NoteForm(forms.Form):
    """Why, if one likes to say."""

    reason = forms.CharField(label=_("Do you want to say why?"), max_length=200, required=False)


class InsuranceForm(forms.Form):
    """An accident insurance."""

    insurer = forms.CharField(label=_("Insurer"), max_length=60)
    policy_no = forms.CharField(label=_("Number of the policy"), max_length=60)
    valid_from = DayField(label=_("From"))
    valid_until = DayField(label=_("Last day"))


class LicenceForm(forms.Form):
    """A licence that the office has seen."""

    skill = forms.ModelChoiceField(
        label=_("Skill"), queryset=Skill.objects.filter(needs_licence=True).order_by("pk")
    )
    licence_no = forms.CharField(label=_("Number of the licence"), max_length=60)
    licence_until = DayField(label=_("Licence valid until"), required=False)
