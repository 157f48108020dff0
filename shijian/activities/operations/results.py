"""Results: published once, by somebody who neither judged nor entered; then they stay."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shijian.activities import rules
from shijian.activities.flow import CONTEST_FLOW
from shijian.activities.models import Contest, Result
from shijian.activities.operations import telling
from shijian.activities.operations.contests import locked
from shijian.activities.queries import standings
from shijian.kernel import audit, clock, duties
from shijian.kernel.actor import Actor
from shijian.kernel.errors import NotAllowed, WrongState
from shijian.kernel.operation import operation

PLACED = gettext_noop("“%(title)s”: the results are published. Place %(rank)s. %(award)s")
OVER = gettext_noop("“%(title)s”: the results are published. Thank you for taking part.")


@operation
def publish_results(contest: Contest, *, actor: Actor) -> list[Result]:
    """Publish the final standing with the prizes, and tell all. Raises `OwnEntry`, `WrongState`, `NotAllowed`."""
    contest = locked(contest, actor)
    if not rules.can_run(actor, contest.activity):
        raise NotAllowed
    duties.demand("contest.publish", contest, actor=actor)
    if contest.rounds.filter(closed_at__isnull=True).exists():
        raise WrongState(_("A round is still open."))
    contest.published_at = clock.now()
    contest.save(update_fields=["published_at"])
    CONTEST_FLOW.advance(contest, "publish", actor=actor)
    results = [_write(line, contest) for line in standings.final(contest) if _counts(line)]
    audit.record("contest.publish", contest, actor=actor, changes={"entries": [None, len(results)]})
    for result in results:
        _tell(result, contest, actor)
    return results


def _counts(line: standings.Line) -> bool:
    return line.start.entry.withdrawn_at is None and not line.start.entry.out_why


def _write(line: standings.Line, contest: Contest) -> Result:
    row: Result = Result.objects.create(
        entry=line.start.entry,
        rank=line.rank,
        value=line.value,
        award=award(contest, line.rank),
        at=clock.now(),
    )
    return row


def award(contest: Contest, rank: int | None) -> str:
    """The prize of a rank: the prizes are (name, how many) from the first place on."""
    last = 0
    for name, count in contest.awards:
        last += count
        if rank is not None and rank <= last:
            return str(name)[:20]
    return ""


def _tell(result: Result, contest: Contest, actor: Actor) -> None:
    facts = {"rank": result.rank, "award": result.award} if result.rank else {}
    telling.tell(
        [result.entry.contact_id], key=f"result:{result.pk}", sentence=PLACED if result.rank else OVER,
        activity=contest.activity, actor=actor, route="activities:contest", **facts,
    )  # fmt: skip
