"""Deductions: proposed with evidence, decided by a second person and told, carried out when nobody appeals."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, duties, policy
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.errors import Invalid, NotAllowed, WrongState
from shijian.kernel.operation import lock, operation
from shijian.people import operations as people
from shijian.points import policies, rules
from shijian.points.enums import DEDUCTION, AccountKind, DeductionState, Ground, Reason
from shijian.points.flow import DEDUCTION_FLOW
from shijian.points.models import Deduction
from shijian.points.operations import posting
from shijian.points.operations.posting import Move
from shijian.volunteers.models import Volunteer

LONGEST = 1000
MOST = 100_000


@operation
def propose_deduction(
    volunteer: Volunteer, *, ground: str, amount: int, facts: str, evidence: str, actor: Actor
) -> Deduction:
    """Propose to take points, with what was found and where the evidence lies. Raises `NotAllowed`, `Invalid`."""
    volunteer = lock(Volunteer.objects.select_related("person"), pk=volunteer.pk)
    if not rules.can_deduct(actor, volunteer):
        raise NotAllowed
    errors = {}
    if ground not in Ground.values:
        errors["ground"] = _("Choose from the list. To refuse a task is never a ground.")
    if not 1 <= amount <= MOST:
        errors["amount"] = _("At least one point.")
    errors |= {
        name: _("Please say it in a few words.")
        for name, text in {"facts": facts, "evidence": evidence}.items()
        if not text.strip()
    }
    if errors:
        raise Invalid(fields=errors)
    row = Deduction.objects.create(
        volunteer=volunteer, ground=ground, amount=amount, facts=facts.strip()[:LONGEST],
        evidence=evidence.strip()[:200], proposed_by_id=actor.person_id, created_at=clock.now(),
    )  # fmt: skip
    _note(row, "points.deduct-propose", actor)
    return row


@operation
def decide_deduction(deduction: Deduction, *, actor: Actor) -> Deduction:
    """Decide as a second person; the volunteer is told and may appeal for the policy's working days."""
    row = locked(deduction)
    duties.demand("points.deduct", row, actor=actor)
    DEDUCTION_FLOW.advance(row, "decide", actor=actor, for_person_id=row.volunteer.person_id)
    row.decided_by_id, row.decided_at = actor.person_id, clock.now()
    row.appeal_until = clock.add_working_days(clock.now(), int(policy.get(policies.APPEAL_DAYS)))
    row.save(update_fields=["decided_by", "decided_at", "appeal_until"])
    _note(row, "points.deduct-decide", actor)
    until = f"{clock.local(row.appeal_until):%Y-%m-%d}"
    words = _("%(points)s points are to be deducted: %(ground)s. You may appeal until %(day)s.")
    tell(
        row,
        "decided",
        words % {"points": row.amount, "ground": row.get_ground_display(), "day": until},
        actor,
    )
    return row


@operation
def drop_deduction(deduction: Deduction, *, actor: Actor) -> Deduction:
    """Drop a proposal. Raises `NotAllowed`, `WrongState`."""
    row = locked(deduction)
    DEDUCTION_FLOW.advance(row, "drop", actor=actor)
    _note(row, "points.deduct-drop", actor)
    return row


@operation
def carry_out(deduction: Deduction, *, actor: Actor) -> Deduction:
    """Deduct when the time to appeal is over. Only the clock does this. Raises `NotAllowed`, `WrongState`."""
    row = locked(deduction)
    if row.appeal_until is None or row.appeal_until > clock.now():
        raise WrongState
    DEDUCTION_FLOW.advance(row, "carry-out", actor=actor, for_person_id=row.volunteer.person_id)
    take(row, actor)
    _note(row, "points.deduct-done", actor)
    return row


def sweep() -> int:
    """Carry out every decision whose time to appeal is over; gives how many. A job, any number of times."""
    rows = Deduction.objects.filter(state=DeductionState.DECIDED, appeal_until__lte=clock.now())
    return len([carry_out(row, actor=SYSTEM) for row in rows.order_by("id")[:500]])


def locked(deduction: Deduction) -> Deduction:
    """The row under its lock, with whom it concerns."""
    return lock(Deduction.objects.select_related("volunteer__person"), pk=deduction.pk)


def take(row: Deduction, actor: Actor) -> None:
    """Move the points, at most what is there: nobody owes points."""
    account = posting.accounts_of([row.volunteer_id])[row.volunteer_id]
    adjust = posting.account_of(AccountKind.ADJUST)
    post = posting.begin([account, adjust])
    points = min(row.amount, posting.balance_in(post, account))
    if points > 0:
        moves = [Move(account, -points), Move(adjust, points)]
        key, source = f"{DEDUCTION}:{row.pk}", (DEDUCTION, row.pk)
        row.batch = post.add(moves, key=key, reason=Reason.DEDUCT, source=source)
        post.write(actor=actor, for_person_id=row.volunteer.person_id)
        row.save(update_fields=["batch"])


def tell(row: Deduction, what: str, text: str, actor: Actor) -> None:
    """Put it into the inbox of the volunteer, and of those who answer for him."""
    for person_id in (row.volunteer.person_id, *row.volunteer.person.guardian_ids):
        url = reverse("points:deduction", args=[row.pk])
        people.notify(person_id, key=f"points:{row.pk}:{what}", text=text, url=url, actor=actor)


def _note(row: Deduction, action: str, actor: Actor) -> None:
    person_id, changes = row.volunteer.person_id, {"amount": [None, row.amount], "ground": [None, row.ground]}
    audit.record(action, row, actor=actor, for_person_id=person_id, changes=changes)
