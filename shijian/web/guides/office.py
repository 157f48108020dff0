"""The guides of the heads of stations, of officers of hubs and the centre."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shijian.web.guides.parts import Guide, Step

GUIDES = (
    Guide(
        "station",
        pgettext_lazy("guide", "Head of a village station"),
        _("Take orders at the door, verify them, look after people"),
        (
            Step(
                "todo",
                _("Begin with the work list"),
                _("What waits for you stands here, the oldest deadline first, each with its one next step."),
                link="web:dashboard",
            ),
            Step(
                "take",
                _("Take an order at the door or by phone"),
                _("Choose the person, the service and the time. Nobody needs a phone of his own."),
                link="orders:take",
            ),
            Step(
                "verify",
                _("Verify a need"),
                _(
                    "Read it, phone if in doubt, then press “Verify”. Or say why it cannot be. What you took down"
                    " yourself, somebody else verifies."
                ),
                link="orders:office-list",
            ),
            Step(
                "check",
                _("Check people in who have no phone"),
                _("On the page of the order you check volunteers in and out."),
                link="orders:office-list",
            ),
            Step(
                "people",
                _("Find people and volunteers"),
                _(
                    "Search by name or by the first letters of the pinyin. Full numbers are shown only with a "
                    "reason."
                ),
                link="volunteers:list",
            ),
            Step(
                "older",
                _("Bring older hours along"),
                _(
                    "Fill in the table and hand it in with the signed roll. The unit above decides; "
                    "doubtful rows are named."
                ),
                link="records:import-list",
            ),
            Step(
                "proof",
                _("Certificates that wait for you"),
                _(
                    "Compare the list with the records, then press “The records are right”. Somebody else signs as the "
                    "second."
                ),
                link="records:certificate-request-list",
            ),
            Step(
                "desk",
                _("Hand over rewards"),
                _("Type or scan the code of the volunteer, hand the thing over, press once."),
                link="points:shop-desk",
            ),
        ),
        wide=True,
    ),
    Guide(
        "hub",
        pgettext_lazy("guide", "Officer of a town hub"),
        _("Dispatch with reasons, review the menu, watch the deadlines"),
        (
            Step(
                "todo",
                _("Begin with the work list"),
                _("Use the arrow keys and Enter, or the mouse. “/” finds anything."),
                link="web:dashboard",
            ),
            Step(
                "dispatch",
                _("Dispatch with reasons"),
                _("The best fitting come first, and each says why: near, free, skilled, not overburdened."),
                link="orders:office-list",
            ),
            Step(
                "menu",
                _("Review the menu"),
                _("Teams draft what they offer; you put it on the menu or send it back with a reason."),
                link="orders:item-list",
            ),
            Step(
                "figures",
                _("See the figures"),
                _("Press a number to see the rows behind it. Nothing is added by hand."),
                link="orders:figures",
            ),
            Step(
                "acting",
                _("Act for a station below"),
                _("Choose the station on top of the page; what you do then is marked with your name."),
                link="web:act-for",
            ),
            Step(
                "missing",
                _("Decide about missing records"),
                _(
                    "Look at the photo and the reason; ask if in doubt. Nobody decides about a wish of "
                    "his own."
                ),
                link="records:top-up-list",
            ),
            Step(
                "objections",
                _("Answer objections"),
                _("Read what was said, ask both sides, then correct the record or say why it stays."),
                link="records:objection-list",
            ),
            Step(
                "signals",
                _("Look into signals"),
                _(
                    "A program noticed something odd. That proves nothing: ask first, then write what was "
                    "found."
                ),
                link="records:signal-list",
            ),
            Step(
                "calls",
                _("Re-check by phone"),
                _("Phone whoever was served in another town, ask whether it was so, and note the answer."),
                link="records:recheck-list",
            ),
            Step(
                "stars",
                _("Check stars"),
                _("Compare hours and conduct; the centre decides, then come the days before the public."),
                link="records:star-list",
            ),
        ),
        wide=True,
    ),
    Guide(
        "centre",
        pgettext_lazy("guide", "Officer of the county centre"),
        _("Set up units and people, import rolls, watch the whole county"),
        (
            Step(
                "units",
                _("Units and their heads"),
                _("Each unit has its history, its offices, its positions and its public page."),
                link="units:list",
            ),
            Step(
                "import",
                _("Import a roll from Excel"),
                _(
                    "Upload the sheet as it is. Every row is checked first, and each fault is named with row "
                    "and column."
                ),
                link="volunteers:import",
            ),
            Step(
                "orders",
                _("Watch the deadlines"),
                _("The list of orders begins with what is late."),
                link="orders:office-list",
            ),
            Step(
                "ratings",
                _("Answer bad ratings"),
                _("A rating of one or two stars opens a follow-up call."),
                link="orders:ratings",
            ),
            Step(
                "figures",
                _("Figures for the bulletin"),
                _("Choose unit and time; every figure leads to its rows."),
                link="orders:figures",
            ),
            Step(
                "rules",
                _("Decide how points are given"),
                _("Write a rule as a draft and try it on the last quarter before it comes into force."),
                link="points:rules",
            ),
            Step(
                "settle",
                _("Settle with the shops"),
                _(
                    "The list of a month adds up by itself; a second officer confirms before the shop is "
                    "paid."
                ),
                link="points:shop-settlements",
            ),
            Step(
                "targets",
                _("Set the targets of the year"),
                _("Progress is counted, never typed. Press a number to see the rows behind it."),
                link="assessment:targets",
            ),
        ),
        wide=True,
    ),
)
