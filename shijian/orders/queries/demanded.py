"""What an order or the county demands of who serves."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from shijian.kernel import clock, policy
from shijian.orders.models import Order
from shijian.volunteers.models import TrainingKind


def trainings_of(order: Order) -> dict[int, str]:
    """The kinds of training that the order demands, and the one that the county demands of everybody, by key."""
    kinds = TrainingKind.objects.filter(orders=order)
    code = policy.get("training.for_all", on=clock.local(order.wished_from).date())
    if code:
        kinds = TrainingKind.objects.filter(Q(orders=order) | Q(code=code)).distinct()
    return dict(kinds.order_by("pk").values_list("pk", "name"))


def wants_agreement(order: Order) -> bool:
    """Whether the county demands an agreement of who serves: by the risk, or by how many days the service lasts."""
    first, last = clock.local(order.wished_from).date(), clock.local(order.wished_until).date()
    if order.risk and order.risk >= policy.get("agreement.risk_from", on=first):
        return True
    days = (last - first).days + 1
    least = policy.get("agreement.days", on=first) if days > 1 else 0
    return bool(least and days >= least)


def say_licence(names: Iterable[str]) -> str:
    """Which licences are missing, and what to do."""
    return _(
        "This service needs a licence that is in force: %(names)s. Show it to the station, which enters it."
    ) % {"names": _(", ").join(names)}


def say_training(names: Iterable[str]) -> str:
    """Which trainings are missing, and what to do."""
    return _(
        "This service needs a training that counts on that day: %(names)s. "
        "Ask the team leader or the station for the next course; who has had it has it entered there."
    ) % {"names": _(", ").join(names)}
