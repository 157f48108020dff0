"""Standing sign-ups: somebody comes every time. New sessions take them in while room is left for newcomers."""

from __future__ import annotations

from collections.abc import Sequence

from shijian.activities import policies, rules
from shijian.activities.enums import Refusal, SignupState
from shijian.activities.models import HOLDING, LIVE, Opening, Session, Signup, Standing
from shijian.activities.operations import leaving, seats
from shijian.activities.operations.sign_up import Refused, place_for, side
from shijian.activities.queries import conditions
from shijian.kernel import audit, clock, policy
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.errors import NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation
from shijian.people import operations as people
from shijian.people.models import Person


@operation
def come_every_time(opening: Opening, *, person: Person, actor: Actor) -> Standing:
    """Begin a standing sign-up, with a place in every session ahead if one is left. Raises `Refused`, `NotAllowed`."""
    opening = lock(Opening.objects.select_related("activity"), pk=opening.pk)
    side(actor, opening.activity, person)
    known = Standing.objects.filter(opening=opening, person=person, ended_at__isnull=True).first()
    if known is not None:
        return known
    standing = Standing.objects.create(
        opening=opening, person=person, since=clock.now(), made_by_id=actor.person_id
    )
    audit.record("activity.standing", standing, actor=actor, for_person_id=person.pk)
    ahead = _ahead(opening)
    people.hold_persons([person.pk])
    reasons = [why for session in ahead if (why := take_in(standing, session))]
    if ahead and len(reasons) == len(ahead) and Refusal.TWICE not in reasons:
        raise Refused(reasons[0])
    return standing


@operation
def end_standing(standing: Standing, *, actor: Actor) -> Standing:
    """End it; the places ahead that it brought are given back."""
    lock(Opening.objects.all(), pk=standing.opening_id)
    standing = lock(Standing.objects.select_related("opening__activity", "person"), pk=standing.pk)
    own = actor.person_id in (standing.person_id, *standing.person.guardian_ids)
    if not own and not rules.can_run(actor, standing.opening.activity):
        raise OutOfReach if not rules.can_see(actor, standing.opening.activity) else NotAllowed
    if standing.ended_at is not None:
        raise WrongState
    standing.ended_at = clock.now()
    standing.save(update_fields=["ended_at"])
    audit.record("activity.standing-end", standing, actor=actor, for_person_id=standing.person_id)
    for signup in _places_ahead(standing):
        if clock.now() <= leaving.deadline(signup.session):
            leaving.withdraw(signup, reason="", actor=actor)
    return standing


def _places_ahead(standing: Standing) -> list[Signup]:
    """The places ahead that it brought, with all locks that giving them back needs, in their order."""
    opening = standing.opening
    sessions = _ahead(opening)
    rows = Signup.objects.filter(standing=standing, state__in=LIVE, session__in=sessions)
    rows = rows.select_related("session__activity", "opening", "person").select_for_update(of=("self",))
    found = list(rows.order_by("pk"))
    seats.hold_waiting(sessions, opening)
    return found


def take_in(standing: Standing, session: Session) -> Refusal | None:
    """Give a standing sign-up its place in a session; the reason when it gets none. Never a place of the newcomers."""
    session, opening = seats.locked(session, standing.opening)
    wish = conditions.wish_of(session, opening, standing.person, desk=True, by_guardian=True)
    if why := conditions.first_refusal(wish):
        return why
    if not _room(session, opening) or seats.state_for(session, opening)[0] != SignupState.TAKEN:
        return Refusal.FULL
    place_for(wish, SYSTEM, standing_id=standing.pk)
    return None


def take_in_all(activity_id: int, sessions: Sequence[Session]) -> int:
    """Let every standing sign-up of the activity into new sessions, the oldest first."""
    rows = Standing.objects.filter(opening__activity_id=activity_id, ended_at__isnull=True)
    found = list(rows.select_related("opening__activity", "person").order_by("opening_id", "since", "pk"))
    if not found or not sessions:
        return 0
    openings = Opening.objects.filter(pk__in={standing.opening_id for standing in found})
    list(openings.select_for_update(of=("self",)).order_by("pk"))
    list(
        Session.objects.filter(pk__in=[s.pk for s in sessions]).select_for_update(of=("self",)).order_by("pk")
    )
    people.hold_persons(standing.person_id for standing in found)
    return sum(take_in(standing, session) is None for session in sessions for standing in found)


def _room(session: Session, opening: Opening) -> bool:
    if opening.capacity is None:
        return True
    share: int = policy.get(policies.STANDING_SHARE, on=clock.local(session.starts_at).date())
    taken = Signup.objects.filter(
        session=session, opening=opening, standing__isnull=False, state__in=HOLDING
    ).count()
    return (taken + 1) * 100 <= opening.capacity * share


def _ahead(opening: Opening) -> list[Session]:
    rows = opening.activity.sessions.filter(cancelled_at__isnull=True, starts_at__gt=clock.now())
    return list(rows.select_for_update(of=("self",)).order_by("pk"))
