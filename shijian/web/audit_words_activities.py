"""Words of the audit trail for what is done around activities."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = dict[str, str | Promise]
DEEDS: Words = {
    "activity.absent": _("Noted that somebody did not come"),
    "activity.absent-undone": _("Took back that somebody did not come"),
    "activity.accept-place": _("Took an offered place"),
    "activity.approve": _("Approved an activity"),
    "activity.block": _("Took places for a team"),
    "activity.cancel": _("Called an activity off"),
    "activity.capacity": _("Changed the number of places"),
    "activity.change": _("Changed an activity"),
    "activity.copy": _("Copied an activity"),
    "activity.decline-place": _("Gave an offered place back"),
    "activity.end-double": _("Ended a doubled sign-up"),
    "activity.kept-out": _("Ended a sign-up because of a higher risk"),
    "activity.end": _("An activity was over"),
    "activity.export": _("Took a list of sign-ups along"),
    "activity.hosts": _("Said who carries an activity together"),
    "activity.look": _("Read the phone numbers of those who signed up"),
    "activity.name-member": _("Named who comes for the team"),
    "activity.opening": _("Added places to an activity"),
    "activity.opening-drop": _("Took places of an activity away"),
    "activity.places": _("Said where an activity happens"),
    "activity.prepare": _("Began an activity"),
    "activity.publish": _("Published an activity"),
    "activity.read-risk": _("Read the risks of an activity"),
    "activity.remove": _("Ended the sign-up of somebody"),
    "activity.return": _("Gave an activity back"),
    "activity.rule": _("Made a series"),
    "activity.series-end": _("Ended a series"),
    "activity.session": _("Added a meeting"),
    "activity.session-cancel": _("Called a meeting off"),
    "activity.session-move": _("Moved a meeting"),
    "activity.sign-up": _("Signed up for an activity"),
    "activity.sign-up-guest": _("Took in a guest"),
    "activity.standing": _("Signed up for every time"),
    "activity.standing-end": _("Ended a sign-up for every time"),
    "activity.start": _("An activity began"),
    "activity.submit": _("Handed an activity in for approval"),
    "activity.swap": _("Looked for a substitute"),
    "activity.swap-off": _("Stopped looking for a substitute"),
    "activity.take-over": _("Came instead of somebody"),
    "activity.withdraw": _("Took a sign-up back"),
}
KINDS: Words = {
    "activities.activity": _("Activity"),
    "activities.opening": _("Places of an activity"),
    "activities.session": _("Meeting of an activity"),
    "activities.signup": _("Sign-up"),
    "activities.standing": _("Sign-up for every time"),
    "activities.swaprequest": _("Search for a substitute"),
}
