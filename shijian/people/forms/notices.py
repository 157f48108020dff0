"""The rules for children as a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.people.queries.minors.notices import PARTS


class NoticeForm(forms.Form):
    """One answer for each question, and who is in charge."""

    contact_name = forms.CharField(label=_("Who is in charge of children's data?"), max_length=60)
    contact_phone = forms.CharField(
        label=_("Phone of that person"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    document_no = forms.CharField(label=_("Number of the document that decides it"), max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, label in PARTS.items():
            area = forms.Textarea(attrs={"rows": 3})
            self.fields[key] = forms.CharField(label=str(label), max_length=2000, widget=area)
        self.order_fields([*PARTS, "contact_name", "contact_phone", "document_no"])
