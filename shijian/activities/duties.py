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
