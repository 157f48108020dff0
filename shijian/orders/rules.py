"""Who may do what to orders, offers and menu items; `can_see` agrees with the `visible_to` of the models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shijian.kernel import flow
from shijian.kernel.actor import Actor, Permission
from shijian.orders.enums import ITEM_KIND, ORDER_KIND, AssignmentState, ItemState

if TYPE_CHECKING:
    from shijian.orders.models import Assignment, DispatchPlan, MenuItem, Offer, Order
    from shijian.orders.models.rights import Absence
    from shijian.people.models import Person


def is_recipient(actor: Actor, order: Order) -> bool:
    """The one who is helped, who asked, or the guardian of the one who is helped."""
    ids = (order.recipient_id, order.asked_by_id, *order.recipient.guardian_ids)
    return actor.person_id is not None and actor.person_id in ids


def leads(actor: Actor, order: Order) -> bool:
    """A leader of the team that accepted."""
    return order.team_id is not None and order.team_id in actor.led_team_ids


def serves(actor: Actor, order: Order) -> bool:
    """A volunteer who was offered the order or is bound to it, or a leader of an offered team."""
    if order.offers.filter(team_id__in=actor.led_team_ids).exists():
        return True
    if actor.volunteer_id is None:
        return False
    mine = {"volunteer_id": actor.volunteer_id}
    return order.offers.filter(**mine).exists() or order.assignments.filter(**mine).exists()


def can_see(actor: Actor, order: Order) -> bool:
    """Recipient side, serving side, staff in reach."""
    in_reach = actor.may(Permission.ORDER_VIEW, order.unit_path)
    return in_reach or is_recipient(actor, order) or leads(actor, order) or serves(actor, order)


def can_take_for_others(actor: Actor, unit_path: str) -> bool:
    """Take an order for a caller or at the door."""
    return actor.may(Permission.ORDER_TAKE, unit_path)


def is_own_need(actor: Actor, order: Order) -> bool:
    """Whether the actor is helped by the order, asked for it, or took it down."""
    took = actor.person_id is not None and actor.person_id == order.taken_by_id
    return took or is_recipient(actor, order)


def has_rejected(actor: Actor, order: Order) -> bool:
    """Whether the actor has refused the need once; an appeal wants a second look."""
    looks = flow.history(ORDER_KIND, order.pk).filter(transition="reject")
    return actor.person_id is not None and looks.filter(actor_person_id=actor.person_id).exists()


def vouches_for_own_need(actor: Actor, order: Order) -> bool:
    """Whether the actor would verify what he entered himself, or judge the appeal against himself."""
    return is_own_need(actor, order) or has_rejected(actor, order)


def can_verify(actor: Actor, order: Order) -> bool:
    """Verify and correct a need: a second person. The operation also asks `has_rejected`, which costs a query."""
    return actor.may(Permission.ORDER_VERIFY, order.unit_path) and not is_own_need(actor, order)


def can_reject(actor: Actor, order: Order) -> bool:
    """Reject a need; after an appeal the operation asks for somebody else than the first time."""
    return actor.may(Permission.ORDER_VERIFY, order.unit_path)


def can_dispatch(actor: Actor, order: Order) -> bool:
    """Make offers, refer, hand over."""
    return actor.may(Permission.ORDER_DISPATCH, order.unit_path)


def can_plan_at(actor: Actor, unit_path: str) -> bool:
    """Plan the week of the unit at that path."""
    return actor.may(Permission.ORDER_DISPATCH, unit_path)


def can_plan(actor: Actor, plan: DispatchPlan) -> bool:
    """See, change, drop and send a plan of a week."""
    return can_plan_at(actor, plan.unit_path)


def can_withdraw(actor: Actor, order: Order) -> bool:
    """The recipient side, or staff who take orders on its behalf."""
    return is_recipient(actor, order) or actor.may(Permission.ORDER_TAKE, order.unit_path)


def can_answer(actor: Actor, offer: Offer) -> bool:
    """The volunteer himself, leaders for their team, leaders and staff for a volunteer without an account."""
    if offer.volunteer is None:
        return offer.team_id in actor.led_team_ids
    if actor.volunteer_id == offer.volunteer_id:
        return True
    return not hasattr(offer.volunteer.person, "account") and can_staff(actor, offer.order)


def can_staff(actor: Actor, order: Order) -> bool:
    """Invite volunteers for the order: leaders of its team, dispatchers in reach."""
    return leads(actor, order) or can_dispatch(actor, order)


def can_command(actor: Actor, order: Order) -> bool:
    """Name the body in command of an emergency: officers who verify or dispatch it."""
    work = (Permission.ORDER_VERIFY, Permission.ORDER_DISPATCH)
    return any(actor.may(each, order.unit_path) for each in work)


def can_insure(actor: Actor, order: Order) -> bool:
    """Enter the insurance of the order: officers of the place."""
    return actor.may(Permission.SERVICE_RECORD, order.unit_path)


def can_free(actor: Actor, order: Order) -> bool:
    """Send an order back because nobody is left: whoever answered last, or who records that nobody comes."""
    return serves(actor, order) or can_record_service(actor, order)


def can_record_service(actor: Actor, order: Order) -> bool:
    """Check others in and out: leaders of its team, staff in reach."""
    return leads(actor, order) or actor.may(Permission.SERVICE_RECORD, order.unit_path)


def can_serve(actor: Actor, order: Order) -> bool:
    """Check in or out: a bound volunteer, or one who may record the service of others."""
    if can_record_service(actor, order):
        return True
    if actor.volunteer_id is None:
        return False
    mine = order.assignments.filter(volunteer_id=actor.volunteer_id, service_round=order.service_round)
    return mine.exclude(state__in=(AssignmentState.WITHDRAWN, AssignmentState.NO_SHOW)).exists()


def can_confirm(actor: Actor, order: Order) -> bool:
    """Vouch that the service takes place: the recipient side, staff in reach."""
    return is_recipient(actor, order) or actor.may(Permission.SERVICE_RECORD, order.unit_path)


def can_vouch(actor: Actor, order: Order, assignment: Assignment) -> bool:
    """Confirm this volunteer's service: never one's own, nor that of somebody whom one has checked in."""
    return not is_close(actor, assignment) and can_confirm(actor, order)


def is_own_service(actor: Actor, assignment: Assignment) -> bool:
    """Whether the actor or his ward serves."""
    person = assignment.volunteer.person
    return actor.person_id is not None and actor.person_id in (person.pk, person.guardian_id)


def is_close(actor: Actor, assignment: Assignment) -> bool:
    """Whether the actor or his ward serves, or the actor has checked the volunteer in."""
    checked_in = actor.person_id is not None and actor.person_id == assignment.checked_in_by_id
    return checked_in or is_own_service(actor, assignment)


def can_rate(actor: Actor, order: Order) -> bool:
    """The recipient side, or staff by proxy; never the volunteers who served, nor by proxy who leads their team."""
    if rates_own_work(actor, order):
        return False
    return is_recipient(actor, order) or actor.may(Permission.ORDER_TAKE, order.unit_path)


def has_served(actor: Actor, order: Order) -> bool:
    """Whether the actor is or was bound to the order."""
    if actor.volunteer_id is None:
        return False
    return order.assignments.filter(volunteer_id=actor.volunteer_id).exists()


def rates_own_work(actor: Actor, order: Order) -> bool:
    """Whether the actor served, or leads the team that served and would speak for the resident."""
    return has_served(actor, order) or (leads(actor, order) and not is_recipient(actor, order))


def follows_up_himself(actor: Actor, order: Order) -> bool:
    """Whether the rating is about the actor's own service or team, or is his own complaint."""
    return has_served(actor, order) or leads(actor, order) or is_recipient(actor, order)


