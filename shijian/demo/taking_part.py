"""Tells one activity of the demo: its rows, its steps, and who signs up for it."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from shijian.activities.enums import ACTIVITY_KIND, ActivityState, Audience, LeaveReason, SignupState, Task
from shijian.activities.models import Activity, Opening, Place, Session, Signup, Standing
from shijian.activities.queries import risks
from shijian.demo.happenings import NO_RISK
from shijian.demo.plans import daytime
from shijian.demo.world import World
from shijian.kernel import clock
from shijian.kernel.actor import Channel
from shijian.kernel.models import AuditEntry, FlowLog
from shijian.people.models import Person
from shijian.units.models import Unit
from shijian.volunteers.enums import Strain
from shijian.volunteers.models import Team, Volunteer

A, S = ActivityState, SignupState
ADULT = 18
WITHDRAWN_SHARE = 0.05
STRAINS: dict[str, list[str]] = {Task.SAFETY: [Strain.STANDING.value], Task.PHOTO: [Strain.WEATHER.value]}
OTHER_WAYS = (Channel.PHONE, Channel.DOOR, Channel.PAPER)


@dataclass
class Told:
    """Everything that is written in the end, and who has something to do on which day."""

    world: World
    rng: random.Random
    activities: list[Activity] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    openings: list[Opening] = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)
    signups: list[Signup] = field(default_factory=list)
    terms: list[tuple[Activity, list[str]]] = field(default_factory=list)
    logs: list[tuple[FlowLog, Activity]] = field(default_factory=list)
    audits: list[tuple[AuditEntry, models.Model]] = field(default_factory=list)
    days: set[tuple[int, dt.date]] = field(default_factory=set)
    numbers: dict[str, int] = field(default_factory=dict)

    def begin(
        self, facts: dict[str, Any], unit: Unit, before: dt.datetime, *, by: Person, **more: Any
    ) -> Activity:
        """A draft that somebody makes some weeks before the first meeting."""
        latest = min(before, self.world.recipe.now) - dt.timedelta(days=2)
        made = min(before - dt.timedelta(days=self.rng.randint(18, 35)), latest)
        made_at = daytime(self.rng, max(made, self.world.recipe.began + dt.timedelta(days=1)))
        activity = Activity(
            number=self._number(made_at), title=facts["title"], summary=facts["summary"], unit=unit,
            unit_path=unit.path, organiser=by, made_by=by, made_at=made_at, risk=facts.get("risk", 0),
            risk_note=facts.get("risk_note", NO_RISK), description=facts["summary"], **more,
        )  # fmt: skip
        self.activities.append(activity)
        self.places.append(Place(activity=activity, name=facts["where"]))
        self.terms.append((activity, facts["terms"]))
        self.note("activity.prepare", activity, by, made_at, {"number": [None, activity.number]})
        return activity

    def _number(self, made_at: dt.datetime) -> str:
        day = clock.local(made_at).strftime("H%Y%m%d")
        self.numbers[day] = self.numbers.get(day, 0) + 1
        return f"{day}-{self.numbers[day]:04d}"

    def open(self, activity: Activity, places: Sequence[tuple[str, int]]) -> list[Opening]:
        """Places by task."""
        rows = [
            Opening(
                activity=activity,
                audience=Audience.RESIDENT if task == Task.PART else Audience.VOLUNTEER,
                task=task,
                capacity=capacity,
                strains=STRAINS.get(task, []),
                position=at,
            )
            for at, (task, capacity) in enumerate(places)
        ]
        self.openings += rows
        return rows

    def meet(
        self, activity: Activity, start: dt.datetime, end: dt.datetime, *, by_rule: bool = False
    ) -> Session:
        """One meeting."""
        session = Session(
            activity=activity,
            starts_at=start,
            ends_at=end,
            by_rule=start if by_rule else None,
            code_key=f"{self.rng.getrandbits(128):032x}",
        )
        self.sessions.append(session)
        return session

    def move(
        self,
        activity: Activity,
        name: str,
        target: ActivityState,
        who: Person | None,
        at: dt.datetime,
        note: str = "",
    ) -> None:
        """One move of the flow; without a person it was the clock."""
        source, activity.state = activity.state, target
        log = FlowLog(
            kind=ACTIVITY_KIND, transition=name, source=source, target=target, at=at, note=note, extra={},
            actor_person_id=who.pk if who else None, actor_name=who.name if who else "system",
            channel=Channel.WEB if who else Channel.JOB,
        )  # fmt: skip
        self.logs.append((log, activity))
        self.note(f"activity.{name}", activity, who, at, {})

    def note(
        self, action: str, obj: models.Model, who: Person | None, at: dt.datetime, changes: dict[str, Any],
        for_id: int | None = None,
    ) -> None:  # fmt: skip
        """A row of the audit trail; the key of its object is filled in when that is saved."""
        activity = obj if isinstance(obj, Activity) else obj.session.activity  # type: ignore[attr-defined]
        entry = AuditEntry(
            at=at, action=action, object_kind=obj._meta.label_lower, changes=changes, unit_path=activity.unit_path,
            actor_person_id=who.pk if who else None, actor_name=who.name if who else "system", for_person_id=for_id,
            channel=Channel.WEB if who else Channel.JOB,
        )  # fmt: skip
        self.audits.append((entry, obj))

    def publish(self, activity: Activity, second: Person | None = None) -> None:
        """Open it for sign-up, with a second person where approval was due."""
        at = activity.made_at + dt.timedelta(hours=self.rng.randint(2, 20))
        if second is not None:
            activity.submitted_by = activity.made_by
            self.move(activity, "submit", A.REVIEW, activity.made_by, at)
            at += dt.timedelta(hours=self.rng.randint(3, 22))
        activity.published_at = at
        self.move(activity, "approve" if second else "publish", A.PUBLISHED, second or activity.made_by, at)

    def go_by(self, activity: Activity, first: dt.datetime, last: dt.datetime) -> None:
        """Let the clock start and end it."""
        now = self.world.recipe.now
        if first <= now:
            self.move(activity, "start", A.RUNNING, None, first)
        if last <= now:
            activity.ended_at = last
            self.move(activity, "end", A.DONE, None, last)

    def fill(self, session: Session, opening: Opening, share: float, team: Team | None) -> None:
        """Let people take a share of the places of an opening."""
        wanted = round((opening.capacity or 20) * share)
        if opening.audience == Audience.RESIDENT:
            for person in self._residents(session, wanted):
                self.sign_up(session, opening, person)
            return
        for volunteer in self._volunteers(session, team, wanted):
            self.sign_up(session, opening, volunteer.person, volunteer)

    def sign_up(
        self,
        session: Session,
        opening: Opening,
        person: Person,
        volunteer: Volunteer | None = None,
        **facts: Any,
    ) -> Signup:
        """Give somebody the next place; now and then it is taken back."""
        activity, day = session.activity, clock.local(session.starts_at).date()
        self.days.add((person.pk, day))
        if volunteer is not None:
            self.world.busy.add((volunteer.pk, day))
        own = person.pk in self.world.with_account
        latest = min(session.starts_at, self.world.recipe.now) - dt.timedelta(hours=1)
        opened = activity.published_at or activity.made_at
        made_at = opened + (latest - opened) * self.rng.random() if latest > opened else latest
        signup = Signup(
            session=session, opening=opening, person=person, volunteer=volunteer, made_at=made_at,
            made_by=person if own else activity.organiser,
            channel=Channel.WEB if own else self.rng.choice(OTHER_WAYS), risk_read=risks.version_of(activity),
            **{"state": S.TAKEN, **facts},
        )  # fmt: skip
        if not facts and self.rng.random() < WITHDRAWN_SHARE:
            self._withdraw(signup, latest)
        elif signup.state != S.WAITING:
            signup.seat = self.seat(session, opening)
        self.signups.append(signup)
        self.note("activity.sign-up", signup, signup.made_by, made_at, {}, None if own else person.pk)
        return signup

    def seat(self, session: Session, opening: Opening) -> int:
        """The next free number; staged people make room for themselves."""
        rows = (row for row in reversed(self.signups) if row.session is session and row.opening is opening)
        number = next((row.seat for row in rows if row.seat), 0) + 1
        opening.capacity = max(opening.capacity or number, number)
        return number

    def _withdraw(self, signup: Signup, latest: dt.datetime) -> None:
        signup.state, signup.reason = S.WITHDRAWN, self.rng.choice(LeaveReason.values)
        signup.ended_at, signup.ended_by = max(signup.made_at, latest), signup.person

    def _residents(self, session: Session, count: int) -> list[Person]:
        """Grown-ups of the place first, then of the county, who have nothing else on that day."""
        path, day = session.activity.unit_path, clock.local(session.starts_at).date()
        near = [person for person in self.world.residents if person.unit_path.startswith(path)]
        far = self.rng.sample(self.world.residents, min(len(self.world.residents), count * 2))
        found: dict[int, Person] = {}
        for person in [*self.rng.sample(near, len(near)), *far]:
            if len(found) >= count:
                break
            if (person.pk, day) not in self.days and (person.age_on(day) or 0) >= ADULT:
                found[person.pk] = person
        return list(found.values())

    def _volunteers(self, session: Session, team: Team | None, count: int) -> list[Volunteer]:
        """Members of the team, then of the teams of the place, who serve nobody else on that day."""
        teams = self.world.teams
        path, day = session.activity.unit_path, clock.local(session.starts_at).date()
        near = [each for each in (team, self.world.near.get(path)) if each is not None]
        pools = [teams.members.get(each.pk, []) for each in (*near, self.rng.choice(teams.serving))]
        found: dict[int, Volunteer] = {}
        for pool in pools:
            for row in self.rng.sample(pool, min(len(pool), 3 * count + 5)):
                if len(found) < count and self._is_free(row, day):
                    found[row.pk] = row
        return list(found.values())

    def _is_free(self, row: Volunteer, day: dt.date) -> bool:
        staged = row.pk in self.world.kept and day >= clock.local(self.world.recipe.now).date()
        grown = (row.person.age_on(day) or 0) >= ADULT and row.registered_on < day
        promised = (row.pk, day) in self.world.busy or (row.person_id, day) in self.days
        return grown and not staged and not promised
