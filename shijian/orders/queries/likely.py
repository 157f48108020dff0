"""Why a yes is as likely as it is: of one person in words, and of anybody by examples from the model that holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shijian.matching.chance import FEATURES
from shijian.orders.queries.reasons import UNITS, WORDS, of_ten
from shijian.orders.queries.weeks import chances

# A part of the log-odds below this changes the chance by less than one in a hundred.
FAINT = 0.05
NEVER_ASKED = (1.0, False, 0, 0, 0, False)
EXAMPLES: list[tuple[str | Promise, chances.Known]] = [
    (gettext_lazy("lives 1 km away, has not said when, was never asked before"), NEVER_ASKED),
    (gettext_lazy("… but lives 6 km away"), (6.0, False, 0, 0, 0, False)),
    (gettext_lazy("… but lives 20 km away"), (20.0, False, 0, 0, 0, False)),
    (gettext_lazy("… but said to be free at that time"), (1.0, True, 0, 0, 0, False)),
    (gettext_lazy("… but served 4 times in the last four weeks"), (1.0, False, 4, 0, 0, False)),
    (gettext_lazy("… but said yes 3 of 3 times"), (1.0, False, 0, 3, 0, False)),
    (gettext_lazy("… but said no, or did not answer, 3 of 3 times"), (1.0, False, 0, 0, 3, False)),
    (gettext_lazy("… but the order is urgent"), (1.0, False, 0, 0, 0, True)),
]


@dataclass(frozen=True, slots=True)
class Learnt:
    """What the page of the chances says; times are those of ten.

    `examples` are rows of words and times of yes, `groups` of promised times, real times and answers, `off` the mean
    distance of the two; `at` is None while nothing was learnt.
    """

    at: dt.datetime | None
    answers: int
    off: str
    examples: list[tuple[str | Promise, str]]
    groups: list[tuple[str, str, int]]


def learnt() -> Learnt:
    """What the model that holds says; one query."""
    row = chances.newest()
    model = chances.model_of(row)
    hopes = model.predict(chances.Facts.of([known for _words, known in EXAMPLES]).rows())
    examples = [(words, _of_ten(hope)) for (words, _known), hope in zip(EXAMPLES, hopes, strict=True)]
    if row is None:
        return Learnt(None, 0, "", examples, [])
    groups = [(_of_ten(said), _of_ten(real), int(number)) for said, real, number in row.groups]
    return Learnt(row.at, row.answers, _of_ten(row.off), examples, groups)


def _of_ten(share: float) -> str:
    return f"{10 * share:.1f}"


@dataclass(frozen=True, slots=True)
class Own:
    """What plans expect of somebody: how often, of ten times, he says yes to an order near by, not urgent, and why."""

    times: int
    why: list[str]


def own(volunteer_id: int) -> Own:
    """What somebody may know of himself (PIPL 24, 44); three queries."""
    past = chances.history({volunteer_id: 0}, Q(volunteer=volunteer_id))
    load, yes, no = (int(each[0]) for each in (past.load, past.yes, past.no))
    facts = chances.Facts.of([(chances.NEAR_KM, False, load, yes, no, False)])
    model = chances.current()
    because = facts.because(model)(0)
    return Own(of_ten(float(model.predict(facts.rows())[0])), words(because, round(chances.NEAR_KM * UNITS)))


def words(likely: Mapping[str, Any], way: int) -> list[str]:
    """What makes the yes of one person more or less likely, what weighs most first; `way` in 100 m."""
    if len(likely.get("parts", ())) != len(FEATURES):
        return []
    part = dict(zip(FEATURES, likely["parts"], strict=True))
    found = sorted(_told(part, likely, way), key=lambda each: -abs(each[0]))
    return [_worded(weight, what) for weight, what in found if abs(weight) >= FAINT]


def _worded(weight: float, what: str) -> str:
    said = _("%(what)s: more likely") if weight > 0 else _("%(what)s: less likely")
    return said % {"what": what}


def _told(part: Mapping[str, float], likely: Mapping[str, Any], way: int) -> Iterator[tuple[float, str]]:
    yield part["near"] + part["km"], WORDS["distance"](way / UNITS)
    if likely["free"]:
        yield part["said-free"], _("free at that time")
    if load := likely["load"]:
        services = ngettext("%(n)s service in four weeks", "%(n)s services in four weeks", load)
        yield part["load"], services % {"n": load}
    yield part["yes-before"], _answers(likely["yes"], likely["no"])
    yield part["urgent"], _("the order is urgent")


def _answers(yes: int, no: int) -> str:
    if yes >= no:
        return _("said yes %(n)s of %(all)s times") % {"n": yes, "all": yes + no}
    return _("said no, or did not answer, %(n)s of %(all)s times") % {"n": no, "all": yes + no}
