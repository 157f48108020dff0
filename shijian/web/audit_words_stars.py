"""The audit trail in words: what stars, commendations and targets add."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DEEDS: dict[str, str | Promise] = {
    "commendation.confirm": _("Confirmed a commendation"),
    "commendation.enter": _("Entered a commendation"),
    "commendation.refuse": _("Did not confirm a commendation"),
    "commendation.remind": _("Reminded of a commendation that is late"),
    "commendation.revoke": _("Revoked a commendation"),
    "commendation.withdraw": _("A commendation was taken back"),
    "statement.make-for": _("Made a statement for an appraisal on a signed paper"),
    "target.approve": _("Approved a target"),
    "target.refuse": _("Did not approve a target"),
    "target.set": _("Set a target"),
    "star.ask": _("A star was asked for"),
    "star.bar": _("Decided that there is no new star for a time"),
    "star.check": _("Checked a star"),
    "star.confirm": _("Recorded that the authority granted a star"),
    "star.decide": _("Put a star before the public"),
    "star.forward": _("A star was put forward to its authority"),
    "star.grant": _("A star was granted after its publicity"),
    "star.lift-bar": _("Lifted a time without a new star after an appeal"),
    "star.keep": _("Kept a star although hours dropped"),
    "star.overturn": _("A star was not granted after an objection"),
    "star.question": _("A star is looked at again because hours dropped"),
    "star.refuse": _("Refused a star"),
    "star.restore": _("Gave a star back after an appeal"),
    "star.return": _("A star went back to the decision because hours are missing"),
    "star.settle": _("The hours of a star are complete again"),
    "star.take-back": _("The wish for a star was taken back"),
    "star.withdraw": _("Withdrew a star"),
    "star-appeal.make": _("Appealed against a decision about stars"),
    "star-objection.make": _("Objected to a star"),
    "star-objection.reject": _("Did not uphold what was said about a star"),
    "star-objection.settle": _("Ended what was said about a star that is not granted any more"),
    "star-objection.uphold": _("Upheld what was said about a star"),
    "star-objection.withdraw": _("Took back what was said about a star"),
}
KINDS: dict[str, str | Promise] = {
    "assessment.target": _("Target"),
    "records.commendation": _("Commendation"),
    "records.star": _("Star"),
    "records.starbar": _("Time without a new star"),
    "records.starobjection": _("Objection or appeal about a star"),
}
