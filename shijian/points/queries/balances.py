"""Balances: read from the last entry of an account, however many entries there are."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from shijian.people.models import Person, own_or_ward
from shijian.points.models import Account, Credit, Entry
from shijian.volunteers.models import Volunteer


@dataclass(frozen=True, slots=True)
class Balance:
    """What somebody has to spend, and what was earned in all; redeeming never lowers the second."""

    spendable: int = 0
    lifetime: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the household, with his points."""

    volunteer: Volunteer
    balance: Balance


def _with_figures(rows: QuerySet[Volunteer]) -> QuerySet[Volunteer]:
    last = Entry.objects.filter(account__volunteer=OuterRef("pk")).order_by("-number")
    figures = {name: Coalesce(Subquery(last.values(name)[:1]), 0) for name in ("balance", "lifetime")}
    return rows.annotate(**figures)


def _of(row: Volunteer) -> Balance:
    return Balance(row.balance, row.lifetime)  # type: ignore[attr-defined]


def balance_of(volunteer_id: int) -> Balance:
    """The points of one volunteer; two steps down an index."""
    account = Account.objects.filter(volunteer=volunteer_id).values("pk")
    rows = Entry.objects.filter(account=Subquery(account)).order_by("-number")
    last = rows.values_list("balance", "lifetime").first()
    return Balance(*last) if last else Balance()


def household_of(person: Person) -> list[Member]:
    """The volunteer himself and the volunteers for whom he answers as guardian. A view: nobody holds joint points."""
    rows = Volunteer.objects.filter(own_or_ward(person.pk, "person")).select_related("person").order_by("pk")
    return [Member(row, _of(row)) for row in _with_figures(rows)]


def together(members: list[Member]) -> Balance:
    """The sum of a household."""
    spendable = sum(member.balance.spendable for member in members)
    return Balance(spendable, sum(member.balance.lifetime for member in members))


def entries_of(volunteer_id: int) -> QuerySet[Entry]:
    """The entries of a volunteer with what their sentences need, in one query."""
    account = Account.objects.filter(volunteer=volunteer_id).values("pk")
    related = (
        "batch__credit__record__unit", "batch__credit__rule", "batch__deduction", "batch__redemption__reward",
        "batch__reverses__credit__record__unit", "batch__reverses__credit__rule",
    )  # fmt: skip
    return Entry.objects.filter(account=Subquery(account)).select_related(*related)


def without_points(volunteer_id: int, most: int = 5) -> list[Credit]:
    """The latest services of a volunteer that brought nothing, because of the rules or their caps."""
    rows = Credit.objects.filter(record__volunteer=volunteer_id, points=0).order_by("-id")
    return list(rows.select_related("record__unit", "rule")[:most])