def can_reply(actor: Actor, order: Order) -> bool:
    """Answer a rating: leaders of the team, staff who follow up."""
    return leads(actor, order) or actor.may(Permission.ORDER_FOLLOW_UP, order.unit_path)


def can_follow_up(actor: Actor, order: Order) -> bool:
    """Follow up a bad rating, reopen: somebody whom it is not about."""
    return actor.may(Permission.ORDER_FOLLOW_UP, order.unit_path) and not follows_up_himself(actor, order)


def can_order_for(actor: Actor, recipient: Person, unit_path: str) -> bool:
    """Ask for oneself or one's ward; staff for anybody at a unit in reach."""
    own = actor.person_id is not None and actor.person_id in (recipient.pk, *recipient.guardian_ids)
    return own or can_take_for_others(actor, unit_path)


def can_see_contact(actor: Actor, order: Order) -> bool:
    """Address and phone: the recipient side, officers who work on it, and those who have accepted."""
    work = (Permission.ORDER_TAKE, Permission.ORDER_VERIFY, Permission.ORDER_DISPATCH)
    if is_recipient(actor, order) or any(actor.may(each, order.unit_path) for each in work):
        return True
    return leads(actor, order) or is_bound(actor, order)


def can_read_story(actor: Actor, order: Order) -> bool:
    """Read what happened and who comes: whoever knows the contact, officers in reach; not those who are only asked."""
    return can_see_contact(actor, order) or actor.may(Permission.ORDER_VIEW, order.unit_path)


def is_bound(actor: Actor, order: Order) -> bool:
    """A volunteer who has accepted and has not withdrawn."""
    if actor.volunteer_id is None:
        return False
    mine = order.assignments.filter(volunteer_id=actor.volunteer_id)
    return mine.exclude(state=AssignmentState.WITHDRAWN).exists()


def is_system(actor: Actor, order: Order) -> bool:
    """The clock acts, nobody else."""
    return actor.is_system


def can_see_item(actor: Actor, item: MenuItem) -> bool:
    """Listed items are public."""
    own = item.team_id in actor.led_team_ids
    return item.state == ItemState.LISTED or own or actor.may(Permission.MENU_REVIEW, item.unit_path)


def can_edit_item(actor: Actor, item: MenuItem) -> bool:
    """The leaders of the team."""
    return item.team_id in actor.led_team_ids


def can_review_item(actor: Actor, item: MenuItem) -> bool:
    """A reviewer of the area who neither leads the team nor handed the item in."""
    return actor.may(Permission.MENU_REVIEW, item.unit_path) and not is_own_item(actor, item)


def is_own_item(actor: Actor, item: MenuItem) -> bool:
    """Whether the actor leads the team or handed the item in."""
    if item.team_id in actor.led_team_ids:
        return True
    last = flow.history(ITEM_KIND, item.pk).filter(transition="submit").last()
    return actor.person_id is not None and last is not None and last.actor_person_id == actor.person_id


def can_settle_absence(actor: Actor, order: Order, absence: Absence) -> bool:
    """Decide an objection to a no-show: staff in reach who neither noted it nor are the volunteer."""
    involved = (absence.by_id, absence.assignment.volunteer.person_id)
    return actor.person_id not in involved and actor.may(Permission.SERVICE_RECORD, order.unit_path)
