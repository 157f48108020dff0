"""`permissions`: print which role may do what and how far."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from shijian.people.queries import permissions


class Command(BaseCommand):
    """Role x permission x reach as a table, from the code; needs no database."""

    help = "Prints which role may do what, and how far."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The form of the output."""
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="for machines")
        form.add_argument("--markdown", action="store_true", help="the tables of docs/permissions.md")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table."""
        if options["json"]:
            self.stdout.write(json.dumps(permissions.as_data(), indent=2))
        elif options["markdown"]:
            with translation.override("en"):
                self.stdout.write(permissions.as_markdown())
        else:
            self.stdout.write(permissions.as_text())
