"""What a plan says of itself, in plain words: how good it is, why somebody, why not another, what would help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shijian.matching.why import Cost
from shijian.orders.enums import Solver
from shijian.orders.models import DispatchLine, DispatchPlan
from shijian.orders.queries import eligibility, team_rules
from shijian.orders.queries.reasons import say_chance, say_km
from shijian.orders.queries.weeks import spans

PARTS = tuple(each.name for each in fields(Cost))  # older alternatives lack the last two
NAMES = (*PARTS, "chance", "team_id")
FEW = 3
SMALL = 0.005  # percent
SIMPLE = gettext_lazy(
    "Made by the simple rule, since the exact way gave nothing in time: there is no proof of how good it is."
)
REFUSALS: dict[str, str | Promise] = {
    "asked-elsewhere": gettext_lazy("Somebody else has asked this volunteer for that time meanwhile."),
    "order-asked": gettext_lazy("Somebody else has made offers for this order meanwhile."),
    "order-moved": gettext_lazy("This order does not wait for offers any more."),
    "not-all": gettext_lazy("This service needs all its people, and not all could be asked. So nobody was."),
    "order-begun": gettext_lazy("Volunteers have promised to come to this order meanwhile."),
    "team-full": gettext_lazy("This team has promised so much for that week meanwhile that it has no room."),
}


@dataclass(frozen=True, kw_only=True)
class Price(Cost):
    """What asking somebody costs, and the chance of a yes."""

    chance: float | None
    of_team: bool

    @classmethod
    def of(cls, found: DispatchLine | Mapping[str, Any]) -> Price:
        """The price of a line or of a stored alternative."""
        if isinstance(found, DispatchLine):
            found = {name: getattr(found, name) for name in NAMES}
        parts = {name: found.get(name, 0) for name in PARTS}
        return cls(**parts, chance=found["chance"], of_team=found.get("team_id") is not None)

    def words(self) -> str:
        """The parts, the way first."""
        if self.of_team:
            return _("; ").join(self._team_words())
        said = [_("%(km)s km of way") % {"km": say_km(self.way)}]
        if self.load:
            said.append(_("has more to do this week, counts like %(km)s km more") % {"km": say_km(self.load)})
        else:
            said.append(_("nothing else this week"))
        if self.elsewhere:
            said.append(
                _("is needed elsewhere at that time, counts like %(km)s km more")
                % {"km": say_km(self.elsewhere)}
            )
        if self.kept:
            said.append(_("kept free for later days, counts like %(km)s km more") % {"km": say_km(self.kept)})
        if self.chance is not None:
            said.append(say_chance(self.chance))
        return _("; ").join(said)

    def _team_words(self) -> Iterator[str]:
        yield _("%(km)s km of way") % {"km": say_km(self.way)}
        if self.menu:
            yield _("asked from the menu of another team, counts like %(km)s km more") % {
                "km": say_km(self.menu)
            }
        else:
            yield _("this was asked from its menu")
        if self.load:
            yield _("its members had much to do lately, counts like %(km)s km more") % {
                "km": say_km(self.load)
            }
        if self.elsewhere:
            yield _("its room is needed for other orders, counts like %(km)s km more") % {
                "km": say_km(self.elsewhere)
            }


def proof(plan: DispatchPlan) -> str:
    """How near to the best possible plan this one is, as its own proof says."""
    if plan.solver == Solver.GREEDY:
        return str(SIMPLE)
    percent = 100 * max(plan.gap, 0)
    if percent < SMALL:
        return _("Proven: no other plan with these volunteers is better.")
    return _("Proven: at most %(percent)s %% below the best plan that is possible.") % {
        "percent": f"{percent:.2f}"
    }


def team_headline(plan: DispatchPlan, given: int) -> str:
    """How many of the orders for teams have one."""
    return ngettext(
        "%(given)s of %(n)s order for teams has a team.",
        "%(given)s of %(n)s orders for teams have a team.",
        plan.team_orders,
    ) % {"given": given, "n": plan.team_orders}


def team_proof(plan: DispatchPlan) -> str:
    """How near to the best possible the part of the teams is, as its own proof says."""
    if plan.team_solver == Solver.GREEDY:
        return str(SIMPLE)
    percent = 100 * max(plan.team_gap, 0)
    if percent < SMALL:
        return _("Proven: no other plan with these teams is better.")
    return _("Proven: at most %(percent)s %% dearer than the best plan for the teams.") % {
        "percent": f"{percent:.2f}"
    }


def headline(plan: DispatchPlan, filled: int) -> str:
    """How many places have somebody."""
    return _("%(filled)s of %(seats)s places in %(orders)s orders have somebody.") % {
        "filled": filled,
        "seats": plan.seats,
        "orders": plan.orders,
    }


def kept_words(plan: DispatchPlan) -> str:
    """How many people the plan keeps free where it can; nothing where it keeps nobody."""
    if not plan.kept:
        return ""
    return ngettext(
        "%(n)s person was scarce in the last weeks and is kept free for later days where that costs less.",
        "%(n)s people were scarce in the last weeks and are kept free for later days where that costs less.",
        plan.kept,
    ) % {"n": plan.kept}


def refusal(code: str) -> str:
    """Why a line could not be sent."""
    found = {rule.code: rule.message for rule in (*eligibility.RULES, eligibility.SEALED)}
    found |= {rule.code: rule.message for rule in team_rules.TEAM_RULES}
    return str({**found, **REFUSALS}.get(code, ""))


def all_or_none(seats: int, standing: int, could: int | None) -> str:
    """Why an order that needs all its people has nobody, or will ask nobody; nothing where all are there."""
    facts = {"n": standing, "could": could or 0, "seats": seats}
    if standing >= seats:
        return ""
    if standing:
        return _("%(n)s of %(seats)s are in the plan; it needs all, so nobody will be asked.") % facts
    if facts["could"] < seats:
        return _("%(could)s of %(seats)s could come; it needs all.") % facts
    return _("%(seats)s could come, but not all at once with what else they do; it needs all.") % facts


def help_words(plan: DispatchPlan, lack: Mapping[str, Any], place: str, skills: Mapping[int, str]) -> str:
    """What one more person would fill."""
    when = [spans.say(plan.week, span) for span in lack["spans"]]
    some = _(", ").join(when[:FEW])
    some = _("%(some)s and more") % {"some": some} if len(when) > FEW else some
    names = _(", ").join(skills[pk] for pk in lack["skills"] if pk in skills)
    facts = {"place": place, "seats": lack["seats"], "when": some, "skills": names}
    if names:
        return _("%(place)s: %(seats)s places are empty. Wanted: %(skills)s, free %(when)s.") % facts
    return _("%(place)s: %(seats)s places are empty. Wanted: anybody free %(when)s.") % facts


def skills_of(helps: Iterable[Mapping[str, Any]]) -> set[int]:
    """The skills that are named in what would help."""
    return {pk for lack in helps for pk in lack["skills"]}
