"""`shijian verify audit`: everything that can be wrong with the trail, in words."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext as _

from shijian.kernel import triggers
from shijian.kernel.audit import check, check_copies


def problems(copies: str = "") -> Iterator[str]:
    """Name every row that was changed, removed, swapped or put in, and what does not vouch for the trail.

    `copies` is the text of roots that somebody kept outside. Nothing is written.
    """
    for name in triggers.missing(connection):
        yield _("the database no longer guards the trail: the trigger %(name)s is missing") % {"name": name}
    yield from check.chain_problems()
    yield from check_copies.root_problems()
    yield from check_copies.head_problems()
    yield from check_copies.prune_problems()
    if copies:
        yield from check_copies.copy_problems(copies)
