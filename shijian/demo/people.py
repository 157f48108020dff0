"""Makes persons and volunteers out of chance; saves nothing."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from itertools import accumulate

from shijian.demo import names, words
from shijian.demo.recipe import Recipe
from shijian.kernel import clock, crypto
from shijian.people.enums import Sex
from shijian.people.models import Person
from shijian.units.models import Unit
from shijian.volunteers.enums import Background, Language, TravelLimit, VolunteerState
from shijian.volunteers.models import Availability, Insurance, Volunteer

ADULT = 18
MINOR = 14
FIRST_PHONE = 199_0000_0000
CHANCE_OF_PHONE = 0.9
SPANS = {
    "weekend": ((6, 480, 1200), (7, 480, 1200)),
    "evenings": tuple((day, 1080, 1260) for day in range(1, 6)),
    "mornings": tuple((day, 480, 720) for day in range(1, 6)),
    "always": tuple((day, 480, 1200) for day in range(1, 8)),
}


class Folk:
    """Draws persons one after another; phones count up from 199-0000-0000, which is seen to be invented."""

    def __init__(self, recipe: Recipe, units: Sequence[Unit]) -> None:
        self.rng, self.mix, self.units = recipe.rng("folk"), names.mix_of(recipe.area), list(units)
        self.today, self.phones = clock.local(recipe.now).date(), FIRST_PHONE
        self.weights = list(accumulate(self.rng.uniform(0.5, 3) for _unit in self.units))

    def place(self) -> Unit:
        """A unit to live at; some are larger than others."""
        return self.rng.choices(self.units, cum_weights=self.weights)[0]

    def person(self, unit: Unit, age: int, *, people: str = "", sex: int = 0, phone: bool = True) -> Person:
        """Somebody of that age, in whole years, who lives at `unit`."""
        rng = self.rng
        people, sex = people or self.mix.draw(rng), sex or rng.choice([Sex.MALE, Sex.FEMALE])
        number = self._phone() if phone else ""
        return Person(
            name=names.name_of(rng, people, sex, age),
            sex=sex,
            birth_date=self._birthday(age),
            phone=number,
            phone_index=crypto.blind_index(number, "phone") if number else "",
            ethnicity=people,
            address=_address(rng, unit),
            unit=unit,
            unit_path=unit.path,
        )

    def resident(self) -> Person:
        """Somebody who may need help: mostly old, now and then without a phone."""
        age = self.rng.choice([self.rng.randint(60, 90), self.rng.randint(20, 59), self.rng.randint(62, 84)])
        return self.person(self.place(), age, phone=self.rng.random() < CHANCE_OF_PHONE)

    def volunteer_person(self) -> Person:
        """Somebody who helps: from school age to the seventies."""
        minor = self.rng.random() < 0.03
        age = self.rng.randint(MINOR, ADULT - 1) if minor else int(self.rng.triangular(ADULT, 74, 36))
        return self.person(self.place(), age)

    def _phone(self) -> str:
        self.phones += 1
        return str(self.phones)

    def _birthday(self, age: int) -> dt.date:
        return self.today - dt.timedelta(days=int(age * 365.25) + self.rng.randrange(1, 364))


def _address(rng: random.Random, unit: Unit) -> str:
    place = unit.place_name or unit.name
    if "社区" in place:
        return (
            f"{place}{rng.randint(1, 12)}号楼{rng.randint(1, 4)}单元{rng.randint(1, 6)}0{rng.randint(1, 2)}室"
        )
    return f"{place}{rng.randint(1, 8)}社{rng.randint(1, 120)}号"


def backgrounds_of(rng: random.Random, age: int) -> list[str]:
    """One background, of some people two; pupils are students."""
    if age < ADULT:
        return [Background.STUDENT.value]
    kinds, weights = list(words.BACKGROUND_WEIGHTS), list(words.BACKGROUND_WEIGHTS.values())
    found = rng.choices(kinds, weights, k=2 if rng.random() < 0.2 else 1)
    return sorted({kind.value for kind in found})


def languages_of(rng: random.Random, person: Person) -> list[str]:
    """Tibetan comes first in a Tibetan county; most speak the dialect or Mandarin too."""
    own = {names.TIBETAN: [(Language.TIBETAN, 0.97), (Language.MANDARIN, 0.8), (Language.DIALECT, 0.3)]}
    other = [
        (Language.DIALECT, 0.85),
        (Language.MANDARIN, 0.7),
        (Language.TIBETAN, 0.2),
        (Language.SIGN, 0.01),
    ]
    spoken = [code.value for code, chance in own.get(person.ethnicity, other) if rng.random() < chance]
    return spoken or [Language.MANDARIN.value]


def skills_of(rng: random.Random, backgrounds: list[str], languages: list[str]) -> list[str]:
    """Codes of skills: what the background brings, and what everybody may be able to do."""
    brought = [code for kind in backgrounds for code in words.SKILLS_OF[kind] if rng.random() < 0.6]
    found = [*brought, *rng.sample(words.EVERYDAY_SKILLS, rng.randint(1, 2))]
    if {Language.TIBETAN, Language.MANDARIN} <= set(languages) and rng.random() < 0.15:
        found.append("tibetan")
    return list(dict.fromkeys(found))


def volunteer(rng: random.Random, person: Person, number: str, recipe: Recipe) -> Volunteer:
    """The register entry of a person; minors wait for consent unless they have a guardian."""
    today = clock.local(recipe.now).date()
    age = person.age_on(today) or ADULT
    backgrounds = backgrounds_of(rng, age)
    state = _state(rng, age)
    registered = today - dt.timedelta(
        days=rng.randint(3, 2000) if state == VolunteerState.ACTIVE else rng.randint(1, 40)
    )
    left = today - dt.timedelta(days=rng.randint(1, 3)) if state == VolunteerState.LEFT else None
    return Volunteer(
        person=person,
        number=number,
        state=state,
        unit=person.unit,
        unit_path=person.unit_path,
        occupation=words.OCCUPATIONS[Background(backgrounds[0])],
        education=rng.choice(["小学", "初中", "初中", "高中", "中专", "大专", "本科"]),
        political_status="中共党员"
        if Background.PARTY in backgrounds
        else "共青团员"
        if age < 26
        else "群众",
        backgrounds=backgrounds,
        languages=languages_of(rng, person),
        travel_limit=rng.choices([TravelLimit.VILLAGE, TravelLimit.TOWN, TravelLimit.COUNTY], [25, 55, 20])[
            0
        ],
        weekly_minutes=rng.choice([180, 240, 360, 600]),
        registered_on=registered,
        confirmed_at=_noon(registered)
        if state not in (VolunteerState.PENDING, VolunteerState.CONSENT)
        else None,
        left_on=left,
    )


def _state(rng: random.Random, age: int) -> VolunteerState:
    if age < ADULT:
        return rng.choices([VolunteerState.ACTIVE, VolunteerState.CONSENT], [75, 25])[0]
    states = [VolunteerState.ACTIVE, VolunteerState.PENDING, VolunteerState.PAUSED, VolunteerState.LEFT]
    return rng.choices(states, [94, 3, 2, 1])[0]


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, 4, tzinfo=dt.UTC)


def availability(rng: random.Random, row: Volunteer) -> list[Availability]:
    """The weekly free time of a volunteer: one pattern, sometimes two."""
    kinds = rng.sample(list(SPANS), 2)[: rng.choice([1, 1, 2])]
    spans = sorted({span for kind in kinds for span in SPANS[kind]})
    return [
        Availability(volunteer=row, weekday=day, start_minute=start, end_minute=end)
        for day, start, end in spans
    ]


def insurance(rng: random.Random, row: Volunteer, today: dt.date) -> list[Insurance]:
    """An accident policy for half of the volunteers; of one in ten it has run out."""
    if rng.random() < 0.5:
        return []
    start = today - dt.timedelta(days=rng.randint(10, 360) + (400 if rng.random() < 0.1 else 0))
    until = start + dt.timedelta(days=364)
    number = f"YB{start:%Y}{rng.randrange(10**8):08d}"
    insurer = rng.choice(words.INSURERS)
    return [Insurance(volunteer=row, insurer=insurer, policy_no=number, valid_from=start, valid_until=until)]
