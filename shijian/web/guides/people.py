"""The guides of residents, volunteers and leaders of teams."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shijian.web.guides.parts import Guide, Step

GUIDES = (
    Guide(
        "resident",
        pgettext_lazy("guide", "Resident"),
        _("Ask for help, see what happens, say how it was"),
        (
            Step(
                "home",
                _("Press “I need help”"),
                _("The big button stands on top of the home page. You need not log in to look at the menu."),
                link="web:home",
            ),
            Step(
                "choose",
                _("Choose what you need"),
                _("Press one of the cards, or say it in your own words further down."),
                link="orders:new",
            ),
            Step(
                "when",
                _("Say when"),
                _("Press the day that suits you. Your address and phone are known already."),
                link="orders:new",
            ),
            Step(
                "follow",
                _("See what happens"),
                _("“My orders” shows who comes and when, and whom you can phone."),
                link="orders:mine",
            ),
            Step(
                "rate",
                _("Say how it was"),
                _("One press on the stars is enough. You may add a sentence, but you need not."),
                link="orders:mine",
            ),
            Step(
                "larger",
                _("Make the letters larger"),
                _(
                    "“Elder edition” on top makes everything larger and shows fewer things. The device "
                    "remembers it."
                ),
                link="people:display",
            ),
            Step(
                "public",
                _("See whose hours stand before the public"),
                _(
                    "On the page of your unit, “Hours before the public” shows who served, when and how "
                    "long. Whoever knows better says so there; a second person looks into it."
                ),
                link="units:list",
            ),
            Step(
                "check",
                _("Check a certificate"),
                _("Type the number of the paper or scan its code. The page says whether it holds."),
                link="records:certificate-look",
            ),
        ),
    ),
    Guide(
        "volunteer",
        pgettext_lazy("guide", "Volunteer"),
        _("Answer offers, check in and out, see your hours"),
        (
            Step(
                "home",
                _("See what waits for you"),
                _("Your home page shows offers to answer and the next service."),
                link="web:home",
            ),
            Step(
                "offers",
                _("Accept or decline"),
                _("One press accepts. Who declines gives a reason, and nobody thinks the worse of him."),
                link="orders:offers",
            ),
            Step(
                "service",
                _("Check in and out on the spot"),
                _(
                    "Press “Check in” when you arrive and “Check out” when you leave. Without signal it waits "
                    "on the phone and is sent later."
                ),
                link="orders:services",
            ),
            Step(
                "hours",
                _("See your hours"),
                _(
                    "Every service is listed with how it was proved. New hours stand before the public "
                    "for some days; each line says from when they count, or why not."
                ),
                link="records:mine",
            ),
            Step(
                "week",
                _("Say when you are free"),
                _("Tick the parts of the week that suit you; then you are asked at those times only."),
                link="volunteers:me",
            ),
            Step(
                "wrong",
                _("Say when a record is wrong"),
                _(
                    "Open the record and press “Something is wrong with this record”. A second person "
                    "decides, and you read why."
                ),
                link="records:mine",
            ),
            Step(
                "missing",
                _("Ask for a service that was not recorded"),
                _("Say when and what it was, and add a photo of that service. The unit above decides."),
                link="records:top-up-new",
            ),
            Step(
                "points",
                _("See your points and why you have them"),
                _("Each line says in one sentence which service or which decision it comes from."),
                link="points:mine",
            ),
            Step(
                "shop",
                _("Redeem points"),
                _("Choose something and press “Redeem”. If points are missing, it says how many."),
                link="points:shop",
            ),
            Step(
                "pickup",
                _("Pick it up with the code"),
                _("Show this code at the desk. If nobody comes in time, the points come back by themselves."),
                link="points:shop-mine",
            ),
            Step(
                "star",
                _("See what is missing for the next star"),
                _("The page says how many hours count, how many are missing and what to do."),
                link="records:my-star",
            ),
            Step(
                "honours",
                _("Keep your honours together"),
                _(
                    "Stars and prizes stand there by themselves. Report another honour with a photo of "
                    "its paper."
                ),
                link="records:honours",
            ),
            Step(
                "certificate",
                _("Ask for a certificate of service"),
                _("Choose the unit and the period. Two officers sign; anybody can check its number."),
                link="records:my-certificates",
            ),
            Step(
                "statement",
                _("Make a statement for an appraisal"),
                _("Only you can make it. It says how each hour is proved and what it may not be used for."),
                link="records:statements",
            ),
        ),
    ),
    Guide(
        "leader",
        pgettext_lazy("guide", "Team leader"),
        _("Take orders for the team and say who goes"),
        (
            Step(
                "orders",
                _("See the orders of the team"),
                _("What was offered to the team stands on top, the most urgent first."),
                link="orders:team-orders",
            ),
            Step(
                "accept",
                _("Accept for the team"),
                _("Accept, then choose who goes. Those who are free and near stand first."),
                link="orders:offers",
            ),
            Step(
                "claims",
                _("Claim open orders"),
                _("Orders that nobody took can be claimed by any fitting team."),
                link="orders:claims",
            ),
            Step(
                "members",
                _("Look after the members"),
                _("The page of the team shows its members and who asks to join."),
                link="volunteers:team-list",
            ),
        ),
    ),
)
