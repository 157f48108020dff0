"""Signing up: oneself, a ward, at the desk; a guest by name alone; offers of freed places answered."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shijian.activities import rules
from shijian.activities.enums import Audience, Refusal, SignupState
from shijian.activities.flow import SIGNUP_FLOW
from shijian.activities.models import Activity, ActivityRiskReading, Opening, Session, Signup
from shijian.activities.operations import seats, telling
from shijian.activities.queries import conditions, refusals, risks
from shijian.activities.queries import seats as reads
from shijian.kernel import audit, clock
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import first_result, lock, operation, remember_result
from shijian.people import operations as people
from shijian.people.models import Person

MOST = 12
SIGNED_UP = gettext_noop("You have a place: “%(title)s” at %(when)s.")
IN_LINE = gettext_noop("You are on the waiting list: “%(title)s” at %(when)s.")


class Refused(Conflict):
    """A place cannot be taken; `refusal` names the reason, the sentence says it (for whom, where several ask).

    `own` says that the person or the guardian reads it, not the desk.
    """

    code = "sign-up-refused"

    def __init__(self, refusal: Refusal, sentence: str = "", *, own: bool = False) -> None:
        super().__init__(sentence or refusal.label)
        self.refusal, self.own = refusal, own


@operation
def sign_up(
    session: Session,
    opening: Opening,
    *,
    person: Person,
    actor: Actor,
    idempotency_key: str | None = None,
) -> Signup:
    """Take a place, or a place on the waiting list: oneself, the guardian for a ward, the organiser for anybody.

    Raises `Refused` with its reason, `OutOfReach`, `NotAllowed`.
    """
    return _sign_up(session, opening, [person], actor, idempotency_key)[0]


@operation
def sign_up_together(
    session: Session,
    opening: Opening,
    *,
    persons: Sequence[Person],
    actor: Actor,
    idempotency_key: str | None = None,
) -> list[Signup]:
    """Sign up several at once, such as oneself with the children: all of them or none. Raises like `sign_up`."""
    if not 1 <= len(persons) <= MOST:
        raise Invalid(fields={"persons": _("Choose who comes: from 1 to %(most)s people.") % {"most": MOST}})
    return _sign_up(session, opening, persons, actor, idempotency_key)


def _sign_up(
    session: Session, opening: Opening, persons: Sequence[Person], actor: Actor, key: str | None
) -> list[Signup]:
    if first_result(Signup, key=key, actor=actor):
        known = Signup.objects.filter(session=session, person__in=persons)
        newest = known.values("person_id").annotate(newest=Max("pk")).values("newest")
        return list(Signup.objects.filter(pk__in=newest).order_by("pk"))
    _turn_away_when_full(session, opening, persons, actor)
    session, opening = seats.locked(session, opening)
    sides = [side(actor, session.activity, person) for person in persons]
    people.hold_persons(person.pk for person in persons)  # nobody is given two places at one time
    made = [
        _checked(
            conditions.wish_of(session, opening, person, desk=desk, by_guardian=_guards(actor, person)),
            actor,
            named=len(persons) > 1,
        )
        for person, desk in zip(persons, sides, strict=True)
    ]
    remember_result(made[0], key=key, actor=actor)
    return made


def _checked(wish: conditions.Wish, actor: Actor, *, named: bool) -> Signup:
    why = conditions.open_refusal(wish, clock.now()) or _full(wish) or conditions.person_refusal(wish)
    if why is not None:
        sentence = refusals.said(why, wish)
        sentence = f"{wish.person.name}: {sentence}" if named else sentence
        raise Refused(why, sentence, own=not wish.desk)
    return place_for(wish, actor, standing_id=None)


def _turn_away_when_full(session: Session, opening: Opening, persons: Sequence[Person], actor: Actor) -> None:
    """In a rush most who come find it full; they need not queue for the lock. Whoever passes is judged under it."""
    if opening.waiting or opening.capacity is None:
        return
    for person in persons:
        side(actor, session.activity, person)
    wish = conditions.Wish(session.activity, session, opening, persons[0], None)
    if conditions.open_refusal(wish, clock.now()) is None and (why := _full(wish)):
        raise Refused(why)


def _full(wish: conditions.Wish) -> Refusal | None:
    """Asked before the person is looked at."""
    if wish.opening.waiting or next(reads.free(wish.session, wish.opening), None) is not None:
        return None
    return Refusal.TWICE if conditions.is_in(wish) else Refusal.FULL


def side(actor: Actor, activity: Activity, person: Person) -> bool:
    """Whether the organiser acts. Raises `OutOfReach` or `NotAllowed` when neither side does."""
    if not rules.can_see(actor, activity):
        raise OutOfReach
    own = actor.person_id is not None and actor.person_id in (person.pk, *person.guardian_ids)
    if not own and not rules.can_run(actor, activity):
        raise NotAllowed
    return not own


def _guards(actor: Actor, person: Person) -> bool:
    return actor.person_id is not None and actor.person_id in person.guardian_ids


def place_for(wish: conditions.Wish, actor: Actor, *, standing_id: int | None) -> Signup:
    """Write a sign-up for a checked wish, under the locks. Raises `Refused` when it is full without a waiting list."""
    state, seat = seats.state_for(wish.session, wish.opening)
    if state == SignupState.WAITING and not wish.opening.waiting:
        raise Refused(Refusal.FULL)
    volunteer = wish.volunteer if wish.opening.audience == Audience.VOLUNTEER else None
    signup = Signup.objects.create(
        session=wish.session, opening=wish.opening, state=state, seat=seat, person=wish.person, volunteer=volunteer,
        made_at=clock.now(), made_by_id=actor.person_id, channel=actor.channel, standing_id=standing_id,
        risk_read=risks.version_of(wish.activity),
    )  # fmt: skip
    audit.record("activity.sign-up", signup, actor=actor, for_person_id=wish.person.pk)
    sentence = SIGNED_UP if state == SignupState.TAKEN else IN_LINE
    telling.tell_signup(signup, key="made", sentence=sentence, actor=actor)
    return signup


@operation
def sign_up_guest(session: Session, opening: Opening, *, name: str, actor: Actor) -> Signup:
    """Take in somebody at the desk who is known by name alone; only for residents' places, and only on a free one."""
    session, opening = seats.locked(session, opening)
    if not rules.can_run(actor, session.activity):
        raise NotAllowed if rules.can_see(actor, session.activity) else OutOfReach
    if not name.strip():
        raise Invalid(fields={"name": _("Say the name.")})
    if opening.audience != Audience.RESIDENT or opening.activity_id != session.activity_id:
        raise Refused(Refusal.NO_VOLUNTEER)
    state, seat = seats.state_for(session, opening)
    if state != SignupState.TAKEN:
        raise Refused(Refusal.FULL)
    signup = Signup.objects.create(
        session=session, opening=opening, state=state, seat=seat, guest_name=name.strip()[:40],
        made_at=clock.now(), made_by_id=actor.person_id, channel=actor.channel,
    )  # fmt: skip
    audit.record("activity.sign-up-guest", signup, actor=actor)
    return signup


