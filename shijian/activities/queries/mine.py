"""What somebody signed up for: coming, waiting, past; for the person, the wards, and as a leader for the team."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from shijian.activities.enums import SignupState, SwapState
from shijian.activities.models import LIVE, Activity, Presence, Session, Signup
from shijian.activities.queries import seats, windows
from shijian.kernel import clock
from shijian.kernel.actor import Actor
from shijian.people.models import own_or_ward

SHOWN = 60


@dataclass(frozen=True, slots=True)
class Held:
    """A sign-up as the pages say it: in line, when offered until when, and what was recorded of it."""

    signup: Signup
    line: int = 0
    minutes: int = 0

    @property
    def tone(self) -> str:
        """The tone of the badge of its state."""
        tones = {SignupState.TAKEN: "done", SignupState.OFFERED: "warn", SignupState.WAITING: "info"}
        return tones.get(SignupState(self.signup.state), "neutral")


def own(actor: Actor) -> QuerySet[Signup]:
    """One's own and one's wards'."""
    rows = Signup.objects.filter(own_or_ward(actor.person_id, "person"))
    return rows.select_related("session__activity__unit", "opening", "person", "team")


def coming(actor: Actor) -> list[Signup]:
    """The places held and offered ahead, soonest first."""
    rows = own(actor).filter(
        state__in=(SignupState.OFFERED, SignupState.TAKEN), session__ends_at__gt=clock.now()
    )
    return list(rows.order_by("session__starts_at", "pk")[:SHOWN])


def waiting(actor: Actor) -> list[Held]:
    """The wishes on waiting lists, each with its place in line."""
    rows = own(actor).filter(state=SignupState.WAITING, session__ends_at__gt=clock.now())
    found = list(rows.order_by("session__starts_at", "pk")[:SHOWN])
    return [Held(signup, line=seats.place_in_line(signup)) for signup in found]


def past(actor: Actor) -> QuerySet[Signup]:
    """What is over or was ended, with the presences and their records."""
    over = Q(session__ends_at__lte=clock.now()) | ~Q(state__in=LIVE)
    return own(actor).filter(over).prefetch_related("presences__record")


def recorded(signup: Signup) -> Held:
    """A past sign-up with the minutes that are on record; uses the prefetched presences."""
    records = [presence.record for presence in signup.presences.all() if presence.record is not None]
    return Held(signup, minutes=sum(record.minutes for record in records))


def offers(actor: Actor) -> list[Signup]:
    """The freed places that wait for an answer, the most urgent first."""
    rows = own(actor).filter(state=SignupState.OFFERED, offered_until__gt=clock.now())
    return list(rows.order_by("offered_until", "pk")[:SHOWN])


def next_place(actor: Actor) -> Signup | None:
    """The next meeting for which somebody (or a ward) has a place, or the one that is over and was not left yet."""
    now = clock.now()
    is_there = Exists(Presence.objects.filter(signup=OuterRef("pk"), ended_at__isnull=True))
    ahead, over = Q(session__ends_at__gt=now), Q(session__ends_at__gt=now - windows.late())
    rows = own(actor).filter(ahead | (over & Q(is_there)), state=SignupState.TAKEN)
    return rows.filter(session__cancelled_at__isnull=True).order_by("session__starts_at", "pk").first()


def in_session(actor: Actor, session: Session) -> list[Held]:
    """What one and one's wards have in a session just now."""
    rows = own(actor).filter(session=session, state__in=LIVE).order_by("pk")
    return [_placed(signup) for signup in rows]


def _placed(signup: Signup) -> Held:
    return Held(signup, line=seats.place_in_line(signup) if signup.state == SignupState.WAITING else 0)


def of_activity(actor: Actor, activity: Activity) -> list[Held]:
    """What one and one's wards have in the meetings ahead of an activity."""
    rows = own(actor).filter(session__activity=activity, state__in=LIVE, session__ends_at__gt=clock.now())
    return [_placed(signup) for signup in rows.order_by("session__starts_at", "pk")[:SHOWN]]


def team_places(actor: Actor, activity: Activity) -> list[Signup]:
    """The places that led teams hold in the meetings ahead, named and not."""
    rows = Signup.objects.filter(team_id__in=actor.led_team_ids, state__in=LIVE, session__activity=activity)
    rows = rows.filter(session__ends_at__gt=clock.now()).select_related(
        "session__activity", "opening", "person", "team"
    )
    return list(rows.order_by("session__starts_at", "team_id", "seat", "pk"))


def until(signup: Signup) -> dt.datetime:
    """Until when a place is given back in good time."""
    return signup.session.starts_at - dt.timedelta(hours=signup.session.activity.withdraw_hours)


def open_swap(signup: Signup) -> object | None:
    """The open request for a substitute, if any."""
    return signup.swaps.filter(state=SwapState.OPEN).select_related("asked").first()
