"""派单: offers to teams and volunteers, orders open to claims, orders given back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import operation
from shijian.orders import rules
from shijian.orders.enums import OfferState, OrderState
from shijian.orders.flow import ORDER_FLOW
from shijian.orders.models import Offer, Order
from shijian.orders.operations import command, steps
from shijian.orders.operations.release import release
from shijian.orders.operations.steps import PlaceTaken, Unfit
from shijian.orders.operations.verify import opened
from shijian.orders.queries import candidates, eligibility, reasons, team_rules
from shijian.volunteers.models import Team, TeamMember, Volunteer, may_serve_at

__all__ = [
    "PlaceTaken",
    "Unfit",
    "hand_over",
    "offer_to_both",
    "offer_to_teams",
    "offer_to_volunteers",
    "open_for_claims",
    "start_with",
]
WAITING = (OrderState.QUEUED, OrderState.OFFERED)
ASKED = gettext_noop("“%(title)s”: can you help? Please answer by yourself, no is fine too.")
TEAM_ASKED = gettext_noop("“%(title)s”: can your team take it? Please accept or refuse.")


@operation
def offer_to_teams(order: Order, *, teams: Iterable[Team], actor: Actor) -> list[Offer]:
    """Lay the order before teams. Raises `Unfit` when one may not be asked, `WrongState`, `NotAllowed`."""
    order = _to_dispatch(order, actor, rules.can_dispatch(actor, order))
    ids = _ids(teams)
    fit = set(team_rules.fit_teams(order, Team.objects.filter(pk__in=ids)).values_list("pk", flat=True))
    if bad := next(
        (team for team in Team.objects.filter(pk__in=ids).order_by("pk") if team.pk not in fit), None
    ):
        raise Unfit(_why_not(order, bad), rule="team")
    if len(fit) != len(ids):
        raise OutOfReach
    found = candidates.explain_teams(order, ids)
    return _offer(order, [(Offer(team_id=pk), found[pk]) for pk in ids], actor, TEAM_ASKED)


@operation
def offer_to_volunteers(order: Order, *, volunteers: Iterable[Volunteer], actor: Actor) -> list[Offer]:
    """Lay the order before volunteers; of an accepted order the leaders invite their members.

    Raises `Unfit` with the hard rule when one may not be asked, `Conflict` when fewer than all are asked for what needs
    all, `WrongState`, `NotAllowed`, `OutOfReach`.
    """
    order = _to_dispatch(order, actor, rules.can_staff(actor, order), accepted=True)
    ids = _ids(volunteers)
    _check_members(order, ids, actor)
    if order.state == OrderState.ACCEPTED and steps.live(order) >= order.headcount:
        raise Conflict(_("This order has all its volunteers."))
    if broken := eligibility.first_broken(eligibility.need_of(order), ids):
        _refuse(*broken)
    _demand_enough(order, ids)
    found = candidates.explain(order, ids)
    return _offer(order, [(Offer(volunteer_id=pk), found[pk]) for pk in ids], actor, ASKED)


@operation
def offer_to_both(
    order: Order, *, teams: Sequence[Team], volunteers: Sequence[Volunteer], actor: Actor
) -> list[Offer]:
    """Lay the order before teams and volunteers in one go: where one may not be asked, nobody is.

    Raises what `offer_to_teams` and `offer_to_volunteers` raise.
    """
    made = offer_to_teams(order, teams=teams, actor=actor) if teams else []
    if volunteers or not teams:
        made = made + offer_to_volunteers(order, volunteers=volunteers, actor=actor)
    return made


@operation
def open_for_claims(order: Order, *, actor: Actor, on: bool = True) -> Order:
    """Let every fit volunteer claim the order 抢单, or end that with `on=False`."""
    order = _to_dispatch(order, actor, rules.can_dispatch(actor, order))
    if on:
        command.demand_no_claims(order)
    order.open_to_claim = on
    order.dispatched_at = order.dispatched_at or clock.now()
    order.save(update_fields=["open_to_claim", "dispatched_at"])
    steps.remark(order, "open" if on else "shut", actor)
    audit.record("order.open", order, actor=actor, changes={"open_to_claim": [not on, on]})
    return order


@operation
def hand_over(order: Order, *, reason: str, actor: Actor) -> Order:
    """Give an accepted or offered order back to dispatch, with a reason; nobody who was bound stays bound."""
    order = opened(order, actor)
    if not reason.strip():
        raise Invalid(fields={"reason": _("Please say it in a few words.")})
    if not ORDER_FLOW.can(order, "return", actor=actor):
        ORDER_FLOW.advance(order, "return", actor=actor)  # raises the refusal that fits
    release(order, key=f"back:{order.round}:{order.service_round}", actor=actor)
    team_id = order.team_id
    steps.requeue(order, actor=actor, note=reason.strip()[:300], move="return")
    audit.record("order.hand-over", order, actor=actor, changes={"team": [team_id, None]})
    return order


@operation
def start_with(order: Order, *, actor: Actor) -> Order:
    """Let the order begin with fewer volunteers than wished; at least one must have accepted."""
    order = opened(order, actor)
    if not steps.live(order):
        raise Conflict(_("Nobody has accepted yet."))
    if order.together and steps.live(order) < order.headcount:
        raise Conflict(_("This service needs all its people. It cannot begin with fewer."))
    ORDER_FLOW.advance(order, "settle", actor=actor)
    steps.cancel_open(order, actor=actor)
    steps.accepted(order)
    audit.record("order.settle", order, actor=actor)
    return order


def _to_dispatch(order: Order, actor: Actor, allowed: bool, *, accepted: bool = False) -> Order:
    order = opened(order, actor)
    states = (*WAITING, OrderState.ACCEPTED) if accepted else WAITING
    if not allowed:
        raise NotAllowed
    if order.state not in states:
        raise WrongState
    command.demand(order)
    if order.state != OrderState.ACCEPTED and not rules.can_dispatch(actor, order):
        raise NotAllowed
    return order


def _why_not(order: Order, team: Team) -> str:
    day = clock.local(order.wished_from).date()
    if Team.objects.filter(may_serve_at(day, order.unit_path), pk=team.pk).exists():
        return _("%(name)s cannot be asked for this order (again).") % {"name": team.name}
    return _(
        "%(name)s is not registered. It serves inside its own community only, with a consent that is noted on its page."
    ) % {"name": team.name}


def _ids(subjects: Iterable[Team] | Iterable[Volunteer]) -> list[int]:
    ids = list(dict.fromkeys(subject.pk for subject in subjects))
    if not ids:
        raise Invalid(_("Choose at least one."))
    return ids


def _check_members(order: Order, ids: Sequence[int], actor: Actor) -> None:
    """A leader who is no officer asks members of the team only."""
    if rules.can_dispatch(actor, order):
        return
    members = TeamMember.objects.current().filter(team_id=order.team_id or 0, volunteer_id__in=ids)
    if members.count() != len(ids):
        raise OutOfReach


def _demand_enough(order: Order, ids: Sequence[int]) -> None:
    """Who is asked for what needs all its people is asked with all that are missing; a team sees to it itself."""
    if not order.together or order.state == OrderState.ACCEPTED:
        return
    open_ones = Offer.objects.filter(order=order, state=OfferState.OPEN, volunteer__isnull=False)
    missing = order.headcount - steps.live(order) - open_ones.count()
    if len(ids) < missing:
        raise Conflict(_("This service needs all its people. Choose at least %(n)s.") % {"n": missing})


def _refuse(volunteer_id: int, rule: eligibility.Rule) -> None:
    volunteer = Volunteer.objects.select_related("person").filter(pk=volunteer_id).first()
    if volunteer is None:
        raise OutOfReach
    text = _("%(name)s: %(reason)s") % {"name": volunteer.person.name, "reason": rule.message}
    raise Unfit(text, rule=rule.code)


def _offer(
    order: Order, drafts: list[tuple[Offer, candidates.Candidate]], actor: Actor, sentence: str
) -> list[Offer]:
    _next_round(order, actor, [offer.team_id or offer.volunteer_id for offer, _why in drafts])
    until = steps.answer_by(order)
    for offer, why in drafts:
        offer.order, offer.round, offer.state = order, order.round, OfferState.OPEN
        offer.score, offer.explanation = -why.price, reasons.pack(why.reasons)
        offer.made_by_id, offer.made_at, offer.expires_at = actor.person_id, clock.now(), until
        offer.save()
        text = steps.say(order, sentence)
        steps.tell_asked(offer, order, key=f"offer:{offer.pk}", text=text, actor=actor)
    if order.state == OrderState.OFFERED:
        order.due_at, order.reminded_at = until, None
        order.save(update_fields=["due_at", "reminded_at"])
    return [offer for offer, _why in drafts]


def _next_round(order: Order, actor: Actor, ids: list[int | None]) -> None:
    """From the queue a new round begins; otherwise the offers join the running one."""
    if order.state == OrderState.QUEUED:
        order.round += 1
        order.dispatched_at = order.dispatched_at or clock.now()
        order.save(update_fields=["round", "dispatched_at"])
        ORDER_FLOW.advance(order, "offer", actor=actor, extra={"count": len(ids), "round": order.round})
    else:
        steps.remark(order, "invite", actor, extra={"count": len(ids)})
    audit.record("order.offer", order, actor=actor, changes={"round": [None, order.round], "to": [None, ids]})
