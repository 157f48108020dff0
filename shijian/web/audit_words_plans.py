"""Plans, schemes, seasons and calendar links in the words of the audit trail."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DEEDS: dict[str, str | Promise] = {
    "dispatch.add": _("Put somebody into the plan of a week"),
    "dispatch.drop": _("Laid the plan of a week aside"),
    "dispatch.learn": _("Learnt from answers how likely a yes is"),
    "dispatch.make": _("Made the plan of a week"),
    "dispatch.remove": _("Took somebody out of the plan of a week"),
    "dispatch.send": _("Sent the plan of a week"),
    "dispatch.sent": _("All offers of a plan are out"),
    "dispatch.swap": _("Replaced somebody in the plan of a week"),
    "feed.renew": _("Made a calendar link"),
    "feed.revoke": _("Ended a calendar link"),
    "plan.change": _("Changed what matters in a plan"),
    "plan.copy": _("Took over last year's plan"),
    "plan.item": _("Put something into a plan"),
    "plan.item-change": _("Changed something in a plan"),
    "plan.item-drop": _("Dropped something from a plan"),
    "plan.make": _("Made a plan"),
    "plan.publish": _("Published a plan"),
    "plan.take-back": _("Took a plan back"),
    "scheme.term": _("Added a drawer to a scheme"),
    "scheme.term-open": _("Opened or closed a drawer"),
    "scheme.use": _("Chose a scheme or gave it up"),
    "season.end": _("Took a season away"),
    "season.keep": _("Set a season"),
}
KINDS: dict[str, str | Promise] = {
    "activities.feedlink": _("Calendar link"),
    "activities.plan": _("Plan"),
    "activities.planitem": _("Item of a plan"),
    "activities.scheme": _("Scheme"),
    "activities.season": _("Season"),
    "activities.term": _("Drawer of a scheme"),
    "orders.chancemodel": _("Chances of a yes"),
    "orders.dispatchplan": _("Plan of the week"),
}
