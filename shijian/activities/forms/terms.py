"""One drawer of each scheme in use: the fields of every form that files something."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.activities.models import Scheme, Term
from shijian.activities.queries import schemes

PREFIX = "scheme_"
NO_SUCH = {"invalid_choice": _("This drawer cannot be chosen. Please choose another one.")}


class TermsMixin(forms.Form):
    """A form with one select for each scheme in use; `chosen_terms()` gives the drawers after `is_valid()`.

    `terms` are the drawers as they stand: one that was closed meanwhile stays choosable there.
    """

    def __init__(self, *args: Any, terms: Iterable[Term] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = {term.scheme_id: term for term in terms}
        self._drawers: dict[str, Term] = {}
        for scheme in schemes.in_use():
            self._add(scheme, standing.get(scheme.pk))

    def _add(self, scheme: Scheme, now: Term | None) -> None:
        choices = [("", "—")]
        for term, label in schemes.choosable(scheme, now):
            choices.append((str(term.pk), label))
            self._drawers[str(term.pk)] = term
        self.fields[f"{PREFIX}{scheme.pk}"] = forms.ChoiceField(
            label=scheme.name,
            choices=choices,
            required=False,
            initial=str(now.pk) if now else "",
            error_messages=NO_SUCH,
        )

    def chosen_terms(self) -> list[Term]:
        """The chosen drawers, one of each scheme at most."""
        keys = (value for name, value in self.cleaned_data.items() if name.startswith(PREFIX))
        return [self._drawers[key] for key in keys if key]
