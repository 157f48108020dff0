"""Activity numbers like `H20261126-0001`: the local day and a running number, unique however many write at once."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from shijian.activities.models import Activity
from shijian.kernel import clock
from shijian.kernel.errors import Conflict

TRIES = 50


def save_numbered(activity: Activity) -> None:
    """Give a new activity the next free number of its day and save it. Raises `Conflict` under absurd load."""
    day = clock.local(activity.made_at).strftime("H%Y%m%d-")
    for _ in range(TRIES):
        activity.number = f"{day}{_last_of(day) + 1:04d}"
        try:
            with transaction.atomic():
                activity.save(force_insert=True)
        except IntegrityError:
            # Another writer was faster; anything else that is wrong with the row must not be hidden.
            if not Activity.objects.filter(number=activity.number).exists():
                raise
        else:
            return
    raise Conflict


def _last_of(day: str) -> int:
    numbers = Activity.objects.filter(number__startswith=day).values_list("number", flat=True)
    return max((int(number.removeprefix(day)) for number in numbers), default=0)
