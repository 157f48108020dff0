"""Forms of contests. Numbers are typed with decimals and kept in hundredths."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shijian.activities.enums import CeremonyKind, EntryKind, Scoring
from shijian.activities.models import Contest, Session
from shijian.kernel.actor import Permission
from shijian.kernel.forms import IdempotentForm
from shijian.kernel.pickers import PickField, person_label
from shijian.people.models import Person
from shijian.units.models import Unit
from shijian.volunteers.models import Team

CLOCK = re.compile(r"(?:(\d{1,3})[:：分])?(\d{1,5}(?:[.．]\d{1,2})?)秒?")


class HundredthsField(forms.CharField):
    """A number with up to two decimals, or a time like 3:21.50; the clean value is in hundredths."""

    default_error_messages = {"shape": _("Type a number like 92.5, or a time like 3:21.50.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 12)
        super().__init__(
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **kwargs
        )

    def clean(self, value: Any) -> Any:
        """Hundredths of points, seconds or what is counted."""
        text = super().clean(value)
        found = CLOCK.fullmatch(str(text).replace(" ", ""))
        if found is None:
            raise forms.ValidationError(self.error_messages["shape"], code="shape")
        minutes, seconds = int(found[1] or 0), Decimal(found[2].replace("．", "."))
        return int((minutes * 60 + seconds) * 100)


def usual_awards() -> str:
    """The prizes that a new contest begins with."""
    usual = ((gettext("first prize"), 1), (gettext("second prize"), 2), (gettext("third prize"), 3))
    return "\n".join(f"{name} {count}" for name, count in (*usual, (gettext("prize of excellence"), 5)))


def usual_part() -> str:
    """What a new contest gives to all the others."""
    return gettext("taking part")


class SetUpForm(forms.Form):
    """How a contest is held; prizes one a line, for example “first prize 1”."""

    scoring = forms.ChoiceField(
        label=_("How is it decided?"), choices=Scoring.choices, widget=forms.RadioSelect
    )
    entry_kind = forms.ChoiceField(
        label=_("Who enters?"), choices=EntryKind.choices, widget=forms.RadioSelect
    )
    measure = forms.CharField(
        label=_("Unit of the number"),
        max_length=10,
        required=False,
        help_text=_("For example seconds, metres, pieces."),
    )
    most_entries = forms.IntegerField(label=_("Entries at most"), min_value=1, max_value=3000, required=False)
    highest_points = forms.IntegerField(
        label=_("Most points that a judge gives"), min_value=1, max_value=1000, initial=100
    )
    drops_extremes = forms.BooleanField(
        label=_("The highest and the lowest judge do not count"), required=False
    )
    written = forms.BooleanField(label=_("Each entry hands in a text, which the judges read"), required=False)
    awards = forms.CharField(
        label=_("Prizes"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        initial=usual_awards,
        help_text=_("One a line: the name of the prize, a space, and how many of it."),
    )  # fmt: skip
    part_prize = forms.CharField(
        label=_("What the certificate of all the others says"), required=False, max_length=20, initial=usual_part,
        help_text=_("For example taking part. Empty: only prizes get a certificate."),
    )  # fmt: skip
    rules = forms.CharField(
        label=_("Rules"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )

    def clean_awards(self) -> list[list[Any]]:
        """Prizes as (name, how many), from the first place on."""
        found = []
        for number, line in enumerate(filter(str.strip, self.cleaned_data["awards"].splitlines()), 1):
            name, _space, count = line.strip().rpartition(" ")
            if (
                not name.strip()
                or not count.isdigit()
                or not 1 <= int(count) <= 500
                or len(name.strip()) > 20
            ):
                raise forms.ValidationError(
                    gettext("Line %(number)s: write the name of the prize, a space, and how many."),
                    params={"number": number},
                )
            found.append([name.strip(), int(count)])
        return found


def initial_of(contest: Contest | None) -> dict[str, Any]:
    """What the form of an existing contest begins with."""
    if contest is None:
        return {}
    facts = {name: getattr(contest, name) for name in SetUpForm.base_fields}
    return facts | {"awards": "\n".join(f"{name} {count}" for name, count in contest.awards)}


class EnterForm(IdempotentForm):
    """Entering a contest: for whom, under which name, how many people."""

    contact = forms.ModelChoiceField(Person.objects.none(), label=_("Who answers for the entry?"))
    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Village"))
    name = forms.CharField(label=_("Name of the entry"), max_length=60)
    title = forms.CharField(
        label=_("What is shown"),
        max_length=80,
        required=False,
        help_text=_("For example the title of a dance or story."),
    )
    text = forms.CharField(
        label=_("Your text"), max_length=8000, widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Only the organiser and the judges read it."),
    )  # fmt: skip
    people = forms.IntegerField(label=_("How many people"), min_value=1, max_value=500, initial=1)
    name_agreed = forms.BooleanField(
        label=_("The name may be shown in public"),
        required=False,
        help_text=_("If not, the public reads the start number."),
    )

    def __init__(
        self,
        *args: Any,
        contest: Contest,
        persons: Any,
        teams: Any,
        units: Any,
        anybody: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if anybody is not None:
            label = self.fields["contact"].label
            picker = PickField(anybody, kind="person", describe=person_label, label=label)
            picker.narrow(anybody, Permission.PERSON_VIEW)
            self.fields["contact"] = picker
        else:
            self.fields["contact"].queryset = persons  # type: ignore[attr-defined]
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if not contest.written:
            del self.fields["text"]
        if contest.entry_kind != EntryKind.TEAM:
            del self.fields["team"]
        if contest.entry_kind != EntryKind.VILLAGE:
            del self.fields["unit"]
        if contest.entry_kind == EntryKind.PERSON:
            del self.fields["people"]


class DrawForm(forms.Form):
    """What a round is like before it is drawn."""

    name = forms.CharField(label=_("Name of the round"), max_length=40)
    lanes = forms.IntegerField(label=_("How many start at a time"), min_value=1, max_value=50, initial=1)
    go_on = forms.IntegerField(
        label=_("How many go on to the next round"), min_value=1, max_value=3000, required=False,
        help_text=_("Empty for the last round."),
    )  # fmt: skip
    session = forms.ModelChoiceField(Session.objects.none(), label=_("At which meeting"), required=False)
    minutes = forms.IntegerField(
        label=_("Minutes from one start to the next"), min_value=0, max_value=240, initial=5
    )

    def __init__(self, *args: Any, sessions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = sessions  # type: ignore[attr-defined]


class MarkForm(forms.Form):
    """A number for a start; a correction asks why."""

    value = HundredthsField(label=_("Points or time"))
    reason = forms.CharField(label=_("Why it is corrected"), max_length=200, required=False)


class JudgeForm(forms.Form):
    """Who judges."""

    person = PickField(Person.objects.all(), kind="person", describe=person_label, label=_("Who judges"))


class CeremonyForm(forms.Form):
    """What is celebrated."""

    kind = forms.ChoiceField(label=_("What is celebrated?"), choices=CeremonyKind.choices)
    customs = forms.CharField(
        label=_("What is kept simple, what is given up"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class PartForm(forms.Form):
    """A part in a ceremony."""

    role = forms.CharField(label=_("Part"), max_length=30, help_text=_("For example host, witness, speaker."))
    name = forms.CharField(label=_("Who has the part"), max_length=40)


class PointsForm(forms.Form):
    """The order of events, one a line with its minutes."""

    points = forms.CharField(
        label=_("Order of events"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One a line: what happens, a space, and the minutes."),
    )  # fmt: skip

    def clean_points(self) -> list[tuple[str, int]]:
        """The lines as (what, minutes)."""
        found = []
        for number, line in enumerate(filter(str.strip, self.cleaned_data["points"].splitlines()), 1):
            what, _space, minutes = line.strip().rpartition(" ")
            if not what.strip() or not minutes.isdigit():
                raise forms.ValidationError(
                    gettext("Line %(number)s: write what happens, a space, and the minutes."),
                    params={"number": number},
                )
            found.append((what.strip(), int(minutes)))
        return found


class GuestForm(forms.Form):
    """Somebody who is invited."""

    name = forms.CharField(label=_("Name"), max_length=40)
    people = forms.IntegerField(label=_("How many people"), min_value=1, max_value=50, initial=1)


class GuestNoteForm(forms.Form):
    """What a guest answered, and how many came."""

    answer = forms.CharField(max_length=7)
    came = forms.IntegerField(label=_("How many came"), min_value=0, max_value=500, required=False)
