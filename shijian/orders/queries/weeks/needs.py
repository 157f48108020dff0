"""What many orders ask of volunteers, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from shijian.kernel import clock, paths, policy
from shijian.orders.models import Order
from shijian.orders.queries import eligibility
from shijian.orders.queries.eligibility import Need
from shijian.orders.queries.places import Reach, Way, reach_along, reach_of
from shijian.units.models import Unit
from shijian.volunteers.models import TrainingKind


@dataclass(frozen=True, slots=True)
class Place:
    """A unit with its way down the tree and its position."""

    pk: int
    path: str
    name: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True)
class Land:
    """The units around an area, by path; `root` is the path of the county."""

    root: str
    places: dict[str, Place]
    ways: dict[str, Way]

    def reach(self, path: str) -> Reach:
        """The surroundings of the unit at `path`; no query."""
        return reach_along(path, [self.ways[each] for each in paths.ancestors(path) if each in self.ways])


def land_around(path: str) -> Land:
    """The county in which the unit at `path` lies; two queries."""
    root = reach_of(path).county
    rows = Unit.objects.filter(paths.below("path", root) | Q(path__in=paths.ancestors(root))).order_by("path")
    fields = ("path", "kind", "next_child", "pk", "name", "latitude", "longitude")
    found: dict[str, Place] = {}
    ways: dict[str, Way] = {}
    for way, kind, children, pk, name, latitude, longitude in rows.values_list(*fields):
        position = (None, None) if latitude is None else (float(latitude), float(longitude))
        found[way] = Place(pk, way, name, *position)
        ways[way] = (kind, way, children)
    return Land(root, found, ways)


def needs_of(rows: QuerySet[Order], orders: Sequence[Order], land: Land) -> list[Need]:
    """The needs of `orders`, which are those of `rows`; three queries and one a day for what the county decided."""
    skills, trainings = _skills(rows), _trainings(rows)
    everybody = _TrainingForAll()
    return [
        eligibility.composed(
            order,
            land.reach(order.unit_path),
            skills[order.pk],
            dict(sorted({**dict(trainings[order.pk]), **everybody.on(order)}.items())),
        )
        for order in orders
    ]


def _skills(rows: QuerySet[Order]) -> dict[int, list[tuple[int, bool, str]]]:
    found: dict[int, list[tuple[int, bool, str]]] = defaultdict(list)
    through = Order.skills.through.objects.filter(order__in=rows.values("pk")).order_by("skill_id")
    fields = ("order_id", "skill_id", "skill__needs_licence", "skill__name")
    for pk, skill, licence, name in through.values_list(*fields):
        found[pk].append((int(skill), bool(licence), str(name)))
    return found


def _trainings(rows: QuerySet[Order]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    through = Order.trainings.through.objects.filter(order__in=rows.values("pk")).order_by("trainingkind_id")
    for pk, kind, name in through.values_list("order_id", "trainingkind_id", "trainingkind__name"):
        found[pk].append((int(kind), str(name)))
    return found


class _TrainingForAll:
    """The training that the county demands of everybody on a day; one query for each code."""

    def __init__(self) -> None:
        self.known: dict[str, dict[int, str]] = {"": {}}

    def on(self, order: Order) -> dict[int, str]:
        code = policy.get("training.for_all", on=clock.local(order.wished_from).date())
        if code not in self.known:
            self.known[code] = dict(TrainingKind.objects.filter(code=code).values_list("pk", "name"))
        return self.known[code]
