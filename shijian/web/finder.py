"""One search over every kind of thing that the actor may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shijian.kernel import display, glossary, search
from shijian.kernel.actor import Actor, Permission
from shijian.orders.models import MenuItem, Order
from shijian.people.models import Person
from shijian.units.models import Unit
from shijian.volunteers.models import Team, Volunteer

LIMIT = 10


@dataclass(frozen=True, slots=True)
class Source:
    """A kind in the index with the model behind it; `needs` says who may search it at all."""

    kind: str
    label: str | Promise
    rows: Callable[[Actor], QuerySet[Any]]
    line: Callable[[Any], tuple[str, str]]
    route: str
    needs: Permission | None = None


SOURCES = [
    Source("unit", _("Units"), Unit.objects.visible_to, lambda u: (u.name, u.address), "units:detail"),
    Source(
        "team",
        _("Teams"),
        lambda a: Team.objects.visible_to(a).select_related("unit"),
        lambda t: (t.name, t.unit.name),
        "volunteers:team-detail",
    ),
    Source(
        "menu-item",
        _("Menu"),
        lambda a: MenuItem.objects.visible_to(a).select_related("team"),
        lambda i: (i.title, i.team.name),
        "orders:item",
    ),
    Source(
        "order",
        _("Orders"),
        lambda a: Order.objects.visible_to(a).select_related("unit"),
        lambda o: (f"{o.number} {o.title}", o.unit.name),
        "orders:office-detail",
        Permission.ORDER_VIEW,
    ),
    Source(
        "person",
        _("Persons"),
        lambda a: Person.objects.visible_to(a).select_related("unit"),
        lambda p: (p.name, p.unit.name),
        "people:detail",
        Permission.PERSON_VIEW,
    ),
    Source(
        "volunteer",
        _("Volunteers"),
        lambda a: Volunteer.objects.visible_to(a).select_related("person", "unit"),
        lambda v: (v.person.name, v.unit.name),
        "volunteers:detail",
        Permission.VOLUNTEER_VIEW,
    ),
]


def find(text: str, actor: Actor) -> list[dict[str, Any]]:
    """Give the groups of hits: label and rows of (title, place, url). At most ten rows a group."""
    groups = [_settings(text), *(_group(source, text, actor) for source in SOURCES), _words(text)]
    return [group for group in groups if group is not None]


def _settings(text: str) -> dict[str, Any] | None:
    if not display.is_meant_by(text):
        return None
    hint = _("Elder edition, text size, colours, language")
    return {"label": _("Settings"), "rows": [(_("Display"), hint, reverse("people:display"))]}


def _words(text: str) -> dict[str, Any] | None:
    rows = [(each.word, each.sentence, f"{reverse('web:words')}#{each.key}") for each in glossary.found(text)]
    return {"label": _("Words explained"), "rows": rows[:LIMIT]} if rows else None


def _group(source: Source, text: str, actor: Actor) -> dict[str, Any] | None:
    if source.needs is not None and not actor.may_anywhere(source.needs):
        return None
    hits = source.rows(actor).filter(pk__in=search.find(source.kind, text)).order_by("-pk")[:LIMIT]
    rows = [(*source.line(hit), reverse(source.route, args=[hit.pk])) for hit in hits]
    return {"label": source.label, "rows": rows} if rows else None
