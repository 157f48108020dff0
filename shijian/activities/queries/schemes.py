"""Schemes with their drawers, in the order in which people choose."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from shijian.activities.models import Scheme, Term

Labelled = list[tuple[Term, str]]


def every() -> QuerySet[Scheme]:
    """All schemes with their drawers. Two queries."""
    rows = Term.objects.select_related("parent").order_by("position", "pk")
    return Scheme.objects.prefetch_related(Prefetch("terms", queryset=rows)).order_by("position", "pk")


def in_use() -> QuerySet[Scheme]:
    """The schemes by which the network sorts. Two queries."""
    return every().filter(in_use=True)


def labelled(scheme: Scheme) -> Labelled:
    """Each drawer below its type, with the type in front of the name of a sub-type; no query after `every`."""
    terms = list(scheme.terms.all())
    found: Labelled = []
    for top in (term for term in terms if term.parent_id is None):
        found.append((top, top.name))
        found += [(term, f"{top.name} · {term.name}") for term in terms if term.parent_id == top.pk]
    return found


def choosable(scheme: Scheme, standing: Term | None = None) -> Labelled:
    """The open drawers of a scheme, and the one that stands already; a closed type closes what hangs below it."""
    closed = {term.pk for term, _label in labelled(scheme) if not term.is_open}
    return [
        (term, label)
        for term, label in labelled(scheme)
        if (term.pk not in closed and term.parent_id not in closed) or term == standing
    ]
