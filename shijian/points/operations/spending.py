"""Points are spent: called by what gives something for them. The lifetime figure stays."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid
from shijian.kernel.operation import operation
from shijian.points.enums import AccountKind, Reason
from shijian.points.models import Batch
from shijian.points.operations import posting
from shijian.points.operations.posting import Move
from shijian.volunteers.models import Volunteer


@operation
def spend(volunteer: Volunteer, *, points: int, key: str, source: tuple[str, int], actor: Actor) -> Batch:
    """Spend points of a volunteer for what `source` names; the same `key` spends once.

    The caller has checked who may. Raises `Invalid` for fewer than one point or more than are there, `Conflict` for a
    key that was used for something else.
    """
    if points < 1:
        raise Invalid(fields={"points": _("At least one point.")})
    account = posting.accounts_of([volunteer.pk])[volunteer.pk]
    before = Batch.objects.filter(idempotency_key=key).first()
    if before is not None:
        return _same(before, source, account.pk, points)
    spent = posting.account_of(AccountKind.SPENT)
    post = posting.begin([account, spent])
    if posting.balance_in(post, account) < points:
        raise Invalid(fields={"points": _("There are not that many points.")})
    moves = [Move(account, -points), Move(spent, points)]
    batch = post.add(moves, key=key, reason=Reason.SPEND, source=source)
    post.write(actor=actor, for_person_id=volunteer.person_id)
    return batch


def _same(batch: Batch, source: tuple[str, int], account_id: int, points: int) -> Batch:
    same = batch.reason == Reason.SPEND and (batch.source_kind, batch.source_id) == source
    if not same or not batch.entries.filter(account_id=account_id, amount=-points).exists():
        raise Conflict(_("This key was used for something else."))
    return batch
