"""Rounds: drawn by a seed that everybody can check, judged or timed, closed; who goes on is in the next one."""

from __future__ import annotations

import datetime as dt
import secrets

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shijian.activities import rules
from shijian.activities.enums import ContestState, Scoring, Status
from shijian.activities.flow import CONTEST_FLOW
from shijian.activities.models import Contest, Judge, Mark, Round, Session, Start
from shijian.activities.operations import telling
from shijian.activities.operations.contests import locked
from shijian.activities.queries import standings
from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation
from shijian.people.models import Person

JUDGE = gettext_noop("You are asked to judge: “%(title)s”.")


@operation
def appoint_judge(contest: Contest, *, person: Person, actor: Actor) -> Judge:
    """Ask somebody to judge who has no entry in the contest. Raises `Conflict`, `NotAllowed`, `WrongState`."""
    contest = _run(contest, actor)
    if contest.scoring != Scoring.POINTS:
        raise WrongState(_("This contest is decided by the clock or by counting, not by judges."))
    if contest.entries.filter(contact=person, withdrawn_at__isnull=True).exists():
        raise Conflict(_("This person has an entry in the contest and cannot judge."))
    known = contest.judges.filter(person=person, ended_at__isnull=True).first()
    if known is not None:
        return known
    judge = Judge.objects.create(contest=contest, person=person)
    audit.record("contest.judge", judge, actor=actor, for_person_id=person.pk)
    telling.tell(
        [person.pk], key=f"judge:{judge.pk}", sentence=JUDGE, activity=contest.activity, actor=actor,
        route="activities:contest",
    )  # fmt: skip
    return judge


@operation
def end_judge(judge: Judge, *, actor: Actor) -> Judge:
    """End somebody's judging; points given stay. Raises `WrongState`."""
    _run(judge.contest, actor)
    judge = lock(Judge.objects.all(), pk=judge.pk)
    if judge.ended_at is not None:
        raise WrongState
    judge.ended_at = clock.now()
    judge.save(update_fields=["ended_at"])
    audit.record("contest.judge-end", judge, actor=actor, for_person_id=judge.person_id)
    return judge


@operation
def draw_round(
    contest: Contest,
    *,
    name: str,
    lanes: int,
    actor: Actor,
    go_on: int | None = None,
    session: Session | None = None,
    begins_at: dt.datetime | None = None,
    minutes: int = 0,
) -> Round:
    """Draw who starts when: the entries, or who went on from the round before. A heat every `minutes` from `begins_at`.

    Raises `Invalid`, `WrongState` (the round before is open, nobody to draw).
    """
    contest = _run(contest, actor)
    if not name.strip() or not 1 <= lanes <= 50:
        raise Invalid(fields={"lanes": _("Say a name, and from 1 to 50 starts at a time.")})
    numbers = _going_on(contest)
    if not numbers:
        raise WrongState(_("There is nobody to draw."))
    if contest.state == ContestState.ENTERING:
        CONTEST_FLOW.advance(contest, "begin", actor=actor)
    round_ = Round.objects.create(
        contest=contest, number=contest.rounds.count() + 1, name=name.strip()[:40], lanes=lanes, go_on=go_on,
        session=session, seed=secrets.token_hex(8), drawn_at=clock.now(),
    )  # fmt: skip
    for place, number in enumerate(standings.drawn(numbers, round_.seed)):
        heat, lane = divmod(place, lanes)
        at = begins_at + dt.timedelta(minutes=minutes * heat) if begins_at else None
        Start.objects.create(round=round_, entry_id=numbers[number], heat=heat + 1, lane=lane + 1, at=at)
    audit.record("contest.draw", round_, actor=actor, changes={"seed": [None, round_.seed]})
    return round_


def _going_on(contest: Contest) -> dict[int, int]:
    """Start number -> key of the entries that are drawn next."""
    entries = contest.entries.filter(withdrawn_at__isnull=True, out_why="")
    before = contest.rounds.order_by("-number").first()
    if before is not None:
        if before.closed_at is None:
            raise WrongState(_("Close the round before first."))
        ranked = [line for line in standings.lines(before) if line.rank is not None]
        last = before.go_on or len(ranked)
        entries = entries.filter(pk__in=[line.start.entry_id for line in ranked if (line.rank or 0) <= last])
    return dict(entries.order_by("number").values_list("number", "pk"))


@operation
def give_mark(start: Start, *, value: int, actor: Actor, judge: Judge | None = None) -> Mark:
    """Give points as a judge (hundredths), or enter the clock's or counted number as the organiser. Once; then correct.

    Raises `Invalid`, `Conflict` (given already), `WrongState`, `NotAllowed`.
    """
    start = _open(start, actor)
    contest = start.round.contest
    _may_mark(contest, start, judge, actor)
    if start.marks.filter(judge=judge).exists():
        raise Conflict(_("A number is entered already. Correct it with a reason."))
    return _write(start, judge, _checked(contest, value), actor)


