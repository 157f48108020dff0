"""Random interleavings of everything that gives and takes places, with what must hold after each step."""

import datetime as dt
import itertools

import pytest
import time_machine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from shijian.activities.enums import Refusal, SignupState
from shijian.activities.models import HOLDING, LIVE, Opening, Session, Signup, SwapRequest
from shijian.activities.operations import blocks, capacity, leaving, sessions, sign_up, standing, swaps, sweep
from shijian.activities.queries import conditions, seats
from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM
from shijian.kernel.errors import ShijianError
from shijian.volunteers.enums import TeamRole
from tests.conftest import actor_of
from tests.factories.activities import ActivityFactory, OpeningFactory, SessionFactory
from tests.factories.people import PersonFactory
from tests.factories.units import UnitFactory
from tests.factories.volunteers import TeamFactory, TeamMemberFactory, VolunteerFactory

PEOPLE, START = 7, dt.datetime(2026, 6, 16, 1, 0, tzinfo=dt.UTC)
who = st.integers(0, PEOPLE - 1)
where = st.integers(0, 3)
number = itertools.count()


class Places(RuleBasedStateMachine):
    """Two meetings, a place for residents and one for volunteers in each, seven volunteers of a team."""

    @initialize(few=st.integers(1, 3), more=st.integers(1, 3))
    def begin(self, few, more):
        self.clock = time_machine.travel(START, tick=False)
        self.traveller = self.clock.start()
        unit = UnitFactory()
        volunteers = [VolunteerFactory(person__unit=unit) for _n in range(PEOPLE)]
        self.people = [volunteer.person for volunteer in volunteers]
        self.team = TeamFactory(unit=unit)
        for place, volunteer in enumerate(volunteers):
            role = TeamRole.LEADER if place == 0 else TeamRole.MEMBER
            TeamMemberFactory(team=self.team, volunteer=volunteer, role=role)
        self.actors = [actor_of(person) for person in self.people]
        self.lead = self.actors[0]
        activity = ActivityFactory(published=True, unit=unit, team=self.team, organiser=self.people[0])
        self.sessions = [
            SessionFactory(activity=activity, starts_at=START + dt.timedelta(days=days)) for days in (4, 5)
        ]
        self.openings = [
            OpeningFactory(activity=activity, for_residents=True, capacity=few),
            OpeningFactory(activity=activity, capacity=more),
        ]
        self.outsider = PersonFactory(unit=unit)
        self.seen = {}

    def rows(self):
        return Signup.objects.filter(session__in=getattr(self, "sessions", ()))

    def teardown(self):
        if hasattr(self, "clock"):
            self.clock.stop()

    def at(self, place):
        return self.sessions[place % 2], self.openings[place // 2]

    def live(self, place):
        rows = self.rows().filter(state__in=LIVE).order_by("pk")
        return rows[place % len(rows)] if rows else None

    def tried(self, call):
        """Do it; a refusal in words is an answer like another."""
        try:
            return call()
        except ShijianError:
            return None

    def later(self, **span):
        self.traveller.shift(dt.timedelta(**span))

    @rule(person=who, place=where)
    def joins(self, person, place):
        session, opening = self.at(place)
        self.later(seconds=1)
        self.tried(
            lambda: sign_up.sign_up(session, opening, person=self.people[person], actor=self.actors[person])
        )

    @rule(people=st.sets(who, min_size=2, max_size=3), place=where)
    def join_together(self, people, place):
        session, opening = self.at(place)
        persons = [self.people[each] for each in sorted(people)]
        before = self.rows().count()
        made = self.tried(
            lambda: sign_up.sign_up_together(session, opening, persons=persons, actor=self.lead)
        )
        assert self.rows().count() - before == (len(persons) if made else 0)

    @rule(place=st.integers(0, 40))
    def leaves(self, place):
        if row := self.live(place):
            self.tried(lambda: leaving.withdraw(row, reason="ill", actor=self.lead))

    @rule(place=st.integers(0, 40), yes=st.booleans())
    def answers(self, place, yes):
        rows = self.rows().filter(state=SignupState.OFFERED).order_by("pk")
        if rows:
            row = rows[place % len(rows)]
            deed = sign_up.accept_place if yes else leaving.decline_place
            self.tried(lambda: deed(row, actor=self.lead))

    @rule(hours=st.sampled_from((1, 6, 13)))
    def time_goes_on(self, hours):
        self.later(hours=hours)
        for row in self.rows().filter(state=SignupState.OFFERED).select_related("session", "opening"):
            sweep.lapse_offer(row, actor=SYSTEM)

    @rule(which=st.integers(0, 1), places=st.integers(1, 5))
    def there_are_more_or_fewer_places(self, which, places):
        self.tried(lambda: capacity.set_capacity(self.openings[which], capacity=places, actor=self.lead))

    @rule(place=where, count=st.integers(1, 2))
    def the_team_takes_places(self, place, count):
        session, opening = self.at(place)
        self.tried(lambda: blocks.take_block(session, opening, team=self.team, count=count, actor=self.lead))

    @rule(person=who, place=st.integers(0, 40))
    def somebody_is_named(self, person, place):
        rows = self.rows().filter(state=SignupState.TAKEN, person__isnull=True).order_by("pk")
        if rows:
            row = rows[place % len(rows)]
            self.tried(lambda: blocks.name_member(row, person=self.people[person], actor=self.lead))

    @rule(place=st.integers(0, 40), person=who)
    def somebody_comes_instead(self, place, person):
        rows = self.rows().filter(state=SignupState.TAKEN, person__isnull=False).order_by("pk")
        if not rows:
            return
        row = rows[place % len(rows)]
        owner = next(
            actor for actor, each in zip(self.actors, self.people, strict=True) if each.pk == row.person_id
        )
        swap = self.tried(lambda: swaps.ask_for_substitute(row, actor=owner))
        if swap is not None:
            swap = SwapRequest.objects.select_related("signup__session", "signup__opening").get(pk=swap.pk)
            self.tried(lambda: swaps.take_over(swap, person=self.people[person], actor=self.actors[person]))

    @rule(person=who, which=st.integers(0, 1))
    def comes_every_time(self, person, which):
        self.tried(
            lambda: standing.come_every_time(
                self.openings[which], person=self.people[person], actor=self.actors[person]
            )
        )

    @rule(which=st.integers(0, 1))
    def a_meeting_is_called_off(self, which):
        self.tried(lambda: sessions.cancel_session(self.sessions[which], why="下雨", actor=self.lead))

    @invariant()
    def no_place_is_sold_twice(self):
        for session, opening in self.pairs():
            held = list(
                self.rows()
                .filter(session=session, opening=opening, state__in=HOLDING)
                .values_list("seat", flat=True)
            )
            assert len(held) == len(set(held)) <= opening.capacity
            assert all(1 <= seat <= opening.capacity for seat in held)

    @invariant()
    def nobody_is_in_a_meeting_twice(self):
        rows = self.rows().filter(state__in=LIVE, person__isnull=False)
        pairs = list(rows.values_list("session_id", "person_id"))
        assert len(pairs) == len(set(pairs))

    @invariant()
    def a_free_place_is_offered_while_somebody_waits_who_may_have_it(self):
        for session, opening in self.pairs():
            free = next(seats.free(session, opening), None)
            for row in seats.waiting(session, opening).select_related("person"):
                wish = conditions.wish_of(session, opening, row.person, desk=True)
                passed = {Refusal.TWICE, Refusal.UNREAD}
                assert free is None or set(conditions.person_refusals(wish)) - passed

    @invariant()
    def nobody_is_overtaken_in_line(self):
        """Whoever got a place since the last look had nobody before him in line who still waits."""
        for session, opening in self.pairs():
            line = {row.pk: row for row in seats.waiting(session, opening)}
            for row in self.rows().filter(session=session, opening=opening, state__in=HOLDING):
                if self.seen.get(row.pk) != SignupState.WAITING:
                    continue
                earlier = [each for each in line.values() if (each.made_at, each.pk) < (row.made_at, row.pk)]
                assert earlier == []
        self.seen = dict(self.rows().values_list("pk", "state"))

    @invariant()
    def a_called_off_meeting_holds_nobody(self):
        assert not self.rows().filter(session__cancelled_at__isnull=False, state__in=LIVE).exists()

    def pairs(self):
        known = [each.pk for each in getattr(self, "sessions", ())]
        for session in Session.objects.filter(pk__in=known, ends_at__gt=clock.now()):
            for opening in Opening.objects.filter(activity=session.activity_id):
                yield session, opening


@pytest.mark.django_db
def test_places_under_random_interleavings():
    run_state_machine_as_test(
        Places,
        settings=settings(
            max_examples=25, stateful_step_count=25, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
