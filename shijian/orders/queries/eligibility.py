"""Who may be asked at all: hard rules, each one filter and one sentence, used by ranking and by the operations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shijian.kernel import ages, clock, paths, policy
from shijian.orders.enums import AssignmentState, OfferState
from shijian.orders.models import Assignment, BlockedPair, Offer, Order, OrderInsurance
from shijian.orders.queries import demanded, places, promises, suiting
from shijian.volunteers.enums import Risk, TravelLimit, VolunteerState
from shijian.volunteers.models import (
    Agreement,
    FreeDay,
    GroupInsurance,
    Insurance,
    Training,
    Volunteer,
    VolunteerSkill,
)
from shijian.volunteers.queries import health

NO_MINORS = _("Minors are not asked for services with a risk.")
BOUND = promises.BOUND
LIVE = (*BOUND, AssignmentState.DONE)


@dataclass(frozen=True, slots=True)
class Need:
    """What an order asks of a volunteer."""

    order: Order
    reach: places.Reach
    skill_ids: tuple[int, ...]
    licences: dict[int, str]
    trainings: dict[int, str]
    adults_only: bool
    agreement: bool
    declaration: bool

    @property
    def first_day(self) -> dt.date:
        """The local day on which the service may start."""
        return clock.local(self.order.wished_from).date()

    @property
    def last_day(self) -> dt.date:
        """The local day on which it may end."""
        return clock.local(self.order.wished_until).date()


@dataclass(frozen=True, slots=True)
class Rule:
    """One hard rule. `asked`: it only keeps others from asking; who claims by himself may pass. `said`: in full.

    `own` is what the volunteer himself reads, where others must not learn the reason.
    """

    code: str
    message: Promise | str
    test: Callable[[Need], Q]
    asked: bool = False
    said: Callable[[Need], str] | None = None
    own: Promise | str = ""

    def told(self, need: Need) -> Rule:
        """The rule with a message that names what the order demands and what to do."""
        return self if self.said is None else replace(self, message=self.said(need))


def need_of(order: Order) -> Need:
    """Collect what the rules look at; four queries."""
    skills = order.skills.order_by("pk").values_list("pk", "needs_licence", "name")
    return composed(order, places.reach_of(order.unit_path), list(skills), demanded.trainings_of(order))


def composed(
    order: Order, reach: places.Reach, skills: list[tuple[int, bool, str]], trainings: dict[int, str]
) -> Need:
    """What the rules look at, from what is known already: skills as key, licence, name."""
    return Need(
        order=order,
        reach=reach,
        skill_ids=tuple(pk for pk, _licence, _name in skills),
        licences={pk: name for pk, licence, name in skills if licence},
        trainings=trainings,
        adults_only=adults_only(order),
        agreement=demanded.wants_agreement(order),
        declaration=health.is_demanded(order.risk, clock.local(order.wished_from).date()),
    )


def adults_only(order: Order) -> bool:
    """Whether minors keep away: from the county's risk on, as decided for the day of service; from danger on always."""
    day = clock.local(order.wished_from).date()
    return bool(order.risk >= min(policy.get("order.minor_risk", on=day), Risk.DANGER))


def _active(need: Need) -> Q:
    return Q(state=VolunteerState.ACTIVE)


def _adult(need: Need) -> Q:
    if not need.adults_only:
        return Q()
    return Q(person__birth_date__lte=ages.latest_birth(ages.Age.ADULT, need.first_day))


def _insured(need: Need) -> Q:
    if need.order.risk < Risk.DANGER:
        return Q()
    first, last = need.first_day, need.last_day
    if OrderInsurance.objects.filter(order=need.order).in_force(first, last).exists():
        return Q()
    own = Exists(covering(first, last).filter(volunteer=OuterRef("pk")))
    return Q(own) | GroupInsurance.objects.all().covered(first, last)


def covering(first: dt.date, last: dt.date) -> QuerySet[Insurance]:
    """Give the accident policies of single volunteers in force on every day from `first` to `last`."""
    return Insurance.objects.filter(valid_from__lte=first, valid_until__gte=last)


def _licensed(need: Need) -> Q:
    condition = Q()
    for pk in need.licences:
        rows = VolunteerSkill.objects.filter(volunteer=OuterRef("pk"), skill_id=pk).exclude(licence_no="")
        in_force = Q(licence_until__isnull=True) | Q(licence_until__gte=need.last_day)
        condition &= Q(Exists(rows.filter(in_force)))
    return condition


def _trained(need: Need) -> Q:
    condition = Q()
    for pk in need.trainings:
        rows = Training.objects.filter(volunteer=OuterRef("pk"), kind_id=pk)
        condition &= Q(Exists(rows.counting(need.first_day, need.last_day)))
    return condition


def _agreed(need: Need) -> Q:
    if not need.agreement:
        return Q()
    units = paths.ancestors(need.order.unit_path)
    rows = Agreement.objects.filter(volunteer=OuterRef("pk"), unit_path__in=units)
    return Q(Exists(rows.in_force(need.first_day, need.last_day)))


def _declared(need: Need) -> Q:
    return health.declared() if need.declaration else Q()


def _strangers(need: Need) -> Q:
    return ~Q(person_id__in=(need.order.recipient_id, need.order.asked_by_id))


