"""Why somebody is suggested: stored in the offer without words, shown in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

LABELS = {
    "skill": gettext_lazy("Skills"),
    "distance": gettext_lazy("Distance"),
    "free": gettext_lazy("Availability"),
    "load": gettext_lazy("Lately"),
    "rating": gettext_lazy("Ratings"),
    "language": gettext_lazy("Language"),
    "team": gettext_lazy("Team"),
    "item": gettext_lazy("Menu"),
    "area": gettext_lazy("Area"),
    "plan": gettext_lazy("Plan of the week"),
    "chance": gettext_lazy("Chance"),
    "turn": gettext_lazy("Turn"),
    "elsewhere": gettext_lazy("Elsewhere"),
    "kept": gettext_lazy("Kept free"),
    "room": gettext_lazy("Room"),
}
# What only those read who decide whom to ask.
FOR_DESK = ("chance", "elsewhere", "kept")
# What the sentence for the one who is asked names, in its order.
SAID = ("distance", "skill", "free", "load")
SAID_OF_TEAM = ("item", "area", "skill", "load")
NEAR_KM = 0.5
UNITS = 10  # of 100 m in a kilometre


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for or against asking somebody: what it is about and the fact.

    `cost` is its part of the price in 100 m of way. Of offers made before prices were in use, `points` are what it
    gave or took.
    """

    code: str
    fact: Any
    points: float = 0
    cost: int | None = None

    @property
    def label(self) -> str:
        """What it is about, in words."""
        return str(LABELS[self.code])

    @property
    def value(self) -> str:
        """The fact in words."""
        return WORDS[self.code](self.fact)

    @property
    def counted(self) -> str:
        """Its part of the price in words; nothing where it costs nothing."""
        return _("counts %(km)s km") % {"km": say_km(self.cost)} if self.cost else ""


def say_km(units: int) -> str:
    """100 m of way as kilometres."""
    return f"{units / UNITS:.1f}".removesuffix(".0")


def pack(reasons: Iterable[Reason]) -> dict[str, Any]:
    """Give the form that an offer stores: costs, or the points of earlier."""
    found = list(reasons)
    if any(r.cost is not None for r in found):
        return {"costs": [[r.code, r.fact, r.cost or 0] for r in found]}
    return {"reasons": [[r.code, r.fact, r.points] for r in found]}


def unpack(stored: dict[str, Any]) -> list[Reason]:
    """Read what an offer stores, with costs or, from earlier, with points."""
    costs = [Reason(code, fact, cost=cost) for code, fact, cost in stored.get("costs", [])]
    return costs + [Reason(code, fact, points) for code, fact, points in stored.get("reasons", [])]


def told(found: Iterable[Reason]) -> list[Reason]:
    """What the one who is asked reads."""
    return [reason for reason in found if reason.code not in FOR_DESK]


def planned(load: int) -> Reason:
    """That somebody is asked by the plan of a week, and what his turn costs in it: nothing for the first service."""
    return Reason("plan", load, cost=0)


def sentence(found: Iterable[Reason]) -> str:
    """Why somebody or a team is asked by a plan, as one plain sentence; nothing for offers without one."""
    said = {reason.code: reason.value for reason in found}
    if "plan" not in said:
        return ""
    if "area" in said:
        parts = [said[code] for code in SAID_OF_TEAM if code in said]
        return _(
            "Your team is asked because: %(why)s. The plan of the week sees to it that no team gets too much."
        ) % {"why": _(", ").join(parts)}
    parts = [said[code] for code in SAID if code in said]
    return _(
        "You are asked because: %(why)s. The plan of the week sees to it that everybody gets a turn."
    ) % {"why": _(", ").join(parts)}


def _skill(fact: list[int]) -> str:
    have, wanted = fact
    if not wanted:
        return _("no special skill needed")
    return _("%(have)s of %(wanted)s skills") % {"have": have, "wanted": wanted}


def _distance(fact: float | str) -> str:
    if isinstance(fact, str):
        return {"village": _("same village"), "town": _("same town"), "county": _("same county")}[fact]
    if fact < NEAR_KM:
        return _("less than 500 m away")
    return _("%(km)s km away") % {"km": f"{fact:.1f}"}


def _free(fact: str) -> str:
    words = {
        "free": _("free at that time"),
        "unknown": _("has not said when"),
        "busy": _("not one of the usual times"),
    }
    return words[fact]


def _load(fact: int) -> str:
    return ngettext("%(n)s service in four weeks", "%(n)s services in four weeks", fact) % {"n": fact}


def _rating(fact: float | None) -> str:
    return _("not rated yet") if fact is None else _("%(stars)s stars") % {"stars": f"{fact:.1f}"}


def _language(fact: bool) -> str:
    return _("speaks the language") if fact else _("does not speak the language")


def _team(fact: bool) -> str:
    return _("member of the team") if fact else _("not in the team")


def _item(fact: bool) -> str:
    return _("offers this service") if fact else _("does not list this service")


def _area(fact: str) -> str:
    return {"covers": _("serves this place"), "near": _("works nearby")}[fact]


def _plan(fact: int) -> str:
    return _("others have more to do already") if not fact else _("nobody who has less to do fits as well")


def say_chance(chance: float) -> str:
    """A chance as people say it; never certain."""
    return _("says yes about %(n)s times in 10") % {"n": of_ten(chance)}


def of_ten(chance: float) -> int:
    """Times of ten, at least one and at most nine."""
    return min(max(round(10 * chance), 1), 9)


def _turn(fact: int) -> str:
    if not fact:
        return _("nothing else that week")
    return ngettext("%(n)s other service that week", "%(n)s other services that week", fact) % {"n": fact}


def _elsewhere(_fact: bool) -> str:
    return _("is needed elsewhere at that time")


def _kept(_fact: bool) -> str:
    return _("was scarce on such days of late, and may be needed for what is still to come")


def _room(fact: bool) -> str:
    return _("can take it on that week") if fact else _("has no room left that week")


WORDS: dict[str, Callable[[Any], str]] = {
    "skill": _skill,
    "distance": _distance,
    "free": _free,
    "load": _load,
    "rating": _rating,
    "language": _language,
    "team": _team,
    "item": _item,
    "area": _area,
    "plan": _plan,
    "chance": say_chance,
    "turn": _turn,
    "elsewhere": _elsewhere,
    "kept": _kept,
    "room": _room,
}
