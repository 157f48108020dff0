"""The way out: snapshot, seal, read back, give it its name."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.utils.translation import gettext as _

from shijian.kernel import clock, crypto, demo_mark
from shijian.kernel.backup import disk, dump, manifest, place, sets, snapshot, uploads
from shijian.kernel.backup.errors import Damaged
from shijian.kernel.backup.manifest import Manifest
from shijian.kernel.backup.seal import Opened, Recipient, Sealer, opened
from shijian.kernel.backup.uploads import Upload

Say = Callable[[str], object]
KEYS, MANIFEST, DATABASE = "keys", "manifest", "database"


@dataclass(frozen=True, slots=True)
class Made:
    """What a backup has become."""

    backup: sets.BackupSet
    rows: int
    uploads: int
    written: int


def make(folder: Path, keys_folder: Path, say: Say) -> Made:
    """Back this installation up into `folder`, its keys into `keys_folder`. Raises `BackupError`, `OSError`.

    What is named as a backup afterwards was read back and compared; anything else leaves nothing behind.
    """
    data = place.recipient(place.DATA)
    keys = _save_keys(keys_folder, say)
    at = clock.now()
    unfinished = sets.begin(folder, at)
    with snapshot.taken() as connection:
        migrations = snapshot.applied(connection)
        say(_("Reading the database…"))
        tallies, size = _save_database(unfinished / sets.DATABASE, data, migrations, connection)
        chain, engine = manifest.chain_of(connection), connection.vendor
    say(_("Reading the uploads…"))
    files, new = uploads.save(place.files(), place.home(), folder, data, place.naming_key())
    whole = _manifest(at.isoformat(), engine, migrations, tallies, files, keys, chain)
    size += _save_manifest(unfinished / sets.MANIFEST, data, whole)
    backup = sets.finish(unfinished, _label(folder, unfinished, whole))
    sets.check(backup)
    say(_("Read back and compared: everything agrees."))
    return Made(backup, whole.rows, len(files), size + new)


def _save_database(
    path: Path, recipient: Recipient, migrations: list[snapshot.Migration], connection: Any
) -> tuple[dict[str, dump.Tally], int]:
    known = snapshot.tables(migrations)
    with disk.whole(path) as file, Sealer(file, recipient, DATABASE) as sealer:
        tallies = dump.write(known, connection, cast("IO[bytes]", sealer))
    with path.open("rb") as file:
        again = dump.checked(Opened(opened(file, DATABASE, sealer.key)), {each.name: each for each in known})
    if again != tallies:
        raise Damaged(_("What was written is not what was read: the medium is not sound."))
    return tallies, sealer.size


def _save_manifest(path: Path, recipient: Recipient, whole: Manifest) -> int:
    with disk.whole(path) as file, Sealer(file, recipient, MANIFEST) as sealer:
        sealer.write(whole.dumped())
    with path.open("rb") as file:
        if b"".join(opened(file, MANIFEST, sealer.key)) != whole.dumped():
            raise Damaged(_("What was written is not what was read: the medium is not sound."))
    return sealer.size


def _save_keys(folder: Path, say: Say) -> str:
    """Seal the keys unless just these lie there already; returns their fingerprint."""
    crypto.public_key(), crypto.blind_index("", ""), crypto.encrypt("")  # all of them are made now
    found = manifest.keys_of(place.keys())
    mark = manifest.fingerprint(found)
    recipient = place.recipient(place.KEYS)
    path = disk.folder(folder) / f"keys-{mark[:12]}-{recipient.public.hex()[:8]}.sealed"
    if path.exists():
        return mark
    with disk.whole(path) as file, Sealer(file, recipient, KEYS) as sealer:
        sealer.write(json.dumps(found).encode())
    with path.open("rb") as file:
        if json.loads(b"".join(opened(file, KEYS, sealer.key))) != found:
            raise Damaged(_("What was written is not what was read: the medium is not sound."))
    say(_("The keys were saved: take the medium to another place."))
    return mark


def _manifest(
    at: str,
    engine: str,
    migrations: list[snapshot.Migration],
    tallies: dict[str, dump.Tally],
    files: list[Upload],
    keys: str,
    chain: dict[str, Any],
) -> Manifest:
    return Manifest(
        at=at,
        version=version("shijian"),
        engine=engine,
        demo=demo_mark.is_set(place.home(), settings.DATABASES["default"]),
        migrations=migrations,
        tables=tallies,
        uploads=files,
        keys=keys,
        audit=chain,
        naming_key=place.naming_key().hex(),
        recipients={which: place.recipient(which).text for which in (place.DATA, place.KEYS)},
    )


def _label(folder: Path, unfinished: Path, whole: Manifest) -> dict[str, Any]:
    parts = {name: sets.part_of(unfinished / name) for name in (sets.DATABASE, sets.MANIFEST)}
    names = sorted({upload.name for upload in whole.uploads})
    label = {
        "format": sets.FORMAT,
        "at": whole.at,
        "version": whole.version,
        "engine": whole.engine,
        "keys": whole.keys[:12],
        "parts": parts,
        "files": {name: sets.part_of(uploads.stored(folder, name)) for name in names},
    }
    return label | {"signature": list(crypto.sign(signed(label)))}


def signed(label: dict[str, Any]) -> bytes:
    """The bytes of a label that its signature covers."""
    body = {name: value for name, value in label.items() if name != "signature"}
    return json.dumps(body, sort_keys=True).encode()


def opened_whole(path: Path, kind: str, opener: Any) -> bytes:
    """A small sealed file, opened."""
    with path.open("rb") as file:
        return io.BytesIO(b"".join(opened(file, kind, opener))).getvalue()
