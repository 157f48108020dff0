"""Why a column stays. One of a few sentences, so that an officer can read and judge them."""

from django.utils.translation import gettext_lazy as _

PROOF = _("It proves what was done, for as long as the law asks, without the words of a person.")
FIGURES = _("It is counted in figures and says nothing about a person by itself.")
LINK = _("It only says which rows belong together; the name goes with the person.")
WITH_ACCOUNT = _("It goes at once when the account is closed.")
WITH_PERSON = _("It goes with the person: at the closure of the account, or when no law keeps it any more.")
APPEND_ONLY = _("The law asks for a record that nobody can change or delete.")
OFFICIAL = _("It is a paper of the office about its own work, not about a resident.")
