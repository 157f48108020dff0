"""Why a single sign-on was refused; `reason` is a code for the audit, the sentence is for the person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shijian.kernel.errors import ShijianError

ASK = _(
    "This login could not be checked, so nobody was logged in. Try once more, or log in with your password."
)
SENTENCES = {
    "away": _(
        "The other platform does not answer. Try again in a few minutes, or log in with your password."
    ),
    "declined": _("You did not agree on the other platform. Nobody was logged in and nothing was linked."),
    "state": _("This login was begun elsewhere or too long ago. Please begin it again on this page's login."),
    "unknown": _(
        "No account is linked with this login yet. Log in with your password first, then link it under My security."
    ),
}


class SsoRefused(ShijianError):
    """A single sign-on that does not hold; `reason` names what was wrong and holds nothing of the person."""

    code = "sso-refused"
    status = 403

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(SENTENCES.get(reason, ASK))
