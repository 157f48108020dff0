"""May this person take such a place? Each rule is one question; the first that fails is what the person reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from shijian.activities import policies
from shijian.activities.enums import ActivityState, Audience, Refusal, SignupState
from shijian.activities.models import LIVE, Activity, Opening, Session, Signup
from shijian.activities.queries import place_rules, risks
from shijian.activities.queries.busy import is_busy
from shijian.activities.queries.place_rules import Wish
from shijian.kernel import ages, clock, policy
from shijian.people.models import Person
from shijian.volunteers.models import Volunteer

__all__ = ["EVERYBODY", "VOLUNTEERS", "Wish", "first_refusal", "open_refusal", "person_refusal", "wish_of"]
Rule = tuple[Refusal, Callable[[Wish], bool]]


def wish_of(
    session: Session, opening: Opening, person: Person, *, desk: bool = False, by_guardian: bool = False
) -> Wish:
    """Put the facts together; one query for a volunteer's place, none for others."""
    volunteer = None
    if opening.audience == Audience.VOLUNTEER:
        volunteer = Volunteer.objects.select_related("health").filter(person=person).order_by("pk").first()
    return Wish(session.activity, session, opening, person, volunteer, desk, by_guardian)


def first_refusal(wish: Wish, *, now: dt.datetime | None = None) -> Refusal | None:
    """Why the place cannot be wished for; None when it can. Whether one is free is not asked here."""
    return open_refusal(wish, now or clock.now()) or person_refusal(wish)


def open_refusal(wish: Wish, now: dt.datetime) -> Refusal | None:
    """What keeps everybody from signing up just now."""
    activity, session = wish.activity, wish.session
    if wish.opening.activity_id != activity.pk:
        return Refusal.WRONG
    if activity.state not in (ActivityState.PUBLISHED, ActivityState.RUNNING):
        return Refusal.NOT_PUBLISHED
    if session.cancelled_at is not None:
        return Refusal.CANCELLED
    if now >= closing(activity, session, desk=wish.desk):
        return Refusal.CLOSED
    if activity.opens_at is not None and now < activity.opens_at and not wish.desk:
        return Refusal.NOT_YET
    return None


def closing(activity: Activity, session: Session, *, desk: bool) -> dt.datetime:
    """When sign-up for a session ends; the desk takes people in until it is over."""
    return session.ends_at if desk else session.starts_at - dt.timedelta(hours=activity.closes_hours)


def person_refusal(wish: Wish) -> Refusal | None:
    """What keeps this person from such a place."""
    return next(person_refusals(wish), None)


def person_refusals(wish: Wish) -> Iterator[Refusal]:
    """Everything that keeps this person from such a place, in the order in which it is said."""
    rules = [*FIRST, *(VOLUNTEERS if wish.opening.audience == Audience.VOLUNTEER else ()), *EVERYBODY]
    return (code for code, broken in rules if broken(wish))


def is_in(wish: Wish) -> bool:
    """Whether the person waits for a place in this session or has one."""
    return Signup.objects.filter(session=wish.session, person=wish.person, state__in=LIVE).exists()


def _busy(wish: Wish) -> bool:
    return is_busy(wish.person.pk, wish.session.starts_at, wish.session.ends_at, but=wish.session.pk)


def _needs_guardian(wish: Wish) -> bool:
    born = wish.person.birth_date
    if wish.by_guardian or wish.desk or born is None:
        return False
    return ages.is_under(born, policy.get(policies.LEADS_FROM, on=wish.day), wish.day)


def _unread(wish: Wish) -> bool:
    if wish.activity.risk < policy.get(policies.RISK_READ_FROM, on=wish.day):
        return False
    guardians = wish.person.guardian_ids if wish.by_guardian else ()
    return not risks.have_read(wish.activity, wish.person.pk, *guardians)


def _others_first(wish: Wish) -> bool:
    if wish.desk or wish.activity.opens_at is None:
        return False
    shared = wish.activity.opens_at + dt.timedelta(hours=policy.get(policies.RELEASE_HOURS))
    return clock.now() < shared and many_places(wish.person.pk) >= policy.get(policies.RELEASE_MANY)


def many_places(person_id: int) -> int:
    """How many places of the coming 30 days the person holds."""
    now = clock.now()
    rows = Signup.objects.filter(person_id=person_id, state=SignupState.TAKEN)
    return rows.filter(session__starts_at__gt=now, session__starts_at__lt=now + dt.timedelta(days=30)).count()


FIRST: tuple[Rule, ...] = ((Refusal.TWICE, is_in),)
EVERYBODY: tuple[Rule, ...] = (
    *((rule.refusal, rule.broken) for rule in place_rules.EVERYBODY),
    (Refusal.GUARDIAN, _needs_guardian),
    (Refusal.UNREAD, _unread),
    (Refusal.BUSY, _busy),
    (Refusal.OTHERS_FIRST, _others_first),
)
VOLUNTEERS: tuple[Rule, ...] = tuple((rule.refusal, rule.broken) for rule in place_rules.VOLUNTEERS)
