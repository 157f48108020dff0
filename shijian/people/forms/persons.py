"""What people say of a person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.kernel.forms import IdempotentForm
from shijian.people.enums import DocumentType, Purpose, Sex


class ContactForm(forms.Form):
    """Phone and address of oneself."""

    phone = forms.CharField(
        label=_("Phone"), max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=200,
        required=False,
        help_text=_("Group, lane and house, so that helpers find you."),
    )


class PersonForm(ContactForm):
    """Every field of a person."""

    name = forms.CharField(label=_("Name"), max_length=60)
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, required=False, initial=Sex.UNKNOWN)
    birth_date = forms.DateField(
        label=_("Date of birth"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    document_type = forms.ChoiceField(
        label=_("Kind of document"), choices=[("", "—"), *DocumentType.choices], required=False
    )
    document_number = forms.CharField(
        label=_("Document number"),
        max_length=40,
        required=False,
        help_text=_("Date of birth and sex follow from an identity number."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    ethnicity = forms.CharField(label=_("Ethnicity"), max_length=20, required=False)
    field_order: tuple[str, ...] = (
        "name",
        "phone",
        "sex",
        "birth_date",
        "document_type",
        "document_number",
        "ethnicity",
        "address",
    )

    def clean_sex(self) -> int:
        """The number of GB/T 2261.1."""
        return int(self.cleaned_data["sex"] or Sex.UNKNOWN)


class NewPersonForm(PersonForm, IdempotentForm):
    """A person to be registered; `is_other` says that look-alikes were compared."""

    is_other = forms.BooleanField(label=_("This is somebody else; register anyway"), required=False)

    def hide_question(self) -> None:
        """Do not ask about look-alikes as long as there are none."""
        self.fields["is_other"].widget = forms.HiddenInput()


class ConsentForm(forms.Form):
    """One purpose, given or withdrawn."""

    purpose = forms.ChoiceField(choices=Purpose.choices)
    evidence = forms.CharField(max_length=200, required=False)


def clean_values(form: forms.Form, *names: str) -> dict[str, Any]:
    """The clean values of some fields."""
    return {name: form.cleaned_data[name] for name in names}
