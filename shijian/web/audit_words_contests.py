"""Words of the audit trail for contests, ceremonies and archives."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = dict[str, str | Promise]
DEEDS: Words = {
    "activity.archive": _("Closed an archive"),
    "activity.budget": _("Said how much is planned for an activity"),
    "activity.budget-drop": _("Took a planned amount away"),
    "activity.cost": _("Entered a cost"),
    "activity.cost-drop": _("Took a cost away"),
    "activity.coverage": _("Entered a report in the news"),
    "activity.coverage-drop": _("Took a report in the news away"),
    "activity.photo": _("Added a photo to an archive"),
    "activity.photo-drop": _("Took a photo out of an archive"),
    "activity.photo-show": _("Decided whether the public sees a photo"),
    "activity.results": _("Wrote what came of an activity"),
    "ceremony.guest": _("Invited a guest"),
    "ceremony.guest-note": _("Noted what a guest answered"),
    "ceremony.part": _("Gave a part in a ceremony"),
    "ceremony.part-drop": _("Took a part in a ceremony away"),
    "ceremony.points": _("Wrote the order of a ceremony"),
    "ceremony.set-up": _("Prepared a ceremony"),
    "certificate.issue": _("Issued a certificate"),
    "certificate.revoke": _("Revoked a certificate"),
    "contest.close-round": _("Closed a round of a contest"),
    "contest.draw": _("Drew who starts when"),
    "contest.enter": _("Entered a contest"),
    "contest.judge": _("Asked somebody to judge"),
    "contest.judge-end": _("Ended somebody's judging"),
    "contest.mark": _("Gave points or entered a time"),
    "contest.publish": _("Published the results of a contest"),
    "contest.set-up": _("Decided how a contest is held"),
    "contest.status": _("Noted what became of a start"),
    "contest.take-out": _("Took an entry out of a contest"),
    "contest.withdraw": _("Took an entry back"),
}
KINDS: Words = {
    "activities.activityphoto": _("Photo of an activity"),
    "activities.budget": _("Planned amount of an activity"),
    "activities.ceremony": _("Ceremony"),
    "activities.ceremonypart": _("Part in a ceremony"),
    "activities.contest": _("Contest"),
    "activities.cost": _("Cost of an activity"),
    "activities.coverage": _("Report in the news"),
    "activities.entry": _("Entry in a contest"),
    "activities.guest": _("Guest of a ceremony"),
    "activities.judge": _("Judge"),
    "activities.mark": _("Points or time"),
    "activities.round": _("Round of a contest"),
    "activities.start": _("Start in a contest"),
    "records.certificate": _("Certificate"),
}
