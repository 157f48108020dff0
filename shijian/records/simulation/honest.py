"""An honest year, with all the odd things that honest people do."""

from __future__ import annotations

from dataclasses import replace

from shijian.records.signals.facts import DAY, HOUR, MINUTE, Fact
from shijian.records.simulation.ground import START, YEAR, Ground, Somebody

RECIPIENTS = 1_000_000  # the keys of those who are served lie above those of volunteers


def live(ground: Ground) -> None:
    """Let everybody serve for a year."""
    _companions(ground)
    for day in range(YEAR):
        _duties(ground, day)
        for unit in ground.places:
            if ground.rng.random() < 0.24:
                _meeting(ground, unit, day)
    _visits(ground)
    _floods(ground)
    _neighbours(ground)


def _at(day: int, minute: float) -> float:
    return START + day * DAY + minute * MINUTE


def _companions(ground: Ground) -> None:
    """One in fourteen keeps one elder company every week; now and then somebody else steps in."""
    rng = ground.rng
    for person in ground.people:
        if rng.random() < 0.07:
            person.elder = RECIPIENTS + person.key
            weekday, minute, by_phone = rng.randrange(7), 60 * rng.randrange(8, 18), rng.random() < 0.5
            for day in range(weekday, YEAR, 7):
                helper = person if rng.random() > 0.05 else rng.choice(ground.by_unit[person.unit])
                start = _at(day, minute + rng.gauss(0, 9))
                fact = _visit(ground, helper, person.unit, start, rng.uniform(50, 110) * MINUTE, person.elder)
                asked = ground.leaders[person.unit] if by_phone else person.elder
                ground.book(replace(fact, asked_by=asked))


def _duties(ground: Ground, day: int) -> None:
    """The same weekday and hour all year, a few minutes early or late, about as long as planned."""
    rng = ground.rng
    for person in ground.people:
        if person.duty and day % 7 == person.duty[0] and rng.random() < 0.85:
            start = _at(day, person.duty[1] + rng.gauss(0, 4))
            fact = ground.service(
                person.key, person.unit, ground.source("activity"), start, rng.gauss(120, 7) * MINUTE
            )
            ground.book(_scanned(ground, person, fact))


def _meeting(ground: Ground, unit: int, day: int) -> None:
    """A meeting of four to twenty people; some are on the leader's list because they have no phone."""
    rng = ground.rng
    source, start = ground.source("activity"), _at(day, 60 * rng.randrange(8, 19))
    length = rng.choice((90, 120, 150, 180, 240)) * MINUTE
    guests = [p for other in ground.near(unit)[1:] for p in ground.by_unit[other][:6] if rng.random() < 0.12]
    chosen = rng.sample(ground.by_unit[unit], min(len(ground.by_unit[unit]), rng.randint(4, 16))) + guests
    homes = {person.family for person in chosen}
    for other in ground.by_unit[unit]:  # couples come together
        if other.family in homes and other not in chosen and rng.random() < 0.7:
            chosen.append(other)
    by_list = rng.random() < 0.1  # the whole meeting is on paper
    sudden = rng.random() < 0.02  # snow, a lost child: nobody signed up before
    pictures = (ground.picture(),) if rng.random() < (0.8 if sudden else 0.7) else ()
    leader, entered = ground.leaders[unit], _evening(ground, start + length, sudden=sudden)
    brought = f"leader-{leader}" if rng.random() < 0.01 else ""
    seats = len(chosen) + rng.randint(0, 10)
    for person in chosen:
        fact = ground.service(person.key, unit, source, start, length)
        listed = (
            by_list or (sudden and rng.random() < 0.7) or not (person.has_phone or person.uses_station_phone)
        )
        listed = listed or (not person.has_phone and rng.random() < 0.5)
        if listed and person.key != leader:
            before = not sudden and rng.random() < 0.85
            fact = replace(_entered(fact, leader, entered + rng.random() * 4 * MINUTE), asked_before=before)
        else:
            fact = _scanned(ground, person, _come_and_gone(ground, fact))
            fact = replace(fact, devices=(brought,) if brought else fact.devices, asked_before=not sudden)
        ground.book(replace(fact, photos=pictures, seats=seats))
    if pictures and rng.random() < 0.004:
        _afternoon(ground, chosen, unit, start + length + HOUR, pictures)


def _afternoon(
    ground: Ground, people: list[Somebody], unit: int, start: float, pictures: tuple[str, ...]
) -> None:
    """The same people go on after lunch, and the leader uses the morning's picture once more."""
    source = ground.source("activity")
    for person in people:
        fact = _scanned(ground, person, ground.service(person.key, unit, source, start, 90 * MINUTE))
        ground.book(replace(fact, photos=pictures))


