"""Input for voiding and reissuing a record."""

from django import forms
from django.utils.translation import gettext_lazy as _


class VoidForm(forms.Form):
    """Why a record is void."""

    reason = forms.CharField(label=_("Why is this record void?"), max_length=200)


class ReissueForm(VoidForm):
    """The right times of a record that is written anew."""

    started_at = forms.DateTimeField(
        label=_("Service began"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    ended_at = forms.DateTimeField(
        label=_("Service ended"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    field_order = ("started_at", "ended_at", "reason")
