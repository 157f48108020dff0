"""What people say of a person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shijian.kernel.forms import IdempotentForm
from shijian.kernel.words import masked_phone
from shijian.people.enums import DocumentType, Purpose, Sex
from shijian.people.models import Person

# Numbers that are shown only with a purpose -> the box that takes them out.
REMOVALS = {"phone": "no_phone", "document_number": "no_document"}


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


class StaffPersonForm(PersonForm):
    """The data of somebody else: whole numbers are not shown, and what stays empty stays as it is."""

    no_phone = forms.BooleanField(label=_("Take the phone number out"), required=False)
    no_document = forms.BooleanField(label=_("Take the document number out"), required=False)
    field_order = (
        *PersonForm.field_order[:2],
        "no_phone",
        *PersonForm.field_order[2:6],
        "no_document",
        *PersonForm.field_order[6:],
    )

    def __init__(self, data: QueryDict | None = None, *, person: Person) -> None:
        shown = [name for name in PersonForm.base_fields if name not in REMOVALS]
        super().__init__(data, initial={name: getattr(person, name) for name in shown})
        self._mask("phone", masked_phone(person.phone or ""))
        self._mask("document_number", person.masked_document)

    def changes(self) -> dict[str, Any]:
        """The values to be stored, without the numbers that stay."""
        values = clean_values(self, *PersonForm.base_fields)
        for name, removal in REMOVALS.items():
            if removal in self.fields and not values[name] and not self.cleaned_data[removal]:
                del values[name]
        return values

    def _mask(self, name: str, stored: str) -> None:
        if not stored:
            del self.fields[REMOVALS[name]]
            return
        sentence = gettext("Stored: %(number)s. Leave this empty to keep it.")
        self.fields[name].help_text = sentence % {"number": stored}


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
