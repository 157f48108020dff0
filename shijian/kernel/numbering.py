"""Numbers like `20261123-0001`: a prefix, mostly the day, and a running number; unique however many write at once."""

from __future__ import annotations

from collections.abc import Callable

from django.db import IntegrityError, models, transaction
from django.db.models.functions import Length

from shijian.kernel.errors import Conflict

TRIES = 50
WIDTH = 4


def save_numbered(row: models.Model, prefix: str, *, finish: Callable[[], None] = lambda: None) -> None:
    """Give a new row the next free `number` after `prefix` and save it. Raises `Conflict` under absurd load.

    `finish` is called once the number is set and may change, such as to sign it.
    """
    rows = type(row)._default_manager
    for _ in range(TRIES):
        number = f"{prefix}{last_of(type(row), prefix) + 1:0{WIDTH}d}"
        row.number = number  # type: ignore[attr-defined]
        finish()
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            # Another writer was faster; anything else that is wrong with the row must not be hidden.
            if not rows.filter(number=number).exists():
                raise
        else:
            return
    raise Conflict


def last_of(model: type[models.Model], prefix: str) -> int:
    """The highest running number that was given after `prefix`; 0 for none. Reads one or two index entries."""
    rows = model._default_manager.filter(number__range=(f"{prefix}0000", f"{prefix}9999"))
    last = rows.order_by("-number").values_list("number", flat=True).first()
    if last is None:
        return 0
    if last.endswith("-9999"):
        longest = model._default_manager.filter(number__startswith=prefix).order_by(
            Length("number").desc(), "-number"
        )
        last = longest.values_list("number", flat=True)[0]
    return int(last.removeprefix(prefix))
