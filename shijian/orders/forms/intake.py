"""Forms of the intake: asking for help, for oneself or for others; the officer's decisions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Channel
from shijian.kernel.forms import IdempotentForm, TickCards
from shijian.orders.enums import Category, OrderState, Urgency
from shijian.orders.forms import when
from shijian.orders.forms.fields import GroupedItemField, day_field
from shijian.orders.forms.when import When
from shijian.orders.models import MenuItem
from shijian.orders.queries.menu import listed
from shijian.people.models import Person
from shijian.units.models import Unit
from shijian.volunteers.enums import Language, Risk, Strain
from shijian.volunteers.models import Skill, TrainingKind

ANY = [("", _("All"))]
OTHER = "other"
LANGUAGES = [("", _("Any")), *Language.choices]


def area(rows: int) -> forms.Textarea:
    """A text area of some rows."""
    return forms.Textarea(attrs={"rows": rows})


class WhatForm(forms.Form):
    """A need in own words; its beginning becomes the title."""

    description = forms.CharField(
        label=_("Say in your own words what you need"), max_length=1000, min_length=2, widget=area(3)
    )


class NewForm(IdempotentForm):
    """The last step of asking: `when` is the button that sends; everything else has a default."""

    when = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    item = forms.ModelChoiceField(
        MenuItem.objects.none(),
        required=False,
        widget=forms.HiddenInput,
        error_messages={
            "invalid_choice": _("This is not on the menu any more. Please choose something else.")
        },
    )
    description = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)
    other_day = day_field(_("Which day?"))
    category = forms.ChoiceField(
        label=_("About what is it?"), choices=[("", _("I do not know")), *Category.choices], required=False
    )
    who = forms.ChoiceField(label=_("Who needs help?"), widget=forms.RadioSelect)
    other_name = forms.CharField(label=_("Name of the other person"), max_length=60, required=False)
    other_phone = forms.CharField(
        label=_("Phone of the other person"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"inputmode": "tel"}),
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Where"), empty_label=None)
    address = forms.CharField(label=_("House or place"), max_length=200, required=False)
    contact_phone = forms.CharField(
        label=_("Phone on which we call"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"inputmode": "tel"}),
    )
    urgency = forms.TypedChoiceField(
        label=_("How soon?"),
        choices=Urgency.choices,
        coerce=int,
        initial=Urgency.NORMAL,
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)

    def __init__(self, *args: Any, persons: list[Person], units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.persons = {str(person.pk): person for person in persons}
        names = [
            (key, _("Myself") if not at else person.name)
            for at, (key, person) in enumerate(self.persons.items())
        ]
        self.fields["who"].choices = [*names, (OTHER, _("Somebody else"))]  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["item"].queryset = listed()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The card must be one of today's; somebody else needs a name; something must be asked for."""
        data = super().clean() or self.cleaned_data
        if not data.get("item") and not data.get("description") and "item" not in self.errors:
            self.add_error(None, _("Say what you need in your own words."))
        data["card"] = self._card(data.get("when") or "", data.get("other_day"))
        if data.get("who") == OTHER and not data.get("other_name"):
            self.add_error("other_name", _("Say who needs help."))
        return data

    def _card(self, value: str, day: dt.date | None) -> When | None:
        """The card that was pressed, or the half of the day that was chosen; None with an error."""
        if not value.startswith(when.OTHER):
            card = when.chosen(value)
            if card is None:
                self.add_error(None, _("Tap the time that suits you."))
            return card
        if day is None:
            if "other_day" not in self.errors:
                self.add_error("other_day", _("Choose the day."))
            return None
        card = when.on_day(value, day)
        if card is None or (why := when.why_not(card)):
            self.add_error("other_day", why if card else _("Tap the time that suits you."))
            return None
        return card


