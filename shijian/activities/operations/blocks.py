"""Blocks: a team takes several places and names the people later."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shijian.activities import rules
from shijian.activities.enums import Audience, Refusal, SignupState
from shijian.activities.models import Opening, Session, Signup
from shijian.activities.operations import seats, telling
from shijian.activities.operations.sign_up import Refused
from shijian.activities.queries import conditions, risks
from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation
from shijian.people import operations as people
from shijian.people.models import Person
from shijian.volunteers.models import Team, TeamMember

MOST = 100
NAMED = gettext_noop("Your team counts on you: “%(title)s” at %(when)s.")
NAMED_RISK = gettext_noop("Your team counts on you: “%(title)s” at %(when)s. Please read the risks first.")


@operation
def take_block(session: Session, opening: Opening, *, team: Team, count: int, actor: Actor) -> list[Signup]:
    """Take `count` places for a team that one leads; all of them or none. Raises `Refused`, `Invalid`, `NotAllowed`."""
    session, opening = seats.locked(session, opening)
    if not rules.can_see(actor, session.activity):
        raise OutOfReach
    desk = rules.can_run(actor, session.activity)
    if team.pk not in actor.led_team_ids and not desk:
        raise NotAllowed
    if not 1 <= count <= MOST:
        raise Invalid(fields={"count": _("Say a number from 1 to %(most)s.") % {"most": MOST}})
    if opening.audience != Audience.VOLUNTEER:
        raise Refused(Refusal.WRONG)
    wish = conditions.Wish(session.activity, session, opening, Person(), None, desk=desk)
    if why := conditions.open_refusal(wish, clock.now()):
        raise Refused(why)
    made = [_hold(session, opening, team, actor) for _n in range(count)]
    changes = {"places": [None, count], "team": [None, team.pk]}
    audit.record("activity.block", session, actor=actor, changes=changes)
    return made


def _hold(session: Session, opening: Opening, team: Team, actor: Actor) -> Signup:
    state, seat = seats.state_for(session, opening)
    if state != SignupState.TAKEN:
        raise Refused(Refusal.FULL)
    return Signup.objects.create(
        session=session, opening=opening, state=state, seat=seat, team=team, made_at=clock.now(),
        made_by_id=actor.person_id, channel=actor.channel,
    )  # fmt: skip


@operation
def name_member(signup: Signup, *, person: Person, actor: Actor) -> Signup:
    """Say who of the team comes for a place that it holds. Raises `Refused`, `WrongState`, `Invalid`."""
    session, opening = seats.locked(signup.session, signup.opening)
    signup = lock(Signup.objects.select_related("session__activity", "team"), pk=signup.pk)
    if not rules.can_see_signup(actor, signup):
        raise OutOfReach
    if signup.state != SignupState.TAKEN or signup.person_id is not None or signup.team_id is None:
        raise WrongState
    people.hold_persons([person.pk])
    members = TeamMember.objects.current().filter(team_id=signup.team_id, volunteer__person=person)
    if not members.exists():
        raise Invalid(fields={"person": _("This person is no member of the team.")})
    wish = conditions.wish_of(session, opening, person, desk=True)
    why = next((w for w in conditions.person_refusals(wish) if w != Refusal.UNREAD), None)
    if why is not None:
        raise Refused(why)
    signup.person, signup.volunteer = person, wish.volunteer
    read = not risks.must_read(session.activity, person.pk)
    signup.risk_read = risks.version_of(session.activity) if read else ""
    signup.save(update_fields=["person", "volunteer", "risk_read"])
    audit.record("activity.name-member", signup, actor=actor, for_person_id=person.pk)
    telling.tell_signup(signup, key=f"named:{person.pk}", sentence=NAMED if read else NAMED_RISK, actor=actor)
    return signup