def _unblocked(need: Need) -> Q:
    ids = (need.order.recipient_id, need.order.asked_by_id)
    return Q(~Exists(BlockedPair.objects.filter(volunteer=OuterRef("pk"), person_id__in=ids)))


def _unbound(need: Need) -> Q:
    rows = Assignment.objects.filter(order=need.order, service_round=need.order.service_round, state__in=LIVE)
    return Q(~Exists(rows.filter(volunteer=OuterRef("pk"))))


def _unasked(need: Need) -> Q:
    offers = Offer.objects.filter(order=need.order, volunteer=OuterRef("pk"))
    return Q(~Exists(offers.filter(state__in=(OfferState.OPEN, OfferState.REFUSED))))


def _new_here(need: Need) -> Q:
    return Q(~Exists(Assignment.objects.filter(order=need.order, volunteer=OuterRef("pk"))))


def _near(need: Need) -> Q:
    condition = Q(travel_limit=TravelLimit.COUNTY) & need.reach.within(TravelLimit.COUNTY)
    for limit in (TravelLimit.TOWN, TravelLimit.VILLAGE):
        condition |= Q(travel_limit=limit) & need.reach.within(limit)
    return condition


def _free(need: Need) -> Q:
    order = need.order
    window = Q(order__wished_from__lt=order.wished_until, order__wished_until__gt=order.wished_from)
    rows = Assignment.objects.filter(window, state__in=BOUND).exclude(order_id=order.pk)
    return Q(~Exists(rows.filter(volunteer=OuterRef("pk")))) & Q(~Exists(promises.places_during(order)))


def _not_away(need: Need) -> Q:
    days = FreeDay.objects.filter(day=need.first_day, is_free=False)
    return Q(~Exists(days.filter(volunteer=OuterRef("pk"))))


RULES = (
    Rule("not-active", _("This volunteer is not active."), _active),
    Rule("minor", NO_MINORS, _adult),
    Rule("uninsured", _("No accident insurance covers this volunteer on that day."), _insured),
    Rule(
        "unlicensed",
        _("This service needs a licence that is in force."),
        _licensed,
        said=lambda need: demanded.say_licence(need.licences.values()),
    ),
    Rule(
        "untrained",
        _("This service needs a training."),
        _trained,
        said=lambda need: demanded.say_training(need.trainings.values()),
    ),
    Rule(
        "no-agreement",
        _(
            "This service needs an agreement signed by both sides. The station offers it; read and sign it first."
        ),
        _agreed,
    ),
    Rule(suiting.CODE, suiting.NOT_SUITED, _declared, own=suiting.SAY_FIRST),
    Rule("self", _("Nobody serves an order of his own."), _strangers),
    Rule("unfit", _("This volunteer does not fit this order."), _unblocked),
    Rule("bound", _("This volunteer has already promised to come."), _unbound),
    Rule("too-far", _("This is further away than this volunteer travels."), _near),
    Rule("busy", _("This volunteer has promised something else at that time."), _free),
    Rule("asked", _("This volunteer was already asked."), _unasked, asked=True),
    Rule("again", _("This volunteer had a part in this order before."), _new_here, asked=True),
    Rule("away", _("This volunteer is away on that day."), _not_away, asked=True),
)


# What volunteers said is sealed and no filter reads it: this rule is asked of a short list, after the others.
SEALED = Rule(suiting.CODE, suiting.NOT_SUITED, lambda _need: Q(), own=suiting.NOT_FOR_YOU)


def rules_for(*, claiming: bool) -> list[Rule]:
    """List the rules for asking somebody, or for one who claims by himself."""
    return [rule for rule in RULES if not (claiming and rule.asked)]


def fit(need: Need, volunteers: QuerySet[Volunteer], *, claiming: bool = False) -> QuerySet[Volunteer]:
    """Keep the volunteers who may be asked (or may claim), before `suiting.suited`."""
    condition = Q()
    for rule in rules_for(claiming=claiming):
        condition &= rule.test(need)
    return volunteers.filter(condition)


def first_broken(need: Need, ids: Iterable[int], *, claiming: bool = False) -> tuple[int, Rule] | None:
    """Give the first volunteer of `ids` who may not be asked, with the rule; two queries at most when all may."""
    wanted = set(ids)
    rows = Volunteer.objects.filter(pk__in=wanted)
    good = set(fit(need, rows, claiming=claiming).values_list("pk", flat=True))
    unsuited = health.unsuited(good, need.order.strains)
    if good - unsuited == wanted:
        return None
    bad = min(wanted - (good - unsuited))
    if bad in unsuited:
        return bad, SEALED
    broken = (r for r in rules_for(claiming=claiming) if not rows.filter(r.test(need), pk=bad).exists())
    return bad, next(broken, RULES[0]).told(need)


def may_answer(order: Order, volunteer_id: int, *, own: bool) -> Rule | None:
    """Give the rule that keeps one who was asked from accepting now, for himself if `own`; None when he may."""
    broken = first_broken(need_of(order), [volunteer_id], claiming=True)
    rule = broken[1] if broken else None
    return replace(rule, message=rule.own) if rule and own and rule.own else rule
