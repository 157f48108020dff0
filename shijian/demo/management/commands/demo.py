"""`demo`: build a believable county in an empty database, for trials, tests and benches."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from shijian.demo import operations, queries
from shijian.demo.recipe import PASSWORD, Recipe
from shijian.kernel import clock
from shijian.kernel.errors import ShijianError

LEAST = {"volunteers": 20, "orders": 20, "teams": 5}


class Command(BaseCommand):
    """The same numbers, seed and moment always give the same county."""

    help = "Builds a demo county of any size in an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the recipe."""
        parser.add_argument("--area", default=Recipe.area, help="area code of 6 digits (623027: Xiahe)")
        parser.add_argument("--name", default="", help="name of the centre")
        parser.add_argument("--volunteers", type=int, default=Recipe.volunteers)
        parser.add_argument("--orders", type=int, default=Recipe.orders)
        parser.add_argument("--teams", type=int, default=Recipe.teams)
        parser.add_argument("--seed", type=int, default=Recipe.seed)
        parser.add_argument("--year", type=int, help="a past year whose orders to tell, instead of up to now")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build, mark the database as a demo, print who can log in."""
        recipe = recipe_of(options)
        try:
            operations.build(recipe, progress=self._progress)
        except ShijianError as error:
            raise CommandError(str(error)) from None
        operations.mark()
        self.stdout.write(accounts_text())

    def _progress(self, words: str) -> None:
        self.stdout.write(f"  {words}")


def recipe_of(options: dict[str, Any]) -> Recipe:
    """The recipe that the options describe. Raises `CommandError` for sizes that make no county."""
    for name, least in LEAST.items():
        if options[name] < least:
            raise CommandError(_("--%(name)s must be at least %(least)d.") % {"name": name, "least": least})
    wanted = {name: options[name] for name in ("area", "name", "volunteers", "orders", "teams", "seed")}
    return Recipe(now=_end(options["year"]), **wanted)


def _end(year: int | None) -> dt.datetime:
    now = clock.now().replace(microsecond=0)
    return now if year is None else min(now, dt.datetime(year, 12, 31, 10, tzinfo=dt.UTC))


def accounts_text() -> str:
    """Who can log in, one line each, with the password of all."""
    lines = [_("Demo accounts, all with the password %(password)s:") % {"password": PASSWORD}]
    lines.extend(
        f"  {account.login_name:<11}{account.person.name}  {account.person.unit.name}"
        for account in queries.demo_accounts()
    )
    return "\n".join(lines)
