"""Logging in, signing up, accepting an invitation, changing a password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.people import passwords


def _password(label: Any, *, new: bool, **kwargs: Any) -> forms.CharField:
    attributes = {"autocomplete": "new-password" if new else "current-password"}
    widget = forms.PasswordInput(attrs=attributes)
    return forms.CharField(label=label, max_length=128, strip=False, widget=widget, **kwargs)


def _phone(label: Any, **kwargs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})
    return forms.CharField(label=label, max_length=30, widget=widget, **kwargs)


class LoginForm(forms.Form):
    """Phone number or login name, and the password."""

    name = forms.CharField(
        label=_("Phone number or login name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password = _password(_("Password"), new=False)


class SignUpForm(forms.Form):
    """What a resident says of himself; the village was chosen before."""

    name = forms.CharField(
        label=_("Your name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = _phone(
        _("Mobile phone"), help_text=_("You log in with this number, and helpers phone you on it.")
    )
    password = _password(_("Choose a password"), new=True)
    consent = forms.BooleanField(
        label=_("Keep my name, phone number and village to arrange help for me"),
        help_text=_("You can withdraw this at any time."),
        error_messages={"required": _("Without this we cannot keep an account for you.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = passwords.hint()


class NewPasswordForm(forms.Form):
    """A password, typed twice."""

    password = _password(_("Choose a password"), new=True)
    again = _password(_("The same password again"), new=True)

    def __init__(self, *args: Any, office: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = passwords.hint(office=office)

    def clean(self) -> dict[str, Any]:
        """Both must be equal."""
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("The two passwords differ."))
        return data


class InvitationForm(NewPasswordForm):
    """A login name and a password for a new account."""

    login_name = forms.CharField(
        label=_("Login name"),
        max_length=40,
        help_text=_("3 to 40 letters a to z, digits, dots or dashes. Your phone number logs you in as well."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    field_order = ("login_name", "password", "again")


class ChangePasswordForm(NewPasswordForm):
    """The old password and a new one."""

    old = _password(_("Present password"), new=False)
    field_order = ("old", "password", "again")


class ResetForm(forms.Form):
    """Why somebody needs a new password."""

    reason = forms.CharField(
        label=_("Why, and how do you know that it is this person?"),
        max_length=200,
        help_text=_("Such as: forgot it, stands in front of me with the identity card"),
        error_messages={"required": _("Say in a few words why, and how you know that it is this person.")},
    )


class SlipForm(forms.Form):
    """The code of a printed slip."""

    code = forms.CharField(
        label=_("The code on the slip"),
        max_length=40,
        help_text=_("16 letters and digits. Small or capital letters, with or without dashes."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class CodePhoneForm(forms.Form):
    """The number to which a code goes."""

    phone = _phone(_("Mobile phone"))


class CodeForm(forms.Form):
    """The code of a text message."""

    code = forms.CharField(
        label=_("The six digits of the message"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