@operation
def accept_place(signup: Signup, *, actor: Actor) -> Signup:
    """Take the place that was offered from the waiting list.

    Raises `WrongState` when the offer has ended, `Refused` for a new risk that was not read, or what changed since.
    """
    session, opening = seats.locked(signup.session, signup.opening)
    signup = lock(Signup.objects.select_related("session__activity", "person"), pk=signup.pk)
    if not rules.can_see_signup(actor, signup):
        raise OutOfReach
    is_over = signup.offered_until is None or signup.offered_until <= clock.now()
    if signup.state != SignupState.OFFERED or is_over or signup.person is None:
        raise WrongState(_("This offer has ended."))
    people.hold_persons([signup.person_id])
    wish = conditions.wish_of(
        session, opening, signup.person, desk=True, by_guardian=_guards(actor, signup.person)
    )
    why = next((w for w in conditions.person_refusals(wish) if w != Refusal.TWICE), None)
    if why is not None:
        own = actor.person_id in (signup.person_id, *signup.person.guardian_ids)
        raise Refused(why, refusals.own_words(why, wish) if own else "", own=own)
    SIGNUP_FLOW.advance(signup, "accept", actor=actor)
    signup.risk_read = risks.version_of(session.activity)
    signup.save(update_fields=["risk_read"])
    audit.record("activity.accept-place", signup, actor=actor, for_person_id=signup.person_id)
    return signup


def end_offer(signup: Signup) -> None:
    """Let an unanswered offer run out; the place is free again."""
    SIGNUP_FLOW.advance(signup, "lapse", actor=SYSTEM)
    signup.ended_at = clock.now()
    signup.save(update_fields=["ended_at"])


@operation
def read_activity_risk(
    activity: Activity, *, version: str, actor: Actor, person: Person | None = None
) -> ActivityRiskReading:
    """Say that the risk statement was read, by oneself, for a ward, or to `person` at the desk. Once a version.

    Raises `OutOfReach`, `Conflict` when the statement has changed since, `NotAllowed`.
    """
    if not rules.can_see(actor, activity):
        raise OutOfReach
    reader = person.pk if person is not None else actor.person_id
    own = person is None or actor.person_id in (person.pk, *person.guardian_ids)
    if reader is None or (not own and not rules.can_run(actor, activity)):
        raise NotAllowed
    activity = lock(Activity.objects.all(), pk=activity.pk)
    if version != risks.version_of(activity):
        raise Conflict(_("The risk statement has changed. Please read it again."))
    known = ActivityRiskReading.objects.filter(activity=activity, person_id=reader, version=version)
    row: ActivityRiskReading | None = known.order_by("pk").first()
    if row is None:
        row = ActivityRiskReading.objects.create(
            activity=activity, person_id=reader, version=version, read_at=clock.now()
        )
        audit.record("activity.read-risk", activity, actor=actor, for_person_id=reader)
    return row