def _evening(ground: Ground, ended: float, *, sudden: bool) -> float:
    """When a leader enters the list: the same evening, the next days, and one in fifty long after."""
    roll = ground.rng.random()
    if roll < 0.02:
        return ended + ground.rng.uniform(8, 14) * DAY
    return ended + (
        ground.rng.uniform(1, 5) * HOUR if roll < 0.8 or sudden else ground.rng.uniform(1, 3) * DAY
    )


def _entered(fact: Fact, leader: int, at: float) -> Fact:
    return replace(fact, enterer=leader, recorded=at, came_received=0, left_received=0)


def _come_and_gone(ground: Ground, fact: Fact) -> Fact:
    """People come a little early or late and go before or after the end."""
    start = fact.started + ground.rng.gauss(-2, 6) * MINUTE
    end = fact.ended + ground.rng.gauss(3, 8) * MINUTE
    return replace(
        fact, started=start, ended=end, recorded=end, came_received=start, left_received=end,
        minutes=int((end - start) // MINUTE),
    )  # fmt: skip


def _scanned(ground: Ground, person: Somebody, fact: Fact) -> Fact:
    """Own scans: late where there is no signal or the battery was empty; a forgotten check-out is entered for them."""
    rng = ground.rng
    own = f"phone-{person.lender or person.key}"
    device = f"station-{fact.unit}" if person.uses_station_phone and not person.lender else own
    fact = replace(fact, devices=(device,), codes_refused=1 if rng.random() < 0.03 else 0)
    if fact.unit in ground.no_signal and rng.random() < 0.7:
        later = fact.ended + rng.uniform(15, 200) * MINUTE
        fact = replace(fact, came_received=later, left_received=later + rng.uniform(1, 20), recorded=later)
    elif rng.random() < 0.008:
        later = fact.ended + rng.uniform(0.5, 20) * HOUR
        fact = replace(fact, came_received=later, left_received=later + 5, recorded=later)
    elif rng.random() < 0.05:
        at = fact.ended + rng.uniform(2, 40) * HOUR
        fact = replace(fact, enterer=ground.leaders[fact.unit], recorded=at, left_received=at)
        fact = replace(fact, came_received=fact.started, left_received=0)
    return fact


def _visit(ground: Ground, person: Somebody, unit: int, start: float, length: float, recipient: int) -> Fact:
    """A visit at home: own check-ins, or the leader's entry for who has no phone; half are confirmed by the host."""
    fact = ground.service(person.key, unit, ground.source("order"), start, length)
    fact = _scanned(ground, person, fact)
    if not person.has_phone and person.key != ground.leaders[unit]:
        fact = _entered(fact, ground.leaders[unit], _evening(ground, fact.ended, sudden=False))
    witness = recipient if ground.rng.random() < 0.55 else 0
    return replace(fact, recipient=recipient, witness=witness)


def _visits(ground: Ground) -> None:
    """Everybody visits this one and that one, about ten times a year."""
    rng = ground.rng
    for person in ground.people:
        for _each in range(rng.randint(0, 20)):
            unit = person.unit if rng.random() < 0.8 else rng.choice(ground.near(person.unit))
            start = _at(rng.randrange(YEAR), rng.uniform(8, 18) * 60)
            recipient = 2 * RECIPIENTS + unit * 100 + rng.randrange(30)
            fact = _visit(ground, person, unit, start, rng.uniform(30, 180) * MINUTE, recipient)
            asked = recipient if rng.random() < 0.5 else ground.leaders[unit]
            ground.book(replace(fact, asked_by=asked))


def _floods(ground: Ground) -> None:
    """On two days a year some villages work from early till late; one in twelve of them beyond twelve hours."""
    rng = ground.rng
    for day in (rng.randrange(YEAR), rng.randrange(YEAR)):
        for unit in rng.sample(sorted(ground.places), max(1, len(ground.places) // 12)):
            source, pictures = ground.source("activity"), (ground.picture(),)
            for person in ground.by_unit[unit][:12]:
                length = rng.uniform(5, 12.3) * HOUR
                fact = ground.service(person.key, unit, source, _at(day, 360 + rng.gauss(0, 15)), length)
                ground.book(replace(_scanned(ground, person, fact), photos=pictures))


def _neighbours(ground: Ground) -> None:
    """Neighbours who help each other a few times a year, and vouch for it."""
    rng = ground.rng
    for _pair in range(max(1, ground.volunteers // 70)):
        one, other = rng.sample(ground.by_unit[rng.choice(sorted(ground.places))], 2)
        for _each in range(rng.randint(2, 14)):
            helper, helped = rng.sample((one, other), 2)
            start = _at(rng.randrange(YEAR), rng.uniform(8, 18) * 60)
            fact = ground.service(
                helper.key, helper.unit, ground.source("order"), start, rng.uniform(40, 120) * MINUTE
            )
            fact = replace(_scanned(ground, helper, fact), recipient=helped.key, witness=helped.key)
            ground.book(replace(fact, asked_by=helped.key))
