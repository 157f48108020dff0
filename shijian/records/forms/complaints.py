"""Input of complaints."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Channel
from shijian.kernel.pickers import PickField, unit_label
from shijian.records.enums import Authority, Ground
from shijian.units.models import Unit

MOST = 2000
CHANNELS = [
    (Channel.PHONE.value, _("By phone")),
    (Channel.DOOR.value, _("At the door")),
    (Channel.PAPER.value, _("On paper")),
]


class ComplaintForm(forms.Form):
    """What happened, and whom to answer. Which fields there are depends on who complains, and about what."""

    unit = PickField[Unit](
        Unit.objects.active().select_related("parent").order_by("path"), kind="unit", describe=unit_label,
        names=("name", "place_name"), label=_("Which unit is it about?"),
    )  # fmt: skip
    ground = forms.ChoiceField(
        label=_("What is it about?"),
        choices=Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about.")},
    )
    words = forms.CharField(
        label=_("What happened?"),
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Say when and where. Only the officers who handle complaints read it."),
        error_messages={"required": _("Say in a few words what happened.")},
    )
    channel = forms.ChoiceField(label=_("How it came"), choices=CHANNELS, required=False)
    name = forms.CharField(
        label=_("Name"), max_length=60, required=False,
        help_text=_("Only the officer who looks into it reads it."),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Phone"), max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    anonymous = forms.BooleanField(
        label=_("Stay anonymous"), required=False,
        help_text=_("Nothing tells who you are. You get a number and a code to read the answer."),
    )  # fmt: skip

    def __init__(self, *args: Any, about_known: bool, has_account: bool, proxy: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        gone = {"unit": about_known, "channel": not proxy, "name": has_account, "phone": has_account}
        for name in (name for name, is_gone in gone.items() if is_gone):
            del self.fields[name]


class LookForm(forms.Form):
    """Number and code of a complaint."""

    number = forms.CharField(label=_("Complaint number"), max_length=20, help_text=_("It begins with TS."))
    code = forms.CharField(
        label=_("Look-up code"), max_length=12, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class AgainForm(forms.Form):
    """What is still wrong."""

    words = forms.CharField(
        label=_("What is still wrong?"), max_length=MOST, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(forms.Form):
    """The answer of the office."""

    answer = forms.CharField(
        label=_("Answer"), max_length=MOST, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The one who complained reads exactly this."),
    )  # fmt: skip


class PassOnForm(AnswerForm):
    """To whom it is passed on, and what the one who complained is told."""

    passed_to = forms.ChoiceField(label=_("Passed on to"), choices=Authority.choices)
    field_order = ("passed_to", "answer")


class UpForm(forms.Form):
    """Why the level above should decide."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
