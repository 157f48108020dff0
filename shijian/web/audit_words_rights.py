"""The audit trail in words: what volunteers' rights add."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DEEDS: dict[str, str | Promise] = {
    "agreement.decline": _("Declined an agreement"),
    "agreement.end": _("Ended an agreement"),
    "agreement.offer": _("Offered an agreement"),
    "agreement.sign": _("Signed an agreement"),
    "agreement.text": _("Published the text of agreements"),
    "objection.make": _("Objected to a service record"),
    "objection.reject": _("Did not uphold an objection to a service record"),
    "objection.remind": _("Reminded of a late objection to a service record"),
    "objection.settle": _("An objection was settled because the record is void"),
    "objection.uphold": _("Upheld an objection to a service record"),
    "objection.withdraw": _("An objection to a service record was taken back"),
    "signal.clear": _("Cleared a signal about service records"),
    "signal.confirm": _("Confirmed a signal about service records"),
    "signal.notice": _("Noticed something odd about service records"),
    "signal.take": _("Began to look into a signal about service records"),
    "top-up.approve": _("Approved a missing service record"),
    "top-up.ask": _("Asked for a missing service record"),
    "top-up.refuse": _("Refused a missing service record"),
    "top-up.remind": _("Reminded of a late wish for a missing service record"),
    "top-up.withdraw": _("A wish for a missing service record was taken back"),
    "complaint.escalate": _("A late complaint went to the level above"),
    "complaint.remind": _("Reminded of a late complaint"),
    "health.declare": _("Said which work does not suit"),
    "health.delete": _("Deleted what was said about unsuitable work"),
    "insurance.end": _("Ended a group insurance earlier"),
    "insurance.group": _("Entered a group insurance"),
    "insurance.name": _("Named or struck volunteers in a group insurance"),
    "insurance.order": _("Entered the insurance of an order"),
    "order.command": _("Named the body in command of an emergency"),
    "team.community-consent": _("Noted the consent of a community"),
    "team.community-consent-end": _("Ended the consent of a community"),
    "team.standing": _("Noted what a team is before the law"),
    "training.confirm": _("Confirmed a training"),
    "training.enter": _("Entered a training"),
    "training.kind-add": _("Added a kind of training"),
    "training.kind-change": _("Changed a kind of training"),
    "training.void": _("Took a training out of the count"),
}
KINDS: dict[str, str | Promise] = {
    "volunteers.agreement": _("Agreement"),
    "volunteers.agreementtext": _("Text of agreements"),
    "volunteers.groupinsurance": _("Group insurance"),
    "volunteers.training": _("Training"),
    "volunteers.trainingkind": _("Kind of training"),
}
