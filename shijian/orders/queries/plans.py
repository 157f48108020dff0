"""Reads of plans: the list of an area, one plan order by order, its map, what would help."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Least
from django.utils.translation import gettext as _

from shijian.kernel.actor import Actor, Permission
from shijian.kernel.charts import Spot
from shijian.orders.enums import LineState
from shijian.orders.models import STANDING, DispatchLine, DispatchNeed, DispatchPlan
from shijian.orders.models.plans import OPEN
from shijian.orders.queries import likely, plan_words
from shijian.orders.queries.plan_words import Price
from shijian.orders.queries.weeks import spans
from shijian.units.models import Unit
from shijian.volunteers.models import Skill, Team, Volunteer

EMPTY, CHANGED, ALL = "empty", "changed", "all"
HELPS = 8


@dataclass(frozen=True, slots=True)
class Other:
    """A volunteer or team that one could ask for an order, with the price."""

    who: Volunteer | Team
    when: str
    price: Price
    equal: bool

    @property
    def name(self) -> str:
        """What the volunteer or team is called."""
        return _name(self.who)

    def words(self) -> str:
        """What asking him costs, and whether only the lot decided against him."""
        said = self.price.words()
        return _("%(price)s; just as good, the lot decided") % {"price": said} if self.equal else said


@dataclass(frozen=True, slots=True)
class Asked:
    """A volunteer or team that is or was in the plan of an order."""

    line: DispatchLine
    who: Volunteer | Team
    when: str
    price: Price
    standing: bool
    refusal: str

    @property
    def why(self) -> list[str]:
        """What makes a yes more or less likely, as sentences; nothing for a team."""
        return likely.words(self.line.likely, self.line.way)

    @property
    def name(self) -> str:
        """What the volunteer or team is called."""
        return _name(self.who)


def _name(who: Volunteer | Team) -> str:
    return who.name if isinstance(who, Team) else who.person.name


@dataclass(slots=True)
class Row:
    """An order of a plan with everybody who stands in it, and those who could."""

    need: DispatchNeed
    asked: list[Asked] = field(default_factory=list)
    others: list[Other] = field(default_factory=list)

    @property
    def standing(self) -> list[Asked]:
        """Who is in the plan now."""
        return [each for each in self.asked if each.standing]

    @property
    def gone(self) -> list[Asked]:
        """Who was taken out, replaced or could not be asked."""
        return [each for each in self.asked if not each.standing]

    @property
    def empty(self) -> int:
        """Places for which nobody is in the plan; a team takes all of them."""
        if self.need.for_team:
            return 0 if self.standing else self.need.seats
        return max(0, self.need.seats - self._places)

    @property
    def torn(self) -> str:
        """Why nobody is asked for an order that needs all its people; nothing elsewhere."""
        return _torn(self.need, self._places)

    @property
    def _places(self) -> int:
        return sum(1 for each in self.standing if not each.line.beside)


def _torn(need: DispatchNeed, places: int) -> str:
    together = need.order.together and need.seats > 1 and not need.for_team
    return plan_words.all_or_none(need.seats, places, need.could) if together else ""


def of_actor(actor: Actor) -> QuerySet[DispatchPlan]:
    """The plans of the actor's area."""
    return DispatchPlan.objects.visible_to(actor).select_related("unit", "made_by")


def units_of(actor: Actor) -> list[Unit]:
    """The units whose week the actor plans: the one acted for, else those where he holds office."""
    posts = [actor.acting] if actor.acting else list(actor.posts)
    ids = [post.unit_id for post in posts if actor.may(Permission.ORDER_DISPATCH, post.path)]
    return list(Unit.objects.active().filter(pk__in=ids).order_by("path"))


def needs(plan: DispatchPlan, show: str = ALL, unit_id: int | None = None) -> QuerySet[DispatchNeed]:
    """The orders of a plan, all or some."""
    rows = plan.needs.select_related("order__unit")
    if show == EMPTY:
        some = Q(for_team=False, seats__gt=F("standing")) | Q(for_team=True, standing=0)
        rows = _counted(rows).filter(some)
    if show == CHANGED:
        rows = rows.filter(lines__changed_at__isnull=False).distinct()
    if unit_id:
        rows = rows.filter(order__unit_id=unit_id)
    people = DispatchLine.objects.select_related(
        "volunteer__person", "volunteer__unit", "team__unit", "changed_by"
    )
    return rows.prefetch_related(Prefetch("lines", people.order_by("beside", "pk")))


def _counted(rows: QuerySet[DispatchNeed]) -> QuerySet[DispatchNeed]:
    standing = Q(lines__state__in=STANDING, lines__beside=False)
    return rows.annotate(standing=Count("lines", filter=standing))


def rows_of(plan: DispatchPlan, found: list[DispatchNeed]) -> list[Row]:
    """What a page of orders shows; one query for the other volunteers, and one where teams could be asked."""
    ids = {each.get("volunteer_id") for need in found for each in need.alternatives if not need.for_team}
    teams = {each.get("team_id") for need in found for each in need.alternatives if need.for_team}
    people: dict[int, Volunteer | Team] = dict(
        Volunteer.objects.filter(pk__in=ids).select_related("person", "unit").in_bulk()
    )
    squads: dict[int, Volunteer | Team] = (
        dict(Team.objects.filter(pk__in=teams).select_related("unit").in_bulk()) if teams else {}
    )
    return [_row(plan, need, squads if need.for_team else people) for need in found]