class TakeForm(IdempotentForm):
    """An officer takes a need down for a caller, at the door or from paper."""

    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[
            (Channel.PHONE, _("By phone")),
            (Channel.DOOR, _("At the door")),
            (Channel.PAPER, _("On paper")),
        ],
        widget=forms.RadioSelect,
    )
    other_name = forms.CharField(label=_("Who needs help?"), max_length=60)
    other_phone = forms.CharField(
        label=_("Phone"), max_length=20, required=False, widget=forms.TextInput({"inputmode": "tel"})
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Where"), empty_label=None)
    address = forms.CharField(label=_("House or place"), max_length=200, required=False)
    item = GroupedItemField(
        MenuItem.objects.none(), label=_("From the menu"), required=False, empty_label=_("Own words")
    )
    title = forms.CharField(label=_("What is needed"), max_length=60, required=False)
    description = forms.CharField(label=_("In own words"), max_length=1000, required=False, widget=area(3))
    category = forms.ChoiceField(label=_("Class"), choices=Category.choices, required=False)
    when = forms.ChoiceField(  # type: ignore[call-arg]  # the stubs do not know template_name
        label=_("When"), widget=forms.RadioSelect, template_name="components/forms/cards.html"
    )
    other_day = day_field(_("Which day?"), help_text=_("Only where “Another time” is chosen above."))
    other_time = forms.TimeField(
        label=_("From which hour?"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    urgency = forms.TypedChoiceField(label=_("How soon?"), choices=Urgency.choices, coerce=int)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)
    asker_name = forms.CharField(
        label=_("Who asked, if somebody else did"), max_length=60, required=False,
    )  # fmt: skip
    asker_phone = forms.CharField(label=_("Phone of the one who asked"), max_length=20, required=False)

    def __init__(
        self, *args: Any, units: Any, items: Any, now: dt.datetime | None = None, **kwargs: Any
    ) -> None:
        """`now` is the moment at which the words "today" and "tomorrow" were chosen."""
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["item"].queryset = items  # type: ignore[attr-defined]
        cards = [(card.value, card.label) for card in when.choices(now)]
        self.fields["when"].choices = [*cards, (when.OTHER, _("Another time"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Either an item or a title; another time needs its day and hour."""
        data = super().clean() or self.cleaned_data
        if not data.get("item") and not data.get("title"):
            self.add_error("title", _("Choose from the menu or say what is needed."))
        day, time = data.pop("other_day", None), data.pop("other_time", None)
        value = data.pop("when", None)
        data["card"] = self._other(day, time, data.get("item")) if value == when.OTHER else None
        if value and value != when.OTHER:
            data["card"] = when.chosen(value, self.now)
        return data

    def _other(self, day: dt.date | None, time: dt.time | None, item: MenuItem | None) -> When | None:
        """The window that begins at the given hour; None with an error beside what is missing or wrong."""
        for name, value, missing in (
            ("other_day", day, _("Choose the day.")),
            ("other_time", time, _("Choose the hour.")),
        ):
            if value is None and name not in self.errors:
                self.add_error(name, missing)
        if day is None or time is None:
            return None
        card = when.from_time(day, time, item.minutes if item else None)
        if why := when.why_not(card, self.now):
            self.add_error("other_day", why)
        return card


class ReasonForm(forms.Form):
    """One reason in a few words."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=area(2))


class WithdrawForm(forms.Form):
    """Why a resident takes a need back: one tap."""

    REASONS = [
        ("done", _("It is settled already")),
        ("time", _("The time does not suit me any more")),
        ("wrong", _("I ordered by mistake")),
        ("other", _("Another reason")),
    ]
    reason = forms.ChoiceField(  # type: ignore[call-arg]
        label=_("Why?"),
        choices=REASONS,
        widget=forms.RadioSelect,
        template_name="components/forms/cards.html",
    )

    @property
    def words(self) -> str:
        """The chosen reason as a sentence."""
        return str(dict(self.REASONS)[self.cleaned_data["reason"]])


class VerifyForm(forms.Form):
    """Confirm a need, corrected."""

    title = forms.CharField(label=_("What is needed"), max_length=60)
    category = forms.ChoiceField(label=_("Class"), choices=Category.choices)
    skills = forms.ModelMultipleChoiceField(
        Skill.objects.order_by("pk"),
        label=_("Skills needed"),
        required=False,
        widget=forms.SelectMultiple({"size": 6}),
    )
    trainings = forms.ModelMultipleChoiceField(
        TrainingKind.objects.filter(is_offered=True).order_by("pk"),
        label=_("Trainings needed"),
        required=False,
        widget=forms.SelectMultiple({"size": 6}),
    )
    headcount = forms.IntegerField(label=_("Volunteers needed"), min_value=1, max_value=200)
    together = forms.BooleanField(
        label=_("Only if all can come"),
        help_text=_("Where fewer people cannot do it: then all are asked, or nobody."),
        required=False,
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=10, max_value=1440)
    wished_from = forms.DateTimeField(
        label=_("From"), widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    wished_until = forms.DateTimeField(
        label=_("Until"), widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    strains = TickCards(
        label=_("What it asks of the body"),
        help_text=_("Volunteers who said that this is not for them are not asked."),
        choices=Strain.choices,
    )
    risk = forms.TypedChoiceField(label=_("Risk"), choices=Risk.choices, coerce=int)
    risk_note = forms.CharField(label=_("Possible risks"), max_length=300, required=False)
    urgency = forms.TypedChoiceField(label=_("How soon?"), choices=Urgency.choices, coerce=int)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class ReferForm(forms.Form):
    """To whom the resident was referred, and why."""

    referred_to = forms.CharField(label=_("Referred to"), max_length=120)
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=area(2))


class OrdersFilter(forms.Form):
    """The officer's filters, kept in the address."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("Not finished")), ("all", _("All")), *OrderState.choices],
        required=False,
    )
    category = forms.ChoiceField(label=_("Class"), choices=[*ANY, *Category.choices], required=False)
    sort = forms.ChoiceField(
        label=_("Order"),
        choices=[("", _("Most urgent first")), ("newest", _("Newest first"))],
        required=False,
    )
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)
    q = forms.CharField(label=_("Number, title or name"), max_length=60, required=False)

    def value(self, name: str) -> Any:
        """The clean value of a field, or its empty one."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""
