"""Meetings of an activity: one, several, or a series by rule (RFC 5545) with exceptions; moved and cancelled ones."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable

from dateutil.rrule import rrulestr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shijian.activities import policies, rules
from shijian.activities.models import LIVE, Activity, Session, Signup
from shijian.activities.operations import leaving, standing, telling
from shijian.activities.operations.prepare import opened
from shijian.kernel import audit, clock, policy
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation

LONGEST = dt.timedelta(days=3)
MOST = 200
MOVED = gettext_noop(
    "“%(title)s” was moved from %(old)s to %(when)s. If you cannot come then, please take it back."
)
CALLED_OFF = gettext_noop("“%(title)s” at %(when)s does not take place: %(why)s")


@operation
def add_session(activity: Activity, *, starts_at: dt.datetime, ends_at: dt.datetime, actor: Actor) -> Session:
    """Add one meeting. Raises `Invalid` (span, past), `WrongState`, `NotAllowed`."""
    activity = opened(activity, actor)
    if not rules.may_change(activity):
        raise WrongState
    _check(starts_at, ends_at)
    session = _make(activity, starts_at, ends_at)
    audit.record("activity.session", session, actor=actor)
    standing.take_in_all(activity.pk, [session])
    return session


@operation
def add_sessions(
    activity: Activity, *, spans: Iterable[tuple[dt.datetime, dt.datetime]], actor: Actor
) -> list[Session]:
    """Add several meetings, all of them or none. Raises as `add_session`."""
    return [add_session(activity, starts_at=start, ends_at=end, actor=actor) for start, end in spans]


@operation
def set_rule(
    activity: Activity, *, rule: str, starts_at: dt.datetime, ends_at: dt.datetime, actor: Actor
) -> list[Session]:
    """Make the meetings of a series: the first one as given, the others by `rule` (RFC 5545, without DTSTART).

    They are made as far ahead as the policy says; the worker makes the later ones. Raises `Invalid`, `WrongState`.
    """
    activity = opened(activity, actor)
    if not rules.may_change(activity) or activity.rule:
        raise WrongState
    _check(starts_at, ends_at)
    activity.rule = _clean(rule, starts_at)
    activity.save(update_fields=["rule"])
    first = _make(activity, starts_at, ends_at, by_rule=starts_at)
    audit.record("activity.rule", activity, actor=actor, changes={"rule": [None, activity.rule]})
    standing.take_in_all(activity.pk, [first])
    return [first, *extend(activity)]


def extend(activity: Activity) -> list[Session]:
    """Make the meetings that the rule wants up to the horizon; moved and cancelled ones stay as they are."""
    first = activity.sessions.filter(by_rule__isnull=False).order_by("by_rule").first()
    if not activity.rule or first is None or first.by_rule is None:
        return []
    horizon = clock.now() + dt.timedelta(days=policy.get(policies.SERIES_DAYS))
    length, known = first.ends_at - first.starts_at, set(activity.sessions.values_list("by_rule", flat=True))
    last = max(moment for moment in known if moment is not None)
    wanted = [moment for moment in starts(activity.rule, first.by_rule, until=horizon) if moment > last]
    made = [_make(activity, moment, moment + length, by_rule=moment) for moment in wanted]
    standing.take_in_all(activity.pk, made)
    return made


def starts(rule: str, first: dt.datetime, *, until: dt.datetime) -> list[dt.datetime]:
    """The starts that a rule gives from `first` on, by the wall clock of the county, at most up to `until`."""
    begin = clock.local(first).replace(tzinfo=None)
    end = clock.local(until).replace(tzinfo=None)
    found = rrulestr(rule, dtstart=begin, ignoretz=True)
    moments: list[dt.datetime] = []
    for moment in found:
        if moment > end or len(moments) >= MOST:
            break
        moments.append(moment.replace(tzinfo=clock.ZONE).astimezone(dt.UTC))
    return moments


@operation
def move_session(session: Session, *, starts_at: dt.datetime, ends_at: dt.datetime, actor: Actor) -> Session:
    """Move a meeting that has not begun; who signed up is told and may leave. Raises `Invalid`, `WrongState`."""
    session = _ahead(session, actor)
    _check(starts_at, ends_at)
    old = telling.when(session)
    session.starts_at, session.ends_at = starts_at, ends_at
    _revised(session, "starts_at", "ends_at")
    audit.record(
        "activity.session-move", session, actor=actor, changes={"starts_at": [old, telling.when(session)]}
    )
    for signup in _live(session):
        key = f"moved:{starts_at:%Y%m%d%H%M}"
        telling.tell_signup(signup, key=key, sentence=MOVED, actor=actor, old=old)
    return session


@operation
def cancel_session(session: Session, *, why: str, actor: Actor) -> Session:
    """Call a meeting off, with a reason that everybody reads. Raises `Invalid`, `WrongState`."""
    session = _ahead(session, actor)
    call_off(session, why=why, actor=actor)
    return session


def call_off(session: Session, *, why: str, actor: Actor) -> None:
    """Cancel a locked session: end its sign-ups and tell everybody."""
    if not why.strip():
        raise Invalid(fields={"why": _("Say why; everybody who signed up reads it.")})
    signups = list(_live(session))
    session.cancelled_at, session.cancelled_why = clock.now(), why.strip()[:200]
    _revised(session, "cancelled_at", "cancelled_why")
    leaving.end_all(session, why=why, actor=actor)
    audit.record("activity.session-cancel", session, actor=actor)
    for signup in signups:
        telling.tell_signup(signup, key="cancelled", sentence=CALLED_OFF, actor=actor, why=why.strip())


def _revised(session: Session, *fields: str) -> None:
    """Save what was changed, and count it: calendars that were sent out are told of it by the number."""
    session.revision, session.changed_at = session.revision + 1, clock.now()
    session.save(update_fields=[*fields, "revision", "changed_at"])


def _live(session: Session) -> list[Signup]:
    rows = Signup.objects.filter(session=session, state__in=LIVE)
    return list(rows.select_related("person", "session__activity").order_by("pk"))


def _ahead(session: Session, actor: Actor) -> Session:
    lock(Activity.objects.all(), pk=session.activity_id)
    found = lock(Session.objects.select_related("activity"), pk=session.pk)
    if not rules.can_see(actor, found.activity):
        raise OutOfReach
    if not rules.can_run(actor, found.activity):
        raise NotAllowed
    if found.cancelled_at is not None or found.starts_at <= clock.now():
        raise WrongState(_("This meeting has begun or was called off."))
    return found


def _make(
    activity: Activity, starts_at: dt.datetime, ends_at: dt.datetime, by_rule: dt.datetime | None = None
) -> Session:
    return Session.objects.create(
        activity=activity,
        starts_at=starts_at,
        ends_at=ends_at,
        by_rule=by_rule,
        code_key=secrets.token_hex(16),
    )


def _check(starts_at: dt.datetime, ends_at: dt.datetime) -> None:
    if ends_at <= starts_at:
        raise Invalid(fields={"ends_at": _("The end must come after the beginning.")})
    if ends_at - starts_at > LONGEST:
        raise Invalid(fields={"ends_at": _("A meeting lasts three days at most. Add another one.")})
    if starts_at <= clock.now():
        raise Invalid(fields={"starts_at": _("This time has passed. Please choose a later one.")})


def _clean(rule: str, first: dt.datetime) -> str:
    """The rule in capitals without a start. Raises `Invalid` for what cannot be read or repeats within an hour."""
    text = rule.strip().upper().removeprefix("RRULE:")
    try:
        if not text or any(word in text for word in ("DTSTART", "\n", "SECONDLY", "MINUTELY", "HOURLY")):
            raise ValueError(text)
        starts(text, first, until=first + dt.timedelta(days=400))
    except (ValueError, TypeError):
        raise Invalid(fields={"rule": _("This rule for repeating cannot be read.")}) from None
    return text
