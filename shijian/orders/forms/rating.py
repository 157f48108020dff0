"""Forms of rating and what follows."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.orders.enums import FollowUp
from shijian.orders.models import Channels

FACES = [
    ("1", _("Very unhappy")),
    ("2", _("Unhappy")),
    ("3", _("So-so")),
    ("4", _("Happy")),
    ("5", _("Very happy")),
]
BY_PROXY = [(c.value, c.label) for c in (Channels.PHONE, Channels.DOOR, Channels.PAPER)]


class RateForm(forms.Form):
    """Five faces and a line."""

    stars = forms.TypedChoiceField(
        label=_("How was it?"), choices=FACES, coerce=int, widget=forms.RadioSelect
    )
    words = forms.CharField(label=_("Anything to add?"), max_length=500, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["stars"].template_name = "components/forms/rating.html"  # type: ignore[attr-defined]


class ProxyRateForm(RateForm):
    """The same, taken down by an officer."""

    channel = forms.ChoiceField(
        label=_("How did the resident tell you?"), choices=BY_PROXY, widget=forms.RadioSelect
    )


class ReplyForm(forms.Form):
    """A reply to a rating."""

    words = forms.CharField(label=_("Reply"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class FollowUpForm(forms.Form):
    """What became of a bad rating."""

    outcome = forms.ChoiceField(
        label=_("What did you do?"),
        choices=[(FollowUp.EXPLAINED.value, FollowUp.EXPLAINED.label), ("reopened", _("Serve it again"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Note"), max_length=500)
