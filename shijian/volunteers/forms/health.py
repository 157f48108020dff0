"""What should not be asked of a volunteer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.kernel.forms import TickCards
from shijian.volunteers.enums import Strain


class HealthForm(forms.Form):
    """A few things to tick and, where none stands, a consent of its own that nobody ticks for the person."""

    strains = TickCards(
        label=_("Which of these should not be asked for?"),
        help_text=_(
            "Tick nothing if nothing of it is too much. Illnesses are not asked; nobody wants to know why."
        ),
        choices=Strain.choices,
    )
    consents_to_it = forms.BooleanField(
        label=_("I agree that these answers are kept, only so that unsuitable work is not offered."),
        help_text=_("This is about health, so it is asked by itself. Saying no costs nothing."),
        error_messages={"required": _("Without your consent the answers cannot be kept.")},
    )

    def __init__(self, *args: Any, is_asked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_asked:
            del self.fields["consents_to_it"]

    @property
    def answers(self) -> dict[str, Any]:
        """The answers as the operation takes them."""
        data = self.cleaned_data
        return {"strains": data["strains"], "consents_to_it": data.get("consents_to_it", False)}
