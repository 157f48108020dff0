"""Input for older hours: the table, handing it in, the decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor, Permission
from shijian.kernel.forms import IdempotentForm
from shijian.kernel.photos import PhotoField
from shijian.kernel.pickers import PickField, unit_label
from shijian.kernel.tables.choosing import SheetForm
from shijian.kernel.tables.headings import LOOK
from shijian.records.enums import Recipient
from shijian.records.forms.topups import ApproveForm
from shijian.units.models import Unit

MOST = 1000


class UploadForm(IdempotentForm):
    """Whose hours, from where, for whom, and the table."""

    unit = PickField(
        Unit.objects.none(), kind="unit", describe=unit_label, label=_("Unit"),
        help_text=_("The records will belong to it and go before its public."),
    )  # fmt: skip
    system = forms.CharField(
        label=_("Where do the hours come from?"), max_length=60,
        help_text=_("The name of the roll or of the other system; a column for it goes before this."),
    )  # fmt: skip
    recipient = forms.ChoiceField(label=_("For whom?"), choices=Recipient.choices, initial=Recipient.PUBLIC)
    file = forms.FileField(
        label=_("Table (Excel, WPS or CSV)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.et,.csv"}),
        help_text=_("The file is kept only until it is known what its columns hold."),
    )
    choose = forms.BooleanField(
        label=_("I say myself what each column holds"), required=False,
        help_text=_("You are asked anyway where headings are not known."),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.active().filter(actor.within(Permission.SERVICE_RECORD)).select_related("parent")
        field = self.fields["unit"]
        assert isinstance(field, PickField)  # noqa: S101 - declared above
        field.narrow(units.order_by("path"), Permission.SERVICE_RECORD)
        field.initial = field.queryset.first()


class HeadingForm(SheetForm):
    """Where the headings are."""

    row = forms.IntegerField(
        label=_("Row of the headings"), min_value=1, max_value=LOOK, required=False,
        help_text=_("Leave it empty to have it looked for."),
    )  # fmt: skip


class HandInForm(forms.Form):
    """Why the hours are brought, and what proves them."""

    reason = forms.CharField(
        label=_("Why are these hours brought?"), max_length=MOST, widget=forms.Textarea(attrs={"rows": 3})
    )
    document = forms.CharField(
        label=_("Number of the paper that proves them"), max_length=100, required=False,
        help_text=_("Or add a photo below; one of the two is needed."),
    )  # fmt: skip
    photo = PhotoField(label=_("Photo or scan of the signed roll"), required=False)


class RefuseForm(forms.Form):
    """Why it is refused."""

    answer = forms.CharField(
        label=_("Reason"), max_length=MOST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who brought the table reads exactly this."),
    )  # fmt: skip


class VoidForm(forms.Form):
    """Why all of its records are void."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Every volunteer of the table reads exactly this.")
    )


FORMS: dict[str, type[forms.Form]] = {
    "hand-in": HandInForm, "approve": ApproveForm, "refuse": RefuseForm, "void": VoidForm, "withdraw": forms.Form,
}  # fmt: skip
