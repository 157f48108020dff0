"""Steps of activities that need a second person."""

from django.utils.translation import gettext_lazy as _

from shijian.activities import rules
from shijian.kernel import duties

duties.define(
    "activity.approve",
    "activities.operations.approval.approve_activity",
    step=_("Approving an activity"),
    sentence=_(
        "You prepared this activity, handed it in or are in charge of it. Another officer of the area approves it."
    ),
    involved=rules.is_own_activity,
)
duties.define(
    "contest.publish",
    "activities.operations.results.publish_results",
    step=_("Publishing the results of a contest"),
    sentence=_("You judge in this contest or have an entry in it. Another organiser publishes the results."),
    involved=rules.is_in_contest,
)
duties.define(
    "contest.certificate",
    "activities.operations.certificates.reissue_contest_certificate",
    step=_("Revoking a certificate of a contest, or issuing it anew"),
    sentence=_(
        "You judge in this contest or have an entry in it. Another organiser decides about its certificates."
    ),
    involved=rules.is_in_contest,
)
duties.define(
    "activity.scan",
    "activities.operations.scanning.scan_for",
    step=_("Entering who came to an activity"),
    sentence=_(
        "Nobody enters his own coming and going or that of his ward. "
        "Use the code on site, or ask somebody else at the desk."
    ),
    involved=rules.is_about,
)
duties.define(
    "activity.vouch",
    "activities.operations.vouching.decide_scans",
    step=_("Vouching for times that were entered late"),
    sentence=_(
        "You entered these times, or they are yours or your ward's. Another person in charge or an officer decides."
    ),
    involved=rules.has_part_in_scan,
)
