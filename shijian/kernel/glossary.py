"""The official words of the network, each with one plain sentence; shown on demand and listed on a page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Word:
    """An official word: as the page's language says it, as the documents write it, and what it means."""

    key: str
    word: str | Promise
    original: str
    sentence: str | Promise


ALL = (
    Word(
        "civic-practice",
        _("Civic practice"),
        "新时代文明实践",
        _(
            "Neighbours, volunteers and the village help each other, learn together and keep the place pleasant."
        ),
    ),
    Word(
        "centre",
        pgettext_lazy("glossary", "Centre"),
        "实践中心",
        _("The office of the county or city that leads the network."),
    ),
    Word(
        "hub",
        pgettext_lazy("glossary", "Hub"),
        "实践所",
        _("The place of the network in a town or street; it sends teams to those who ask."),
    ),
    Word(
        "station",
        pgettext_lazy("glossary", "Station"),
        "实践站",
        _("The place of the network in your village or community, where you can walk in and ask."),
    ),
    Word(
        "point",
        pgettext_lazy("glossary", "Point"),
        "实践点",
        _("A yard, a hall or a shop near you where the village meets."),
    ),
    Word(
        "practice-site",
        _("Practice site"),
        "实践阵地",
        _("Any place of the network: centre, hub, station or point."),
    ),
    Word(
        "asking",
        _("Asking for help"),
        "点单",
        _(
            "You say what you need, as in an eating house: from the menu or in your own words. It costs nothing."
        ),
    ),
    Word(
        "verifying",
        pgettext_lazy("glossary", "Verifying"),
        "核实",
        _("Somebody of your station reads what you asked for, and phones you if anything is unclear."),
    ),
    Word(
        "dispatching",
        pgettext_lazy("glossary", "Dispatching"),
        "派单",
        _("The hub asks a team or a volunteer who can do it whether they will come."),
    ),
    Word(
        "accepting",
        pgettext_lazy("glossary", "Accepting"),
        "接单",
        _("A volunteer says yes. Nobody is ever forced, and a no costs nothing."),
    ),
    Word(
        "rating",
        pgettext_lazy("glossary", "Rating"),
        "评单",
        _("After the help you say with one of five faces how it was."),
    ),
    Word(
        "menu",
        pgettext_lazy("glossary", "Menu"),
        "服务菜单",
        _("The list of what the teams offer, such as hair cutting, repairs, company or lessons."),
    ),
    Word(
        "check-in",
        pgettext_lazy("glossary", "Checking in"),
        "签到",
        _("The volunteer presses a button on arrival and again on leaving, so that the hours are true."),
    ),
    Word(
        "service-hours",
        _("Service hours"),
        "志愿服务时长",
        _("The time that a volunteer really gave, counted in hours."),
    ),
    Word(
        "service-record",
        _("Service record"),
        "志愿服务记录",
        _("What was done, when, where and for whom; a certificate is made from it."),
    ),
    Word(
        "team",
        pgettext_lazy("glossary", "Team"),
        "志愿服务队",
        _("Volunteers who serve together under one leader."),
    ),
    Word(
        "liaison",
        pgettext_lazy("glossary", "Liaison"),
        "联络员",
        _("The one person of a site whom you can phone."),
    ),
    Word(
        "five-haves",
        _("The five haves"),
        "五有",
        _("Five things that each site must have, mostly a place, a team, content, activities and support."),
    ),
    Word(
        "five-elders",
        _("The five elders"),
        "五老",
        _("Retired officials, soldiers, experts, teachers and model workers who help the young."),
    ),
    Word(
        "lecture",
        _("Lecture close to the people"),
        "理论宣讲",
        _("Somebody explains news of policy in plain words and in the dialect of the village."),
    ),
    Word(
        "customs",
        _("Renewing customs"),
        "移风易俗",
        _("The village agrees to celebrate weddings and funerals simply."),
    ),
    Word(
        "proxy",
        _("Asking for somebody"),
        "代点单",
        _("A neighbour, a relative or the station asks for a person who has no phone at hand."),
    ),
    Word(
        "overdue",
        pgettext_lazy("glossary", "Overdue"),
        "超期",
        _("The promised time has passed; the next higher place now sees it too."),
    ),
)
BY_KEY = {each.key: each for each in ALL}


def found(typed: str) -> list[Word]:
    """The words that somebody who types this looks for."""
    typed = typed.strip().lower()
    return [
        each for each in ALL if len(typed) > 1 and (typed in each.original or typed in str(each.word).lower())
    ]
