"""`shijian dispatch --unit CODE --week 2026-W49 [--dry-run] [--json] [--seed N]`: the plan of a week by command."""

from __future__ import annotations

import datetime as dt
import json
import re
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shijian.kernel.actor import SYSTEM, Channel
from shijian.kernel.doing import words_of
from shijian.kernel.errors import ShijianError
from shijian.orders.enums import Solver
from shijian.orders.models import Order
from shijian.orders.operations.plans.making import make_plan
from shijian.orders.queries.weeks import solving, spans
from shijian.orders.queries.weeks.draft import Draft, Wanted
from shijian.units.models import Unit
from shijian.volunteers.models import Volunteer

WEEK = re.compile(r"(\d{4})-W(\d{2})")


class Command(BaseCommand):
    """Plans a week, prints how good the plan is, and keeps it as a draft; nobody is asked."""

    help = "Drafts the plan of a week: shijian dispatch --unit CODE --week 2026-W49 [--dry-run] [--json] [--seed N]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what may be given."""
        parser.add_argument("--unit", required=True, help="code or name of the hub or centre")
        parser.add_argument(
            "--week", type=_week, default=None, help="ISO week, 2026-W49; without it the next one"
        )
        parser.add_argument(
            "--seed", type=int, default=0, help="decides among equals; the same gives the same plan"
        )
        parser.add_argument("--dry-run", action="store_true", help="only print, keep nothing")
        parser.add_argument(
            "--json", action="store_true", help="every offer, by numbers of orders and volunteers"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Plan, print, and keep unless told otherwise."""
        unit = _unit(options["unit"])
        week = options["week"] or spans.this_week() + dt.timedelta(days=7)
        draft = solving.draft_of(unit.path, week, seed=options["seed"])
        if not options["dry_run"]:
            self._keep(unit, week, options["seed"])
        self.stdout.write(json.dumps(_facts(draft), ensure_ascii=False) if options["json"] else _line(draft))

    def _keep(self, unit: Unit, week: dt.date, seed: int) -> None:
        try:
            plan = make_plan(unit, week=week, actor=SYSTEM.via(Channel.COMMAND), seed=seed, wait=True)
        except ShijianError as error:
            raise CommandError(words_of(error)) from None
        self.stderr.write(
            f"draft {plan.pk} of {unit.name} for {spans.code(week)}: look at it, change it, send it"
        )


def _week(text: str) -> dt.date:
    found = WEEK.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return spans.monday_of(int(found[1]), int(found[2]))


def _unit(words: str) -> Unit:
    active = Unit.objects.active()
    found = active.filter(codes__code=words, codes__valid_until__isnull=True) or active.filter(name=words)
    units = list(found.order_by("pk")[:2])
    if len(units) != 1:
        raise CommandError(f"{'Several units are' if units else 'No unit is'} called {words}.")
    return units[0]


def _line(draft: Draft) -> str:
    proof, made = draft.plan.certificate, draft.teams.made
    text = (
        f"{spans.code(draft.monday)}: {draft.filled} of {draft.seats} places in {len(draft.wanted)} orders, "
        f"{draft.plan.solver}, value {proof.value}, bound {proof.bound:.0f}, gap {proof.gap:.4%}, "
        f"{draft.plan.seconds:.2f} s, sha256 {draft.digest}"
    )
    if made is None:
        return text
    return f"{text}; {draft.teams.given} orders for teams, value {made.value}, bound {made.bound:.0f}"


def _facts(draft: Draft) -> dict[str, Any]:
    """The plan as numbers: no names of people, no addresses."""
    made, proof = draft.plan, draft.plan.certificate
    return {
        "week": spans.code(draft.monday), "orders": len(draft.wanted), "seats": draft.seats, "filled": draft.filled,
        "solver": made.solver, "value": int(proof.value), "bound": float(proof.bound), "gap": float(proof.gap),
        "broken": list(proof.broken), "seed": made.seed, "seconds": round(made.seconds, 3), "digest": draft.digest,
        "offers": _offers(draft), "teams": _teams(draft),
    }  # fmt: skip


def _numbers(wanted: list[Wanted]) -> dict[int, str]:
    ids = [each.order_id for each in wanted]
    return dict(Order.objects.filter(pk__in=ids).values_list("pk", "number"))


def _offers(draft: Draft) -> list[dict[str, Any]]:
    orders = _numbers(draft.wanted)
    ids = {one.volunteer_id or 0 for each in draft.wanted for one in each.choices}
    people = dict(Volunteer.objects.filter(pk__in=ids).values_list("pk", "number"))
    return [
        {
            "order": orders[each.order_id], "volunteer": people[one.volunteer_id or 0], "span": one.span,
            "km": one.way / 10, "price": one.total, "chance": one.chance, "beside": one.beside,
        }
        for each in draft.wanted for one in each.choices if one.chosen or one.beside
    ]  # fmt: skip


def _teams(draft: Draft) -> dict[str, Any] | None:
    """The part of the teams, by their keys; null where no order is for a team."""
    made = draft.teams.made
    if made is None:
        return None
    orders = _numbers(draft.teams.wanted)
    return {
        "solver": Solver.GREEDY if made.simple else Solver.SEARCH, "value": made.value, "bound": made.bound,
        "gap": made.gap, "offers": [
            {"order": orders[each.order_id], "team": one.team_id, "km": one.way / 10, "price": one.total}
            for each in draft.teams.wanted for one in each.choices if one.chosen
        ],
    }  # fmt: skip
