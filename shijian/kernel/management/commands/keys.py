"""`keys`: show and change the keys of this installation."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from shijian.kernel import crypto, reindexing, rekeying
from shijian.kernel.actor import SYSTEM, Channel
from shijian.kernel.errors import Conflict


class Command(BaseCommand):
    """Secrets are never printed."""

    help = "Shows the signing keys; gives a new key for signatures or fields, and takes an old one away."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the action."""
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("list", help="show the public signing keys and when each of them signed")
        rotate = actions.add_parser("rotate", help="make a new key")
        rotate.add_argument(
            "--signing", action="store_true", help="the key that signs roots and certificates"
        )
        rotate.add_argument("--fields", action="store_true", help="the key that encrypts fields")
        rotate.add_argument(
            "--index", action="store_true", help="the key of the blind indexes; see docs/privacy.md"
        )
        actions.add_parser("reencrypt", help="bring all fields under the newest key; goes on after a stop")
        drop = actions.add_parser("drop", help="forget an earlier key under which nothing is any more")
        drop.add_argument("key_id", nargs="?", default="", help="a field key")
        drop.add_argument("--index", action="store_true", help="the earlier keys of the blind indexes")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        """Do the action."""
        if action == "list":
            self._list()
        elif options.get("signing"):
            fresh = rekeying.rotate_signing(actor=SYSTEM.via(Channel.COMMAND))
            self.stdout.write(_("From now on key %(key)s signs.") % {"key": fresh})
        elif options.get("index"):
            self._index(is_new=action == "rotate")
        elif action == "drop":
            self._drop(options["key_id"])
        elif action == "reencrypt" or options.get("fields"):
            self._fields(is_new=action == "rotate")
        else:
            raise CommandError(_("Say which key: --signing, --fields or --index."))

    def _fields(self, *, is_new: bool) -> None:
        if is_new:
            fresh = rekeying.rotate_fields(actor=SYSTEM.via(Channel.COMMAND))
            self.stdout.write(_("From now on key %(key)s encrypts.") % {"key": fresh})
        for place, done in rekeying.run():
            self.stdout.write(f"{place}: {done}")
        self.stdout.write(_("All fields are under the newest key."))

    def _index(self, *, is_new: bool) -> None:
        if not is_new:
            self._drop_index()
            return
        for each in reindexing.rotate(actor=SYSTEM.via(Channel.COMMAND)):
            self.stdout.write(f"{each.column.label}: {each.done}")
            if each.strays:
                words = _("%(place)s: these rows have an index of another value: %(rows)s")
                self.stderr.write(
                    words % {"place": each.column.label, "rows": ", ".join(map(str, each.strays))}
                )
        self.stdout.write(_("All blind indexes are under the new key."))

    def _drop_index(self) -> None:
        try:
            count = reindexing.drop_index_keys(actor=SYSTEM.via(Channel.COMMAND))
        except Conflict as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            _("Earlier keys of the blind indexes that are forgotten: %(count)d") % {"count": count}
        )

    def _drop(self, key_id: str) -> None:
        try:
            rekeying.drop_field_key(key_id, actor=SYSTEM.via(Channel.COMMAND))
        except Conflict as error:
            raise CommandError(str(error)) from None
        self.stdout.write(_("Key %(key)s is forgotten.") % {"key": key_id})

    def _list(self) -> None:
        for key in crypto.public_keys():
            self.stdout.write(f"{key.id}  {key.since} – {key.until}\n{key.pem}".rstrip())
