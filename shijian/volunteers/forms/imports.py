"""Forms of imports and exports of rolls."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor, Permission
from shijian.kernel.forms import IdempotentForm, LookForm
from shijian.volunteers.forms.fields import UnitField
from shijian.volunteers.imports.enums import CHOICES, Choice, Match

ACCEPT = ".xlsx,.xlsm,.xls,.et,.csv"


class UploadForm(IdempotentForm):
    """A roll, and where its volunteers belong when a row does not say."""

    unit = UnitField(label=_("Unit"), help_text=_("Rows that name no village or unit go here."))
    file = forms.FileField(
        label=_("Roll (Excel or WPS)"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("Any column names; at most 20 MB."),
        error_messages={"required": _("Choose the file of the roll.")},
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reach(self, actor, Permission.VOLUNTEER_IMPORT)


class StartForm(forms.Form):
    """What becomes of duplicates, and where the signed forms are."""

    evidence = forms.CharField(
        label=_("Where are the registration forms that the volunteers signed?"),
        help_text=_(
            "With signed forms adults are active at once; without, each one confirms the entry first."
        ),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, matches: list[Match], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for match in matches:
            choices = [(each.value, Choice(each).label) for each in CHOICES[match]]
            self.fields[match.value] = forms.ChoiceField(
                label=match.label, choices=choices, initial=choices[0][0], widget=forms.RadioSelect
            )
        self.order_fields([*(match.value for match in matches), "evidence"])

    @property
    def choices(self) -> dict[str, str]:
        """Give {match: choice}."""
        return {name: value for name, value in self.cleaned_data.items() if name != "evidence"}


class ExportForm(LookForm):
    """Whose roll, how much of it, and for what."""

    unit = UnitField(label=_("Unit"), help_text=_("With everything below it."))
    full = forms.BooleanField(
        label=_("With whole identity and phone numbers"),
        help_text=_("Otherwise they are masked."),
        required=False,
    )
    field_order = ("unit", "full", "purpose", "note")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reach(self, actor, Permission.VOLUNTEER_VIEW)


def _reach(form: forms.Form, actor: Actor, permission: Permission) -> None:
    field = form.fields["unit"]
    assert isinstance(field, UnitField)  # noqa: S101 - declared above
    field.reach(actor, permission)
    field.initial = field.queryset.first()