@operation
def correct_mark(mark: Mark, *, value: int, reason: str, actor: Actor) -> Mark:
    """Give a mark anew with a reason; the old one stays to be seen. Raises `Invalid`, `WrongState`, `NotAllowed`."""
    start = _open(mark.start, actor)
    _may_mark(start.round.contest, start, mark.judge, actor)
    if Mark.objects.filter(corrects=mark).exists():
        raise WrongState
    if not reason.strip():
        raise Invalid(fields={"reason": _("Say why it is corrected.")})
    return _write(start, mark.judge, _checked(start.round.contest, value), actor, mark, reason.strip()[:200])


@operation
def enter_mark(
    start: Start, *, value: int, actor: Actor, judge: Judge | None = None, reason: str = ""
) -> Mark:
    """Enter the number of a start, or correct the one that stands with a reason; raises what those two raise."""
    standing = start.marks.filter(judge=judge, corrected_by__isnull=True).order_by("pk").first()
    if standing is None:
        return give_mark(start, value=value, judge=judge, actor=actor)
    return correct_mark(standing, value=value, reason=reason, actor=actor)


def _write(
    start: Start,
    judge: Judge | None,
    value: int,
    actor: Actor,
    corrects: Mark | None = None,
    reason: str = "",
) -> Mark:
    mark: Mark = Mark.objects.create(
        start=start,
        judge=judge,
        value=value,
        by_id=actor.person_id,
        at=clock.now(),
        corrects=corrects,
        reason=reason,
    )
    old = corrects.value if corrects else None
    audit.record("contest.mark", mark, actor=actor, changes={"value": [old, value]})
    return mark


@operation
def set_status(start: Start, *, status: str, actor: Actor) -> Start:
    """Say that an entry did not start, did not finish or was taken out in this round."""
    start = _open(start, actor)
    if not rules.can_run(actor, start.round.contest.activity):
        raise NotAllowed
    if status not in Status.values:
        raise Invalid(fields={"status": _("Choose what happened.")})
    old, start.status = start.status, status
    start.save(update_fields=["status"])
    audit.record("contest.status", start, actor=actor, changes={"status": [old, status]})
    return start


@operation
def close_round(round_: Round, *, actor: Actor) -> Round:
    """Close a round once every start has its numbers or a word why not. Raises `Conflict` with who is missing."""
    contest = _run(round_.contest, actor)
    round_ = lock(Round.objects.select_related("contest"), pk=round_.pk)
    if round_.closed_at is not None:
        raise WrongState
    need = contest.judges.filter(ended_at__isnull=True).count() if contest.scoring == Scoring.POINTS else 1
    names = [start.entry.name for start in _unfinished(round_, max(need, 1))]
    if names:
        raise Conflict(_("Numbers are missing for: %(names)s") % {"names": _(", ").join(names)})
    round_.closed_at = clock.now()
    round_.save(update_fields=["closed_at"])
    audit.record("contest.close-round", round_, actor=actor)
    return round_


def _unfinished(round_: Round, need: int) -> list[Start]:
    marks = Mark.objects.filter(start__round=round_, corrected_by__isnull=True)
    counts: dict[int, int] = {}
    for start_id in marks.values_list("start_id", flat=True).order_by():
        counts[start_id] = counts.get(start_id, 0) + 1
    starts = round_.starts.select_related("entry").filter(
        status=Status.STARTED, entry__withdrawn_at__isnull=True
    )
    return [start for start in starts if counts.get(start.pk, 0) < need and not start.entry.out_why]


def _run(contest: Contest, actor: Actor) -> Contest:
    contest = locked(contest, actor)
    if not rules.can_run(actor, contest.activity):
        raise NotAllowed
    if contest.state == ContestState.PUBLISHED:
        raise WrongState(_("The results are published."))
    return contest


def _open(start: Start, actor: Actor) -> Start:
    locked(start.round.contest, actor)
    found = lock(Start.objects.select_related("round__contest__activity", "entry"), pk=start.pk)
    if found.round.closed_at is not None or found.round.contest.state == ContestState.PUBLISHED:
        raise WrongState(_("This round is closed."))
    return found


def _may_mark(contest: Contest, start: Start, judge: Judge | None, actor: Actor) -> None:
    """A judge for himself; the organiser for the clock, or for a judge who writes on paper, never for the own entry."""
    runs = rules.can_run(actor, contest.activity)
    if (judge is None) is (contest.scoring == Scoring.POINTS) or (judge and judge.contest_id != contest.pk):
        raise OutOfReach
    own = judge is not None and judge.person_id == actor.person_id and judge.ended_at is None
    if not (own or runs) or rules.is_own_entry(actor, start.entry):
        raise NotAllowed


def _checked(contest: Contest, value: int) -> int:
    most = contest.highest_points * 100 if contest.scoring == Scoring.POINTS else 100_000_000
    if not 0 <= value <= most:
        raise Invalid(fields={"value": _("This number is not possible here.")})
    return value
