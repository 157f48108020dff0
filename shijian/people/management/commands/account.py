"""`account create`: make the account of the first officer; `close-demo` closes those of a demo, `password` sets one."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM, Channel
from shijian.kernel.errors import ShijianError
from shijian.people import operations
from shijian.people.enums import Role
from shijian.people.models import Account
from shijian.people.operations.dormancy import close_demo_accounts
from shijian.units.enums import UnitKind
from shijian.units.models import Unit, UnitCode


class Command(BaseCommand):
    """Register a person, open the account and appoint, all or nothing."""

    help = "Makes an account with an appointment, such as that of the first centre officer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name, login, role, unit; the password is asked for or read from standard input."""
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("close-demo", help="close the accounts of a demo, before real use")
        renew = actions.add_parser(
            "password", help="set the password of an account that nobody else can reset"
        )
        renew.add_argument("--login", required=True)
        renew.add_argument("--password-stdin", action="store_true")
        parser = actions.add_parser("create", help="make an account with an appointment")
        parser.add_argument("--name", required=True)
        parser.add_argument("--login", required=True)
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--unit", default="", help="code of the unit; without it the centre")
        parser.add_argument("--phone", default="")
        parser.add_argument("--password-stdin", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say so."""
        if options["action"] == "close-demo":
            count = close_demo_accounts(actor=SYSTEM.via(Channel.COMMAND))
            self.stdout.write(f"{count} demo accounts closed.")
            return
        try:
            self._renew(options) if options["action"] == "password" else self._begin(options)
        except ShijianError as error:
            sentences = [f"{name}: {text}" for name, text in error.fields.items()] or [str(error)]
            raise CommandError("\n".join(sentences)) from None

    def _begin(self, options: dict[str, Any]) -> None:
        unit = self._unit(options["unit"])
        account = self._create(unit, self._password(options), options)
        self.stdout.write(f"Account {account.login_name}: {options['role']} of {unit.name}.")

    def _renew(self, options: dict[str, Any]) -> None:
        account = Account.objects.filter(login_name=options["login"].strip().lower()).first()
        if account is None:
            raise CommandError("No account has this login name.")
        actor = SYSTEM.via(Channel.COMMAND)
        operations.set_password(account, new=self._password(options), old=None, actor=actor)
        self.stdout.write(f"Account {account.login_name}: new password, all sessions ended.")

    def _password(self, options: dict[str, Any]) -> str:
        return sys.stdin.readline().rstrip("\r\n") if options["password_stdin"] else self._ask()

    @transaction.atomic
    def _create(self, unit: Unit, password: str, options: dict[str, Any]) -> Account:
        actor = SYSTEM.via(Channel.COMMAND)
        person = operations.register_person(
            name=options["name"], phone=options["phone"], unit=unit, actor=actor
        )
        account = operations.open_account(person, login_name=options["login"], password=password, actor=actor)
        operations.appoint(person, unit=unit, role=options["role"], starts_on=clock.today(), actor=actor)
        return account

    def _unit(self, code: str) -> Unit:
        if not code:
            unit = Unit.objects.active().filter(kind=UnitKind.CENTRE).order_by("path").first()
            if unit is None:
                raise CommandError("There is no unit yet. Run `shijian init` first.")
            return unit
        rows = (
            UnitCode.objects.filter(code=code, valid_until__isnull=True).select_related("unit").order_by("pk")
        )
        row = rows.first()
        if row is None:
            raise CommandError(f"No unit has the code {code}.")
        return row.unit

    def _ask(self) -> str:
        password = getpass("Password: ")
        if password != getpass("Again: "):
            raise CommandError("The two passwords differ.")
        return password
