"""Forms of certificates of a contest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shijian.activities.queries.certificates import Group


class IssueForm(forms.Form):
    """Of which prizes certificates are issued; at first of all that are left."""

    honours = forms.MultipleChoiceField(label=_("For which prizes?"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, groups: Sequence[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left = [group for group in groups if group.left]
        field = self.fields["honours"]
        field.choices = [(group.honour, _label(group)) for group in left]  # type: ignore[attr-defined]
        field.initial = [group.honour for group in left]

    @property
    def is_needed(self) -> bool:
        """Whether anything is left to issue."""
        return bool(self.fields["honours"].choices)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why a certificate is revoked or issued anew."""

    reason = forms.CharField(
        label=_("Why"), max_length=200, help_text=_("Whoever holds the certificate reads it.")
    )


def _label(group: Group) -> str:
    count = ngettext("%(honour)s (%(n)s certificate)", "%(honour)s (%(n)s certificates)", group.left)
    return count % {"honour": group.honour, "n": group.left}
