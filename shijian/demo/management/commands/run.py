"""`run`: migrate, build the demo county when there is nothing yet, serve the pages and run the jobs."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils.translation import gettext as _

from shijian.demo import operations, queries, serving, static_files
from shijian.demo.management.commands.demo import accounts_text
from shijian.demo.recipe import Recipe
from shijian.kernel import clock, demo_mark
from shijian.people.queries import accounts

WORKERS = 2


class Command(BaseCommand):
    """Ctrl-C or SIGTERM stops both processes cleanly."""

    help = "Runs everything: web server and worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where to listen."""
        parser.add_argument("--port", type=int, default=_port())
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--workers", type=int, default=WORKERS, help="processes of the web server")
        parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, then serve until told to stop."""
        host, port = options["host"], options["port"]
        if not serving.port_is_free(host, port):
            words = _(
                "Port %(port)d is taken by another program. Stop that, or choose another: PORT=%(other)d"
            )
            raise CommandError(words % {"port": port, "other": port + 1})
        self._prepare(demo=not options["no_demo"])
        words = self._greeting(host, port)
        connections.close_all()
        keeper = serving.Keeper(serving.children_for(host, port, options["workers"]), self._say)
        if code := keeper.run(host, port, self._say, words):
            raise SystemExit(code)

    def _prepare(self, *, demo: bool) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if doors := accounts.open_demo_accounts():
            raise CommandError(
                _(
                    "This is no demo, but %(number)d demo accounts are open, whose password everybody knows. "
                    "Run: shijian account close-demo"
                )
                % {"number": doors}
            )
        if demo and not queries.has_units():
            self._say(_("Building the demo county…"))
            operations.build(Recipe(now=clock.now().replace(microsecond=0)), progress=self._progress)
            operations.mark()
        static_files.collect()

    def _greeting(self, host: str, port: int) -> str:
        shown = "localhost" if host in ("127.0.0.1", "0.0.0.0") else host  # noqa: S104 - compared only
        lines = [_("Ready: %(address)s  (Ctrl-C stops)") % {"address": f"http://{shown}:{port}/"}]
        if settings.DEMO or demo_mark.is_set(settings.HOME, settings.DATABASES["default"]):
            lines.append(accounts_text())
        elif not queries.has_units():
            lines.append(_("There are no units yet: shijian init --area CODE lays out your county."))
        return "\n".join(lines)

    def _progress(self, words: str) -> None:
        self._say(f"  {words}")

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def _port() -> int:
    value = os.environ.get("PORT") or "8000"
    if not value.isdigit() or not 1 <= int(value) <= 65535:
        raise CommandError(_("PORT must be a number from 1 to 65535, not %(value)s.") % {"value": value})
    return int(value)
