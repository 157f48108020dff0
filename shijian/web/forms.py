"""Filters of the pages that mix domains."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.kernel import worklist
from shijian.kernel.actor import Actor
from shijian.kernel.photos import PhotoField


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
