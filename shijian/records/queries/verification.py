"""`shijian verify records`: every row that decides about hours, held against the audit trail and its signature."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from shijian.kernel.audit.kept import Kept
from shijian.records.queries.traces import TRACES
from shijian.records.queries.verify_papers import paper_problems
from shijian.records.queries.verify_traces import Look


def problems() -> Iterator[str]:
    """Each row that was changed, taken out, put in or swapped."""
    return verify()[0]


def verify() -> tuple[Iterator[str], Callable[[], str]]:
    """For the command: the problems, and a line for each kind of row on how many of them are proved."""
    looks: list[Look] = []
    return _problems(looks), lambda: "\n".join(_said(look) for look in looks)


def _problems(looks: list[Look]) -> Iterator[str]:
    kept = Kept([model._meta.label_lower for model in TRACES])
    for model in TRACES:
        looks.append(Look(model, kept))
        yield from looks[-1].problems()
    yield from paper_problems()


def _said(look: Look) -> str:
    names = {"what": TRACES[look.model].name, "rows": look.tally.rows - look.tally.bare}
    said = _("%(what)s: %(rows)d verified.") % names
    return said + _older(look) + _gaps(look)


def _older(look: Look) -> str:
    if not look.tally.bare:
        return ""
    words, names = " ", {"bare": look.tally.bare, "day": look.seals.day}
    if look.seals.day:
        words += _("%(bare)d older ones stand as they were sealed on %(day)s, not proved from their deeds.")
    else:
        words += _("%(bare)d without a digest that is still here: what they say cannot be proved.")
    return words % names


def _gaps(look: Look) -> str:
    if not look.kept.gaps:
        return ""
    words = " " + _("%(gaps)d archives of the audit trail are not here or were changed.")
    return words % {"gaps": look.kept.gaps}
