"""Filters of the pages that mix domains."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.kernel import worklist
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.audit import LookPurpose
from shijian.kernel.forms import LookForm
from shijian.kernel.photos import PhotoField
from shijian.units.enums import UnitKind
from shijian.web import audit_words, reach, sight, trail


class TodoFilter(forms.Form):
    """What of the work list to show, kept in the address."""

    kind = forms.ChoiceField(label=_("What"), required=False)
    overdue = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(each.kind, each.label) for each in worklist.sources_of(actor)]
        self.fields["kind"].choices = [("", _("All")), *kinds]  # type: ignore[attr-defined]

    @property
    def asked(self) -> dict[str, Any]:
        """The clean filters; what is no filter asks for nothing."""
        values = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return {"kind": values.get("kind", ""), "overdue": values.get("overdue", False)}


class PictureForm(forms.Form):
    """A picture of a unit or team."""

    file = PhotoField(label=_("Photo"), error_messages={"required": _("Take or choose a photo.")})
    words = forms.CharField(
        label=_("What can be seen?"),
        max_length=120,
        help_text=_("For those who cannot see it. Show people at work; ask whoever can be recognised first."),
    )


class TrailFilter(forms.Form):
    """What to look for in the audit trail, kept in the address; a name is sealed there."""

    q = forms.CharField(
        label=_("Who"), max_length=60, required=False, help_text=_("Who did it, or whose data it was.")
    )
    deed = forms.ChoiceField(label=_("What"), required=False)
    kind = forms.ChoiceField(label=_("On what"), required=False)
    unit = forms.ChoiceField(label=_("Unit and below"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    channel = forms.ChoiceField(label=_("How"), required=False)
    purpose = forms.ChoiceField(
        label=_("For what purpose"), choices=[("", _("All")), *LookPurpose.choices], required=False
    )
    success = forms.ChoiceField(
        label=_("How it ended"),
        choices=[("", _("All")), ("yes", _("It was done")), ("no", _("It was refused"))],
        required=False,
    )
    looks = forms.BooleanField(label=_("Only looks at protected data"), required=False)
    id = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    person = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in (
            ("deed", audit_words.DEEDS),
            ("kind", audit_words.KINDS),
            ("channel", audit_words.CHANNELS),
        ):
            choices = sorted(((code, str(label)) for code, label in words.items()), key=lambda pair: pair[1])
            self.fields[name].choices = [("", _("All")), *choices]  # type: ignore[attr-defined]
        units = reach.units(actor, Permission.AUDIT_VIEW).exclude(kind=UnitKind.STATION).order_by("path")
        choices = [(unit.path, unit.name) for unit in units[: reach.SHOWN]]
        self.fields["unit"].choices = [("", _("All")), *choices]  # type: ignore[attr-defined]

    @property
    def asked(self) -> trail.Asked:
        """The clean filters; what is no filter asks for nothing."""
        values = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return trail.Asked(**{name: value for name, value in values.items() if value})

    @property
    def in_words(self) -> str:
        """What is looked for, in the words of the choices; empty without filters."""
        values = self.cleaned_data if self.is_bound and self.is_valid() else {}
        shown = (field for field in self.visible_fields() if values.get(field.name))
        return " · ".join(self._said(field, values[field.name]) for field in shown)

    @staticmethod
    def _said(field: forms.BoundField, value: Any) -> str:
        if value is True:
            return str(field.label)
        words = dict(getattr(field.field, "choices", ()))
        return str(words.get(value, value))


class TrailExportForm(LookForm):
    """In what form, and for what."""

    form = forms.ChoiceField(
        label=_("Kind of file"),
        choices=[("xlsx", _("Workbook")), ("csv", "CSV"), ("jsonl", "JSON Lines")],
        widget=forms.RadioSelect,
        initial="xlsx",
    )


class SightForm(forms.Form):
    """Which record somebody asks about: its kind with its number."""

    kind = forms.ChoiceField(label=_("Kind of record"))
    number = forms.CharField(
        label=_("Number of the record"),
        max_length=20,
        help_text=_("Of an order or a volunteer as it is printed; of other records as in the audit trail."),
        error_messages={"required": _("Enter the number of the record.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(name, kind.label) for name, kind in sight.KINDS.items()]  # type: ignore[attr-defined]

    def clean_number(self) -> str:
        """Kinds without a number of their own are found by their key, a whole number."""
        number: str = self.cleaned_data["number"].strip()
        kind = sight.KINDS.get(self.cleaned_data.get("kind", ""))
        if (
            kind is not None
            and kind.key == "pk"
            and not (number.isascii() and number.isdigit() and len(number) < 19)
        ):
            raise forms.ValidationError(_("This is not a number."))
        return number

    def lookup(self) -> dict[str, str]:
        """The filter for the record."""
        return {sight.KINDS[self.cleaned_data["kind"]].key: self.cleaned_data["number"]}

    def say_nothing_found(self) -> None:
        """Say that there is no such record within reach."""
        if self.is_bound and not self.errors:
            self.add_error("number", _("There is no such record in your area."))
