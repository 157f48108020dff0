"""Where the pickers of forms ask: units and persons by name within reach, and the tree of units."""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from shijian.kernel import limits, search
from shijian.kernel.actor import Permission
from shijian.kernel.http import ActorRequest
from shijian.kernel.pickers import person_label, unit_label
from shijian.people.models import Person
from shijian.people.queries import persons
from shijian.people.queries.minors import access
from shijian.units.enums import UnitKind
from shijian.web import reach

LIMIT = 12


@limits.rated(limits.SEARCH)
@never_cache
@require_POST
def pick(request: ActorRequest, kind: str) -> HttpResponse:
    """Give options for the words, or a level of the tree of units; only what the named permission reaches."""
    if kind not in SOURCES:
        raise Http404
    if kind == "unit" and "tree" in request.POST:
        context = reach.level(request.actor, _permission(request), request.POST.get("at", ""), _only(request))
        return render(request, "web/_level.html", context)
    words = " ".join(request.POST.get("words", "").split())[:60]
    return render(request, "web/_picked.html", {"rows": SOURCES[kind](request, words) if words else []})


def _permission(request: ActorRequest) -> Permission | None:
    """None means the public list of units; an unknown word reaches nothing."""
    word = request.POST.get("permission", "")
    try:
        return Permission(word) if word else None
    except ValueError:
        raise Http404 from None


def _only(request: ActorRequest) -> Q:
    kinds = [kind for kind in request.POST.get("only", "").split(",") if kind in UnitKind.values]
    return Q(kind__in=kinds) if kinds else Q()


def _units(request: ActorRequest, words: str) -> list[tuple[int, str]]:
    rows = reach.units(request.actor, _permission(request)).filter(_only(request))
    named = Q(pk__in=search.find("unit", words)) | Q(name__icontains=words) | Q(place_name__icontains=words)
    return [(unit.pk, unit_label(unit)) for unit in rows.filter(named).order_by("path")[:LIMIT]]


def _persons(request: ActorRequest, words: str) -> list[tuple[int, str]]:
    if not request.actor.may_anywhere(Permission.PERSON_VIEW):
        return []
    rows = persons.matching(request.actor, words).order_by("name", "pk")[:LIMIT]
    found = list(rows)
    opened = access.opened(request.actor, found)
    return [(person.pk, _label(person, opened)) for person in found]


def _label(person: Person, opened: access.Opened | None) -> str:
    if opened is None or opened.shows(person):
        return person_label(person)
    return f"{access.masked_name(person)} · {person.unit.place_name or person.unit.name}"


SOURCES = {"unit": _units, "person": _persons}