def _row(plan: DispatchPlan, need: DispatchNeed, known: dict[int, Volunteer | Team]) -> Row:
    asked = [_asked(plan, line) for line in need.lines.all()]
    here = {each.who.pk for each in asked if each.standing}
    best = max((each.price.total for each in asked if each.line.state == LineState.PROPOSED), default=-1)
    key = "team_id" if need.for_team else "volunteer_id"
    others = [
        Other(
            known[each[key]],
            "" if need.for_team else spans.say(plan.week, each["span"]),
            Price.of(each),
            Price.of(each).total <= best,
        )
        for each in need.alternatives
        if each[key] in known and each[key] not in here
    ]
    return Row(need, asked, others)


def _asked(plan: DispatchPlan, line: DispatchLine) -> Asked:
    who = line.team or line.volunteer
    assert who is not None  # noqa: S101 - the database sees to it
    return Asked(
        line,
        who,
        "" if line.team else spans.say(plan.week, line.span),
        Price.of(line),
        line.state in STANDING,
        plan_words.refusal(line.refusal) if line.refusal else "",
    )


def figures(plan: DispatchPlan) -> dict[str, int]:
    """People and teams to be asked, people beside, asked, who could not be asked, changes by hand; one query."""
    lines = DispatchLine.objects.filter(need__plan=plan)
    waiting = Q(state__in=OPEN)
    by_hand = Q(changed_at__isnull=False, replaced_by__isnull=True) & ~Q(beside=True, state=LineState.CHANGED)
    return lines.aggregate(
        people=Count("pk", filter=waiting & Q(team=None)),
        teams=Count("pk", filter=waiting & Q(team__isnull=False)),
        more=Count("pk", filter=waiting & Q(beside=True)),
        sent=Count("pk", filter=Q(state=LineState.SENT, team=None)),
        teams_sent=Count("pk", filter=Q(state=LineState.SENT, team__isnull=False)),
        refused=Count("pk", filter=Q(state=LineState.REFUSED)),
        changed=Count("pk", filter=by_hand),
    )


def filled(plan: DispatchPlan) -> int:
    """Places for volunteers that have somebody now; one query."""
    rows = _counted(plan.needs.filter(for_team=False).order_by()).annotate(full=Least("seats", "standing"))
    return int(rows.aggregate(n=Sum("full"))["n"] or 0)


def given(plan: DispatchPlan) -> int:
    """Orders for teams that have one now; one query where there are any."""
    return _with_team(plan).count() if plan.team_orders else 0


def _with_team(plan: DispatchPlan) -> QuerySet[DispatchNeed]:
    standing = DispatchLine.objects.filter(need=OuterRef("pk"), state__in=STANDING)
    return plan.needs.filter(Exists(standing), for_team=True).order_by()


def spots(plan: DispatchPlan, address: str) -> tuple[list[Spot], int]:
    """The places of a plan for its map, with the places that stay empty; how many have no position.

    Two queries and the one of `_taken`.
    """
    seats = (
        plan.needs.order_by()
        .values("order__unit_id")
        .annotate(n=Sum("seats"))
        .values_list("order__unit_id", "n")
    )
    filled = _taken(plan)
    empty = {unit: max(0, n - filled.get(unit, 0)) for unit, n in seats}
    units = Unit.objects.filter(pk__in=empty).order_by("path")
    placed = [unit for unit in units if unit.latitude is not None]
    found = [
        Spot(
            unit.place_name or unit.name,
            float(unit.latitude or 0),
            float(unit.longitude or 0),
            f"{address}?unit={unit.pk}",
            empty[unit.pk],
        )
        for unit in placed
    ]
    return found, len(empty) - len(placed)


def _taken(plan: DispatchPlan) -> Counter[int]:
    """By unit the places that have somebody; one query, and one where teams were planned for."""
    key = "need__order__unit_id"
    lines = DispatchLine.objects.filter(need__plan=plan, state__in=STANDING, beside=False, team=None)
    found = Counter(dict(lines.order_by().values(key).annotate(n=Count("pk")).values_list(key, "n")))
    if plan.team_orders:
        by_team = _with_team(plan).values("order__unit_id").annotate(n=Sum("seats"))
        found.update(dict(by_team.values_list("order__unit_id", "n")))
    return found


def helps(plan: DispatchPlan) -> list[str]:
    """What would fill the places that stay empty, as sentences; two queries."""
    lacks: list[dict[str, Any]] = plan.helps[:HELPS]
    skills = dict(Skill.objects.filter(pk__in=plan_words.skills_of(lacks)).values_list("pk", "name"))
    units = dict(Unit.objects.filter(pk__in={each["unit_id"] for each in lacks}).values_list("pk", "name"))
    return [
        plan_words.help_words(plan, each, units[each["unit_id"]], skills)
        for each in lacks
        if each["unit_id"] in units
    ]
