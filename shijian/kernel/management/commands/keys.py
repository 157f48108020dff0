"""`keys`: show and change the keys of this installation."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from shijian.kernel import audit, crypto
from shijian.kernel.actor import SYSTEM, Channel
from shijian.kernel.operation import operation


class Command(BaseCommand):
    """Secrets are never printed."""

    help = "Shows the signing keys; gives a new one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the action."""
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("list", help="show the public signing keys and when each of them signed")
        rotate = actions.add_parser("rotate", help="make a new key")
        rotate.add_argument(
            "--signing", action="store_true", help="the key that signs roots and certificates"
        )

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        """Do the action."""
        if action == "list":
            self._list()
        elif options["signing"]:
            fresh = rotate_signing(actor=SYSTEM.via(Channel.COMMAND))
            self.stdout.write(_("From now on key %(key)s signs.") % {"key": fresh})
        else:
            raise CommandError(_("Say which key: --signing."))

    def _list(self) -> None:
        for key in crypto.public_keys():
            self.stdout.write(f"{key.id}  {key.since} – {key.until}\n{key.pem}".rstrip())


@operation
def rotate_signing(*, actor: Any) -> str:
    """Sign with a new key from now on and note it; returns its id."""
    fresh = crypto.rotate_signing()
    audit.record("key.rotate", actor=actor, changes={"signing": [None, fresh]})
    return fresh
