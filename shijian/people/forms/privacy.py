"""Requests about one's own data, notices, assessments, incidents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.kernel import clock, purposes
from shijian.kernel.purposes import Basis
from shijian.people.enums import Cause, Part, Purpose, RefusalGround, Told
from shijian.people.forms.persons import PersonForm
from shijian.people.operations.requests import DELETABLE

MOMENT = "%Y-%m-%dT%H:%M"


def _text(label: Any, longest: int, *, rows: int = 4, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, initial=clock.today, **kwargs)


def _moment(label: Any, **kwargs: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"})
    return forms.DateTimeField(label=label, widget=widget, input_formats=[MOMENT], **kwargs)


def _several(label: Any, choices: Any, **kwargs: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, widget=forms.CheckboxSelectMultiple, **kwargs
    )


class OnPaper(forms.Form):
    """What staff add who write a request down for somebody."""

    evidence = forms.CharField(
        label=_("Where is the signed sheet kept?"),
        max_length=200,
        help_text=_(
            "Compare the name with the document; somebody who acts for another shows a written authority."
        ),
    )


class CopyForm(forms.Form):
    """How staff know that the person asked for the copy."""

    purpose = forms.CharField(max_length=200)


class CorrectionForm(PersonForm):
    """Which data is wrong, and what is right; what stays empty stays as it is."""

    phone = None  # type: ignore[assignment]
    address = None  # type: ignore[assignment]
    words = _text(_("What else should we know?"), 500, required=False, rows=3)
    field_order: tuple[str, ...] = (
        "name",
        "sex",
        "birth_date",
        "document_type",
        "document_number",
        "ethnicity",
        "words",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False
        self.fields["sex"].choices = [("", "—"), *self.fields["sex"].choices]  # type: ignore[attr-defined]
        self.fields["sex"].initial = ""

    def clean_sex(self) -> Any:
        """ "" for no wish."""
        return self.cleaned_data["sex"] and int(self.cleaned_data["sex"])

    def wish(self) -> dict[str, Any]:
        """The fields that were filled in."""
        values = {
            name: value for name, value in self.cleaned_data.items() if name not in ("words", "evidence")
        }
        return {name: value for name, value in values.items() if value not in ("", None)}


class DeletionForm(forms.Form):
    """Which parts shall go."""

    parts = _several(
        _("What shall be deleted?"),
        [(part.value, part.label) for part in DELETABLE],
        error_messages={"required": _("Choose what shall be deleted.")},
    )
    words = _text(_("What else should we know?"), 500, required=False, rows=3)


class ClosureForm(forms.Form):
    """The account shall be closed."""

    words = _text(_("What else should we know?"), 500, required=False, rows=3)


class PaperCorrectionForm(CorrectionForm, OnPaper):
    """A correction that somebody asks for on paper."""

    field_order = (*CorrectionForm.field_order, "evidence")


class PaperDeletionForm(DeletionForm, OnPaper):
    """A deletion that somebody asks for on paper."""


class PaperClosureForm(ClosureForm, OnPaper):
    """A closure that somebody asks for on paper."""


class GrantForm(forms.Form):
    """What the person reads when it is done."""

    answer = _text(_("What shall the person read?"), 500, required=False, rows=3)


class RefusalForm(forms.Form):
    """Why not."""

    ground = forms.ChoiceField(
        label=_("Legal ground"), choices=RefusalGround.choices, widget=forms.RadioSelect
    )
    answer = _text(_("The reason, as the person will read it"), 500)


class NoticeForm(forms.Form):
    """The next version of the notice."""

    text = _text(
        _("Text in Chinese"), 20000, rows=16, help_text=_("A line that begins with ## is a heading.")
    )
    english = _text(_("Text in English"), 20000, required=False, rows=8)
    changes = forms.CharField(label=_("What is new?"), max_length=300)
    valid_from = _day(_("In force from"))
    renews = _several(
        _("Which consents are asked for again?"),
        Purpose.choices,
        required=False,
        help_text=_("Only where something changes that the person agreed to."),
    )

    def texts(self) -> dict[str, str]:
        """The text by language."""
        found = {"zh-hans": self.cleaned_data["text"], "en": self.cleaned_data["english"]}
        return {language: text for language, text in found.items() if text}


class PurposeDecisionForm(forms.Form):
    """Basis and term of one purpose."""

    basis = forms.ChoiceField(label=_("Legal basis"), choices=Basis.choices, widget=forms.RadioSelect)
    months = forms.IntegerField(label=_("Kept for so many months"), min_value=0, max_value=1200)
    valid_from = _day(_("In force from"))
    document_no = forms.CharField(label=_("Number of the document that decides it"), max_length=80)


class AssessmentForm(forms.Form):
    """An impact assessment."""

    title = forms.CharField(label=_("What is assessed"), max_length=120)
    causes = _several(_("Why it is needed"), Cause.choices)
    purpose_keys = _several(_("Purposes"), (), required=False)
    necessity = _text(_("Is it lawful, just and necessary?"), 2000)
    risks = _text(_("What it does to people, and the risks"), 2000)
    measures = _text(_("How people are protected"), 2000)
    outcome = forms.CharField(label=_("Outcome"), max_length=300)
    made_on = _day(_("Assessed on"))
    document_no = forms.CharField(label=_("Number of the decision"), max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(key, purpose.label) for key, purpose in purposes.PURPOSES.items()]
        self.fields["purpose_keys"].choices = choices  # type: ignore[attr-defined]


class IncidentForm(forms.Form):
    """What happened."""

    title = forms.CharField(
        label=_("What went wrong"), max_length=120, help_text=_("Without names or numbers of persons.")
    )
    kinds = forms.CharField(label=_("Which data"), max_length=200)
    noticed_at = _moment(_("Noticed at"), help_text=_("From this moment the time to report runs."))
    happened_at = _moment(_("Happened at"), required=False)
    cause = _text(_("Cause, as far as it is known"), 1000, required=False, rows=3)
    harm = _text(_("Possible harm"), 1000, required=False, rows=3)
    persons = forms.IntegerField(label=_("How many persons"), min_value=0, required=False)
    has_minors = forms.BooleanField(label=_("Minors are among them"), required=False)


class ReportForm(forms.Form):
    """Who was told."""

    told = forms.ChoiceField(label=_("Who was told"), choices=Told.choices, widget=forms.RadioSelect)
    whom = forms.CharField(label=_("Name of the office, or who they are"), max_length=120)
    how = forms.CharField(label=_("How, and what they were told"), max_length=300)
    at = _moment(_("When"))


class RemedyForm(forms.Form):
    """How it ended."""

    remedy = _text(_("What was done, and what keeps it from happening again"), 2000)


PARTS = {part.value: part.label for part in Part}
