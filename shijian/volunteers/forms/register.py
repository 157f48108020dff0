"""Entering the register and changing one's entry."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.kernel.forms import IdempotentForm
from shijian.people.enums import DocumentType, Sex
from shijian.people.models import Person
from shijian.volunteers import rules
from shijian.volunteers.enums import Background, Language, TravelLimit
from shijian.volunteers.forms.fields import CodesField, DayField, SkillsField, UnitField, WeekField
from shijian.volunteers.models import Volunteer
from shijian.volunteers.operations.facts import FIELDS
from shijian.volunteers.queries import cards

HOURS = 60


class FactsForm(forms.Form):
    """What a volunteer can do, when and how far."""

    unit = UnitField(label=_("Where do you belong?"), help_text=_("Your village or community."))
    skills = SkillsField(label=_("What can you do?"))
    languages = CodesField(label=_("In which languages?"), choices=Language.choices)
    travel_limit = forms.TypedChoiceField(
        label=_("How far do you go?"),
        choices=TravelLimit.choices,
        coerce=int,
        initial=TravelLimit.TOWN,
        widget=forms.RadioSelect,
    )
    weekly_hours = forms.IntegerField(
        label=_("Hours a week at most"),
        min_value=0,
        max_value=168,
        initial=10,
    )
    backgrounds = CodesField(label=_("Which of these are you?"), choices=Background.choices)
    employer = forms.CharField(label=_("Employer"), max_length=80, required=False)
    occupation = forms.CharField(label=_("Occupation"), max_length=40, required=False)
    education = forms.CharField(label=_("Schooling"), max_length=20, required=False)
    political_status = forms.CharField(label=_("Political status"), max_length=20, required=False)

    @property
    def facts(self) -> dict[str, Any]:
        """What the operations call facts."""
        values = {**self.cleaned_data, "weekly_minutes": self.cleaned_data["weekly_hours"] * HOURS}
        return {name: value for name, value in values.items() if name in FIELDS}


class ChangeForm(FactsForm):
    """The entry as it stands."""

    @staticmethod
    def initial_of(volunteer: Volunteer) -> dict[str, Any]:
        """What the form shows first."""
        facts = {name: getattr(volunteer, name) for name in FIELDS}
        skills = [row.skill_id for row in volunteer.skill_rows.all()]
        return {
            **facts,
            "unit": volunteer.unit_id,
            "skills": skills,
            "weekly_hours": volunteer.weekly_minutes // HOURS,
        }


class GuardianFields(forms.Form):
    """Who answers for a minor."""

    guardian_name = forms.CharField(
        label=_("Name of your parent or guardian"),
        max_length=60,
        required=False,
        help_text=_("Only if you are under 18."),
    )
    guardian_phone = forms.CharField(
        label=_("Phone of your parent or guardian"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )


class RegisterForm(FactsForm, GuardianFields, IdempotentForm):
    """Becoming a volunteer oneself."""

    week = WeekField(label=_("When are you usually free?"))
    birth_date = DayField(label=_("Date of birth"))
    agreed = forms.BooleanField(
        label=_(
            "I want to serve of my own free will, unpaid, and agree that my data are kept to arrange help."
        )
    )
    field_order = (
        *(
            "birth_date",
            "guardian_name",
            "guardian_phone",
            "unit",
            "skills",
            "languages",
            "week",
            "travel_limit",
        ),
        *("weekly_hours", "backgrounds", "employer", "occupation", "education", "political_status", "agreed"),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)
        self.fields["unit"].initial = person.unit_id
        if person.birth_date is None:
            return
        del self.fields["birth_date"]
        if not rules.needs_consent(person):
            del self.fields["guardian_name"], self.fields["guardian_phone"]
        else:
            for name in ("guardian_name", "guardian_phone"):
                self.fields[name].required = True
                self.fields[name].help_text = ""

    def clean(self) -> dict[str, Any]:
        """A minor names the guardian."""
        values = super().clean() or {}
        born = self.person.birth_date or values.get("birth_date")
        if born and rules.needs_consent(Person(birth_date=born)) and not values.get("guardian_name"):
            self.add_error(
                "guardian_name", _("Under 18 you need the consent of a parent or guardian; enter the name.")
            )
        return values

    @property
    def spans(self) -> list[tuple[int, int, int]]:
        """The ticked parts of the week."""
        return cards.spans_of(self.cleaned_data["week"])

    @property
    def born(self) -> dt.date | None:
        """A date of birth that was not known yet."""
        return self.cleaned_data.get("birth_date")


class OnBehalfForm(FactsForm, GuardianFields, IdempotentForm):
    """Staff enter somebody who is in the register of persons."""

    week = WeekField(label=_("Usually free"))
    birth_date = DayField(
        label=_("Date of birth"), required=False, help_text=_("Only if it is not known yet.")
    )
    evidence = forms.CharField(
        label=_("Where is the signed form kept?"),
        max_length=200,
        required=False,
        help_text=_("Without it the volunteer has to confirm the entry."),
    )

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if person is not None:
            self.fields["unit"].initial = person.unit_id
            if person.birth_date is not None:
                del self.fields["birth_date"]

    @property
    def spans(self) -> list[tuple[int, int, int]]:
        """The ticked parts of the week."""
        return cards.spans_of(self.cleaned_data["week"])


class NewPersonForm(OnBehalfForm):
    """Staff enter somebody whom the register of persons does not know."""

    name = forms.CharField(label=_("Name"), max_length=60)
    sex = forms.TypedChoiceField(label=_("Sex"), choices=Sex.choices, coerce=int)
    phone = forms.CharField(
        label=_("Phone"), max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    document_type = forms.ChoiceField(
        label=_("Kind of document"), choices=[("", "—"), *DocumentType.choices], required=False
    )
    document_number = forms.CharField(
        label=_("Number of the document"),
        max_length=30,
        required=False,
        help_text=_("Kept encrypted. Whoever looks at the whole number has to give a reason."),
    )
    birth_date = DayField(
        label=_("Date of birth"), required=False, help_text=_("The number of an identity card says it.")
    )
    field_order = ("name", "sex", "birth_date", "phone", "document_type", "document_number")
    PERSON = ("sex", "birth_date", "phone", "document_type", "document_number")

    @property
    def person_facts(self) -> dict[str, Any]:
        """What goes to the register of persons."""
        return {name: self.cleaned_data[name] for name in self.PERSON}


class WeekForm(forms.Form):
    """When somebody is free, week by week, and one day that differs."""

    week = WeekField(label=_("Usually free"))
    day = DayField(label=_("A day that differs"), required=False)
    is_free = forms.TypedChoiceField(
        label=_("On that day"),
        choices=[("", _("as in every week")), ("1", _("free all day")), ("0", _("away"))],
        coerce=lambda value: value == "1",
        empty_value=None,
        required=False,
    )

    @property
    def spans(self) -> list[tuple[int, int, int]]:
        """The ticked parts of the week."""
        return cards.spans_of(self.cleaned_data["week"])
