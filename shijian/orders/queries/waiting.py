"""What waits for staff in the loop of orders; hung on the work list by `apps`."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.kernel import clock
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.models import FlowLog
from shijian.kernel.worklist import Line, Source
from shijian.orders.enums import ITEM_KIND, ORDER_KIND, FollowUp, ItemState, OrderState
from shijian.orders.models import MenuItem, Order, Rating
from shijian.orders.models.rights import Absence
from shijian.orders.queries import absences, recipients

UNDER_WAY = (OrderState.OFFERED, OrderState.ACCEPTED, OrderState.SERVING)


def _orders(actor: Actor, permission: Permission, *states: OrderState) -> QuerySet[Order]:
    rows = Order.objects.filter(actor.within(permission, "unit_path"), state__in=states)
    return rows.select_related("unit", "recipient")


def _unverified(actor: Actor) -> QuerySet[Order]:
    """Needs that somebody else entered."""
    rows, me = _orders(actor, Permission.ORDER_VERIFY, OrderState.VERIFYING), actor.person_id or 0
    near = Q(taken_by_id=me) | Q(recipient_id=me) | Q(asked_by_id=me) | Q(recipient__guardian_id=me)
    refused = FlowLog.objects.filter(kind=ORDER_KIND, transition="reject", actor_person_id=me)
    return rows.exclude(near).exclude(pk__in=refused.values("object_id"))


def _late(actor: Actor) -> QuerySet[Order]:
    return _orders(actor, Permission.ORDER_DISPATCH, *UNDER_WAY).filter(due_at__lt=clock.now())


def _unrated(actor: Actor) -> QuerySet[Order]:
    """Served, and the resident has no account: somebody has to ask."""
    rows = _orders(actor, Permission.ORDER_TAKE, OrderState.RATING)
    return rows.filter(recipient__account__isnull=True)


def _bad(actor: Actor) -> QuerySet[Rating]:
    reach = actor.within(Permission.ORDER_FOLLOW_UP, "order__unit_path")
    return Rating.objects.filter(reach, follow_up=FollowUp.OPEN).select_related(
        "order__unit", "order__recipient"
    )


def _items(actor: Actor) -> QuerySet[MenuItem]:
    submitted = FlowLog.objects.filter(kind=ITEM_KIND, object_id=OuterRef("pk"), transition="submit")
    rows = MenuItem.objects.filter(
        actor.within(Permission.MENU_REVIEW, "unit_path"), state=ItemState.REVIEW
    ).exclude(team_id__in=actor.led_team_ids)
    rows = rows.annotate(submitted_at=Subquery(submitted.order_by("-id").values("at")[:1]))
    return rows.select_related("team", "unit")


def _say(order: Order) -> Line:
    warning = _("Phone the resident") if order.needs_call else ""
    if not warning and len(order.handler_path) < len(order.unit_path) and order.state == OrderState.VERIFYING:
        warning = _("Passed up: not done in time below")
    return Line(order.title, recipients.listed_name(order.recipient), order.unit.name, warning)


def _say_late(order: Order) -> Line:
    return Line(
        order.title,
        recipients.listed_name(order.recipient),
        order.unit.name,
        str(OrderState(order.state).label),
    )


def _say_rating(rating: Rating) -> Line:
    title = _("%(title)s: rated %(stars)s of 5") % {"title": rating.order.title, "stars": rating.stars}
    return Line(title, recipients.listed_name(rating.order.recipient), rating.order.unit.name)


def _say_item(item: MenuItem) -> Line:
    return Line(item.title, item.team.name, item.unit.name)


def _say_objection(row: Absence) -> Line:
    order = row.assignment.order
    return Line(order.title, row.assignment.volunteer.person.name, order.unit.name)


def _to(route: str, attribute: str = "pk") -> Any:
    return lambda row: reverse(route, args=[getattr(row, attribute)])


def sources(verify: Any) -> list[Source]:
    """The sources of orders; `verify` confirms the order of a key as it stands and says so."""
    order = _to("orders:office-detail")
    return [
        Source(
            "order-verify", gettext_lazy("Orders to verify"), gettext_lazy("Verify"), Permission.ORDER_VERIFY,
            _unverified, _say, order, order,
            due="due_at", deed=verify,
        ),
        Source(
            "order-dispatch", gettext_lazy("Orders to dispatch"), gettext_lazy("Dispatch"),
            Permission.ORDER_DISPATCH,
            lambda a: _orders(a, Permission.ORDER_DISPATCH, OrderState.QUEUED), _say, order,
            _to("orders:dispatch"), due="due_at",
        ),
        Source(
            "order-late", gettext_lazy("Orders that are late"), gettext_lazy("See why"),
            Permission.ORDER_DISPATCH, _late, _say_late, order, _to("orders:dispatch"), due="due_at",
        ),
        Source(
            "order-rating", gettext_lazy("Ratings to ask for"), gettext_lazy("Ask for the rating"),
            Permission.ORDER_TAKE, _unrated, _say, order, _to("orders:rate"), due="due_at",
        ),
        Source(
            "rating", gettext_lazy("Bad ratings"), gettext_lazy("Follow up"), Permission.ORDER_FOLLOW_UP,
            _bad, _say_rating, _to("orders:office-detail", "order_id"), _to("orders:rating"), since="rated_at",
        ),
        Source(
            "menu-item", gettext_lazy("Menu items to review"), gettext_lazy("Review"), Permission.MENU_REVIEW,
            _items, _say_item, _to("orders:item"), _to("orders:item-manage"), since="submitted_at",
        ),
        Source(
            "objection", gettext_lazy("Objections to no-shows"), gettext_lazy("Decide"),
            Permission.SERVICE_RECORD, absences.to_settle, _say_objection, _to("orders:objection"),
            _to("orders:objection"), since="objected_at",
        ),
    ]  # fmt: skip
