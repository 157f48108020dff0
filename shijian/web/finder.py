"""One search over every kind of thing that the actor may see, for the search page and the command palette."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shijian.kernel import display, glossary, search, words
from shijian.kernel.actor import Actor, Permission
from shijian.orders.models import MenuItem, Order
from shijian.people.models import Person
from shijian.people.queries import persons
from shijian.people.queries.minors import access
from shijian.units.models import Unit
from shijian.volunteers.models import Team, Volunteer
from shijian.web import pages

LIMIT = 10
SHORT = 4
NUMBER = re.compile(r"(?:\d[\s-]?){7,}")


@dataclass(frozen=True, slots=True)
class Source:
    """A kind in the index with the model behind it; `needs` says who may search it at all.

    `matching` replaces the search in the index, where a number of a person must be compared without being kept.
    """

    kind: str
    label: str | Promise
    rows: Callable[[Actor], QuerySet[Any]]
    line: Callable[[Any], tuple[str, str]]
    route: str
    needs: Permission | None = None
    matching: Callable[[Actor, str], QuerySet[Any]] | None = None

    def hits(self, actor: Actor, text: str) -> QuerySet[Any]:
        """The rows that the text means."""
        if self.matching is not None:
            return self.matching(actor, text)
        return self.rows(actor).filter(pk__in=search.find(self.kind, text))


def _person(person: Person) -> tuple[str, str]:
    """A person with place and masked phone; a minor without name and phone, as in every list without leave."""
    if access.is_protected(person):
        return f"{access.masked_name(person)} ({access.band_words(person)})", person.unit.name
    return person.name, f"{person.unit.name} {words.masked_phone(person.phone or '')}".strip()


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
        persons.within_reach,
        _person,
        "people:detail",
        Permission.PERSON_VIEW,
        persons.matching,
    ),
    Source(
        "volunteer",
        _("Volunteers"),
        lambda a: Volunteer.objects.visible_to(a).select_related("person", "unit"),
        lambda v: (_person(v.person)[0], v.unit.name),
        "volunteers:detail",
        Permission.VOLUNTEER_VIEW,
    ),
]


def find(text: str, actor: Actor) -> list[dict[str, Any]]:
    """Give the groups of hits: label and rows of (title, place, url). At most ten rows a group."""
    groups = [_settings(text), *_things(text, actor, LIMIT), _pages(text, actor), _words(text)]
    return [group for group in groups if group is not None]


def jump(text: str, actor: Actor) -> list[dict[str, Any]]:
    """Give the groups of the command palette, fewer rows a group; for no text the pages that the actor may open."""
    if not text:
        return [group for group in [_pages(text, actor)] if group is not None]
    groups = [_pages(text, actor), *_things(text, actor, SHORT), _settings(text)]
    return [group for group in groups if group is not None]


def is_number(text: str) -> bool:
    """Whether a text holds what may be a phone or identity number, which must not stand in an address."""
    return NUMBER.search(text) is not None


def _things(text: str, actor: Actor, limit: int) -> list[dict[str, Any] | None]:
    return [_group(source, text, actor, limit) for source in SOURCES]


def _pages(text: str, actor: Actor) -> dict[str, Any] | None:
    rows = [(page.label, "", page.url) for page in pages.found(text, actor)]
    return {"label": _("Go to"), "rows": rows} if rows else None


def _settings(text: str) -> dict[str, Any] | None:
    if not display.is_meant_by(text):
        return None
    hint = _("Elder edition, text size, colours, language")
    return {"label": _("Settings"), "rows": [(_("Display"), hint, reverse("people:display"))]}


def _words(text: str) -> dict[str, Any] | None:
    rows = [(each.word, each.sentence, f"{reverse('web:words')}#{each.key}") for each in glossary.found(text)]
    return {"label": _("Words explained"), "rows": rows[:LIMIT]} if rows else None


def _group(source: Source, text: str, actor: Actor, limit: int) -> dict[str, Any] | None:
    if source.needs is not None and not actor.may_anywhere(source.needs):
        return None
    hits = source.hits(actor, text).order_by("-pk")[:limit]
    rows = [(*source.line(hit), reverse(source.route, args=[hit.pk])) for hit in hits]
    return {"label": source.label, "rows": rows} if rows else None
