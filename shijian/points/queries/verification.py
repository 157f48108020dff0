"""`shijian verify points`: walk the ledger, compute every credit again from its record and rule, name what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from django.utils.translation import gettext as _

from shijian.kernel import parallel
from shijian.points.models import Batch, Entry
from shijian.points.queries import verify_chain, verify_shop, verify_sources


def problems() -> Iterator[str]:
    """Each row that was changed, taken out, put in or swapped, named once."""
    seen: set[str] = set()
    for words in parallel.found(_plan):
        if words not in seen:
            seen.add(words)
            yield words


def _plan() -> Sequence[Callable[[], Iterator[str]]]:
    return (
        *verify_sources.credit_parts(),
        *verify_chain.chain_parts(),
        verify_chain.entry_problems,
        verify_chain.hanging_problems,
        verify_chain.end_problems,
        verify_sources.origin_problems,
        verify_shop.shop_problems,
    )


def verify() -> tuple[Iterator[str], Callable[[], str]]:
    """For the command: the problems, and the sentence when there is none."""
    return problems(), _summary


def _summary() -> str:
    words = _("Points: %(batches)d batches and %(entries)d entries verified.")
    return words % {"batches": Batch.objects.count(), "entries": Entry.objects.count()}
