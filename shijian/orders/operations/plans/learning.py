"""In the night: what the answers of the last year say about how likely a yes is."""

from __future__ import annotations

import datetime as dt

from shijian.kernel import audit, clock, memo
from shijian.kernel.actor import SYSTEM, Actor, Channel
from shijian.kernel.errors import NotAllowed
from shijian.kernel.operation import hold, operation
from shijian.matching import chance
from shijian.matching.week import Flags, Floats
from shijian.orders.models import ChanceModel
from shijian.orders.queries.weeks import chances

# So many answers make a group of the comparison of promises with what came true, and so many groups at most.
GROUP, GROUPS = 30, 10
DIGITS = 6


def sweep() -> int:
    """Learn once a day; returns how many models were made. A job; a second time on the same day adds nothing."""
    return int(learn_chances(actor=SYSTEM.via(Channel.JOB)) is not None)


@operation
def learn_chances(*, actor: Actor) -> ChanceModel | None:
    """Keep what the answers teach; nothing while they are few, or where it was done today. Raises `NotAllowed`."""
    if not actor.is_system:
        raise NotAllowed
    hold("dispatch-chances")
    last, taught = chances.newest(), chances.examples()
    if taught is None or (last is not None and clock.local(last.at).date() >= clock.today()):
        return None
    row = write(*taught, at=clock.now())
    audit.record(
        "dispatch.learn", row, actor=actor, changes={"answers": [last and last.answers, row.answers]}
    )
    memo.forget(chances.MEMO)
    return row


def write(features: Floats, yes: Flags, *, at: dt.datetime) -> ChanceModel:
    """The row of what these answers teach, in the caller's transaction."""
    model = chance.fit(features, yes)
    groups = chance.groups(chance.unseen(features, yes), yes, min(GROUPS, max(1, len(yes) // GROUP)))
    return ChanceModel.objects.create(
        at=at,
        answers=model.answers,
        weights=[round(float(each), DIGITS) for each in model.weights],
        off=round(chance.distance(groups), DIGITS),
        groups=[[round(each.promised, 4), round(each.real, 4), each.answers] for each in groups],
    )
