"""The rules of places say the same of one wish and of all openings at once, whoever asks."""

import datetime as dt
import random

import pytest

from shijian.activities.enums import Audience, Task
from shijian.activities.models import Opening
from shijian.activities.queries import conditions, place_rules
from shijian.activities.queries.place_rules import EVERYBODY, VOLUNTEERS, Seeker, Wish
from shijian.kernel import clock
from shijian.volunteers.enums import Strain, VolunteerState
from shijian.volunteers.models import Volunteer
from tests.factories.activities import ActivityFactory, OpeningFactory, SessionFactory
from tests.factories.people import PersonFactory
from tests.factories.volunteers import (
    GroupInsuranceFactory,
    HealthDeclarationFactory,
    InsuranceFactory,
    SkillFactory,
    TeamFactory,
    TeamMemberFactory,
    VolunteerFactory,
    VolunteerSkillFactory,
)

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 6, 19, 1, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 6, 19)
BIRTHS = (
    None, dt.date(2008, 6, 19), dt.date(2008, 6, 20), dt.date(2016, 1, 1), dt.date(1961, 6, 18), dt.date(1980, 3, 3),
)  # fmt: skip
ENDS = (None, DAY, DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=30))


class World:
    """Skills, teams, people and openings of one seed."""

    def __init__(self, seed, county):
        self.rng, self.county = random.Random(seed), county
        self.skills = [SkillFactory() for _n in range(3)]
        self.teams = [TeamFactory(unit=county.station) for _n in range(3)]
        self.openings = [self.opening() for _n in range(10)]
        self.people = [self.person() for _n in range(6)]

    def opening(self):
        rng = self.rng
        activity = ActivityFactory(
            published=True, unit=self.county.station, risk=rng.choice([0, 1, 2]), risk_note="河边",
            team=rng.choice([None, *self.teams]),
        )  # fmt: skip
        activity.helping_teams.set(rng.sample(self.teams, rng.randint(0, 1)))
        SessionFactory(activity=activity, starts_at=START, ends_at=START + dt.timedelta(hours=2))
        least = rng.choice([None, 10, 18])
        ages = {"least_age": least, "greatest_age": rng.choice([None, 18, 65])}
        if rng.random() < 0.25:
            return OpeningFactory(activity=activity, audience=Audience.RESIDENT, task=Task.PART, **ages)
        skill = rng.choice([None, *self.skills])
        asks = {"skill": skill, "needs_licence": skill is not None and rng.random() < 0.5}
        asks["strains"] = rng.sample(Strain.values, rng.choice([0, 0, 1, 2]))
        return OpeningFactory(activity=activity, team_only=rng.random() < 0.4, **asks, **ages)

    def person(self):
        rng = self.rng
        unit = rng.choice([self.county.station, self.county.station_other])
        person = PersonFactory(unit=unit, birth_date=rng.choice(BIRTHS))
        if rng.random() < 0.15:
            return person
        states = [VolunteerState.ACTIVE] * 4 + [VolunteerState.PAUSED]
        row = VolunteerFactory(person=person, state=rng.choice(states))
        for skill in rng.sample(self.skills, rng.randint(0, 3)):
            facts = {"licence_no": rng.choice(["", "A1"]), "licence_until": rng.choice(ENDS)}
            VolunteerSkillFactory(volunteer=row, skill=skill, **facts)
        for team in rng.sample(self.teams, rng.randint(0, 2)):
            TeamMemberFactory(volunteer=row, team=team, ends_on=rng.choice([None, None, DAY]))
        if rng.random() < 0.5:
            HealthDeclarationFactory(volunteer=row, strains=rng.sample(Strain.values, 2))
        if rng.random() < 0.3:
            InsuranceFactory(volunteer=row, valid_until=rng.choice(ENDS[1:]))
        return person

    def asked(self):
        """Every person with every opening, as a seeker and as a wish."""
        for person in self.people:
            volunteer = Volunteer.objects.filter(person=person).first()
            seeker = Seeker(person, volunteer, DAY)
            for opening in self.openings:
                session = opening.activity.sessions.get()
                yield seeker, Wish(opening.activity, session, opening, person, volunteer)


@pytest.mark.parametrize("seed", range(4))
def test_a_rule_says_the_same_of_a_wish_and_of_all_openings(county, seed):
    world = World(seed, county)
    if seed % 2:
        GroupInsuranceFactory(unit=county.station, unit_path=county.station.path)
    told = set()
    for seeker, wish in world.asked():
        rules = EVERYBODY if wish.opening.audience == Audience.RESIDENT else (*VOLUNTEERS, *EVERYBODY)
        here = Opening.objects.filter(pk=wish.opening.pk)
        for rule in rules:
            broken = rule.broken(wish)
            assert here.filter(rule.meets(seeker)).exists() is not broken, rule.refusal
            told.add((rule.refusal, broken))
        fits = not any(rule.broken(wish) for rule in rules)
        assert here.filter(place_rules.fits(seeker)).exists() is fits
        told.add(("fits", fits))
    assert {("fits", True), ("fits", False)} <= told


def test_every_rule_of_a_place_is_asked_at_sign_up_too():
    """A rule that somebody adds to places cannot be forgotten at sign-up, since it is the same object."""
    at_sign_up = {code for code, _broken in (*conditions.VOLUNTEERS, *conditions.EVERYBODY)}
    assert {rule.refusal for rule in (*VOLUNTEERS, *EVERYBODY)} <= at_sign_up
    assert [code for code, _b in conditions.VOLUNTEERS] == [rule.refusal for rule in VOLUNTEERS]


def test_a_group_policy_opens_dangerous_places_in_the_list_as_at_sign_up(county):
    """Found by the test above when the list had rules of its own."""
    opening = OpeningFactory(
        activity=ActivityFactory(published=True, unit=county.station, risk=2, risk_note="高处")
    )
    person = PersonFactory(unit=county.station, birth_date=dt.date(1980, 3, 3))
    seeker = Seeker(person, VolunteerFactory(person=person), clock.today())
    rows = Opening.objects.filter(pk=opening.pk)
    assert not rows.filter(place_rules.fits(seeker)).exists()
    GroupInsuranceFactory(unit=county.station, unit_path=county.station.path)
    assert rows.filter(place_rules.fits(seeker)).exists()
