"""Guardians, papers, leave to open data of minors, compulsory reports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Permission
from shijian.kernel.photos import PhotoField
from shijian.kernel.pickers import PickField, person_label, unit_label
from shijian.people.enums import Purpose
from shijian.people.enums.minors import Agency, GuardianKind
from shijian.people.models import Person
from shijian.units.models import Unit


class GuardianForm(forms.Form):
    """Who answers for a minor."""

    guardian = PickField(
        Person.objects.none(),
        kind="person",
        describe=person_label,
        permission=Permission.PERSON_VIEW,
        label=_("Guardian"),
        help_text=_("A grown-up of the register of persons; register him first, if he is not there."),
    )
    kind = forms.ChoiceField(label=_("Why"), choices=GuardianKind.choices)
    evidence = forms.CharField(
        label=_("Which proof have you seen?"), max_length=200, help_text=_("Such as the household register")
    )

    def __init__(self, *args: Any, persons: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guardian"].narrow(persons, Permission.PERSON_VIEW)  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """A reason."""

    note = forms.CharField(label=_("Why"), max_length=200)


class PaperForm(forms.Form):
    """A signed sheet with its photo."""

    purpose = forms.ChoiceField(label=_("For what?"))
    guardian_name = forms.CharField(label=_("Name of the guardian who signed"), max_length=60)
    file = PhotoField(label=_("Photo of the signed sheet"))
    checked = forms.BooleanField(label=_("I have compared the signature with the guardian's document."))

    def __init__(self, *args: Any, purposes: list[Purpose], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [(each.value, each.label) for each in purposes]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why an officer asks for a leave, or needs none in an emergency."""

    purpose = forms.CharField(
        label=_("What do you need it for?"), max_length=200, help_text=_("This is kept with your name.")
    )


class AskForm(ReasonForm):
    """A request for leave."""

    days = forms.IntegerField(
        label=_("For how many days?"), min_value=1, required=False,
        help_text=_("Leave this empty for the longest time that the county allows."),
    )  # fmt: skip

    def clean_days(self) -> int:
        """0 for the longest time."""
        return self.cleaned_data["days"] or 0


class AskUnitForm(AskForm):
    """A request for all minors of a unit."""

    unit = PickField(
        Unit.objects.none(),
        kind="unit",
        describe=unit_label,
        permission=Permission.PERSON_VIEW,
        label=_("Minors of which unit?"),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].narrow(units, Permission.PERSON_VIEW)  # type: ignore[attr-defined]
        self.order_fields(["unit", "purpose", "days"])


class DecideForm(forms.Form):
    """A word with a decision."""

    note = forms.CharField(
        label=_("A word about it"), max_length=200, required=False, help_text=_("Needed for a no.")
    )


class HarmForm(forms.Form):
    """Two fields, no more."""

    what = forms.CharField(
        label=_("What have you seen or heard?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say in a few words what you have seen or heard.")},
    )
    who = forms.CharField(
        label=_("Which child, and where?"),
        max_length=2000,
        required=False,
        help_text=_("As far as you know it. Do not ask the child yourself."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class TellForm(forms.Form):
    """To whom a report was passed on."""

    agency = forms.ChoiceField(label=_("To whom?"), choices=Agency.choices)
    words = forms.CharField(
        label=_("With whom did you speak, and what was said?"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class StepForm(forms.Form):
    """What was done."""

    words = forms.CharField(
        label=_("What was done?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
