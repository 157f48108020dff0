"""The form of the display settings."""

from __future__ import annotations

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shijian.kernel import display
from shijian.kernel.display import AUTO, Display, Edition, Theme

Choices = list[tuple[str, str | Promise]]
SIZE_WORDS = (pgettext_lazy("text size", "Normal"), _("Larger"), _("Large"), _("Very large"), _("Largest"))


def _sizes() -> Choices:
    return [(str(step), word) for step, word in zip(display.SIZES, SIZE_WORDS, strict=True)]


def _languages() -> Choices:
    return [(AUTO, _("As the device is set")), *display.languages().items()]


class DisplayForm(forms.Form):
    """Four questions, each answered already."""

    edition = forms.ChoiceField(
        label=_("Edition"),
        choices=Edition.choices,
        widget=forms.RadioSelect,
        help_text=_("The elder edition has large text, large buttons and fewer things on each page."),
    )
    size = forms.ChoiceField(label=_("Text size"), choices=_sizes, widget=forms.RadioSelect)
    theme = forms.ChoiceField(label=_("Colours"), choices=Theme.choices, widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language"), choices=_languages, widget=forms.RadioSelect)

    @classmethod
    def showing(cls, choice: Display) -> DisplayForm:
        """The form with the choice that holds now."""
        language = choice.language or AUTO
        return cls(
            initial={
                "edition": choice.edition,
                "size": str(choice.size),
                "theme": choice.theme,
                "language": language,
            }
        )
