"""`shijian verify points`: walk the ledger, compute every credit again from its record and rule, name what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from shijian.points.models import Batch, Entry
from shijian.points.queries.verify_chain import chain_problems
from shijian.points.queries.verify_shop import shop_problems
from shijian.points.queries.verify_sources import source_problems


def problems() -> Iterator[str]:
    """Each row that was changed, taken out, put in or swapped."""
    yield from chain_problems()
    yield from source_problems()
    yield from shop_problems()


def verify() -> tuple[Iterator[str], Callable[[], str]]:
    """For the command: the problems, and the sentence when there is none."""
    return problems(), _summary


def _summary() -> str:
    words = _("Points: %(batches)d batches and %(entries)d entries verified.")
    return words % {"batches": Batch.objects.count(), "entries": Entry.objects.count()}
