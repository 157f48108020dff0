"""Eleven ways of faking hours, after reports of such cases. Each case is one cheater or one ring over the year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from shijian.records.signals.facts import DAY, HOUR, MINUTE, Fact
from shijian.records.simulation.ground import START, YEAR, Ground, Somebody

INVENTED = 5_000_000  # the keys of recipients who do not exist


@dataclass(slots=True)
class Hand:
    """A cheater at work: whatever he books is written down for the judge under his case."""

    ground: Ground
    case: tuple[str, int]

    def book(self, fact: Fact) -> bool:
        """Enter a faked service."""
        return self.ground.book(fact, self.case)

    def leader(self) -> tuple[int, int]:
        """A village and its leader."""
        unit = self.ground.rng.choice(sorted(self.ground.places))
        return unit, self.ground.leaders[unit]

    def somebody(self) -> Somebody:
        """A volunteer with a phone who leads nothing."""
        leaders = set(self.ground.leaders.values())
        while True:
            person = self.ground.rng.choice(self.ground.people)
            if person.has_phone and person.key not in leaders:
                return person

    def claim(self, person: int, unit: int, source: tuple[str, int], day: int, hours: float) -> Fact:
        """A made-up service of that day, at a round time, as a person at a desk types it."""
        start = START + day * DAY + 60 * self.ground.rng.randrange(7, 17) * MINUTE
        return self.ground.service(person, unit, source, start, round(hours * 2) / 2 * HOUR)

    def typed(self, fact: Fact, hand: int, at: float) -> Fact:
        """Entered by that hand at that moment; nobody expected it."""
        return replace(fact, enterer=hand, recorded=at, came_received=0, left_received=0, asked_before=False)


def seller(hand: Hand) -> None:
    """Sells hours: some buyers, each gets five to thirty hours, typed in within minutes at a desk."""
    rng, (unit, officer) = hand.ground.rng, hand.leader()
    for buyer in rng.sample(hand.ground.people, rng.randint(5, 12)):
        if buyer.key == officer:
            continue
        sold, day = rng.uniform(5.0, 30.0), rng.randrange(40, YEAR)
        now = START + day * DAY + rng.uniform(9, 21) * HOUR
        while sold > 0:
            length = rng.choice((2, 3, 4, 5, 6))
            fact = hand.claim(
                buyer.key, unit, hand.ground.source("top-up"), day - rng.randrange(1, 30), length
            )
            now += rng.uniform(10, 40)
            sold -= length
            hand.book(hand.typed(fact, officer, now))


def family(hand: Hand) -> None:
    """Credits wife, son or cousin every week; seven in ten are known as family."""
    rng, (unit, officer) = hand.ground.rng, hand.leader()
    relatives = rng.sample(hand.ground.by_unit[unit][1:], rng.randint(1, 3))
    if rng.random() < 0.7:
        for person in relatives:
            person.family = hand.ground.people[officer - 1].family
    for day in range(rng.randrange(40), rng.randrange(140, YEAR), 7):
        for person in relatives:
            fact = hand.claim(person.key, unit, hand.ground.source("order"), day, rng.choice((2, 3, 4)))
            at = fact.ended + rng.uniform(1, 60) * HOUR
            hand.book(hand.typed(fact, officer, at))


def ghost(hand: Hand) -> None:
    """Holds activities on paper only; one in eight is covered by a picture of something else."""
    rng, (unit, officer) = hand.ground.rng, hand.leader()
    for _meeting in range(rng.randint(2, 6)):
        source, day = hand.ground.source("activity"), rng.randrange(YEAR - 10)
        start, length = rng.randrange(8, 18), rng.choice((2, 3, 4))
        pictures = (hand.ground.picture(),) if rng.random() < 0.12 else ()
        at = START + day * DAY + rng.uniform(20, 60) * HOUR
        for person in rng.sample(hand.ground.by_unit[unit][1:], rng.randint(5, 18)):
            began = START + day * DAY + start * HOUR
            fact = hand.ground.service(person.key, unit, source, began, length * HOUR)
            at += rng.uniform(3, 15)
            hand.book(replace(hand.typed(fact, officer, at), photos=pictures, seats=30))


def copied_photo(hand: Hand) -> None:
    """Proves several lists with one picture, saved again or cut."""
    rng, (unit, officer) = hand.ground.rng, hand.leader()
    first = rng.getrandbits(256)
    for _meeting in range(rng.randint(3, 6)):
        source, day = hand.ground.source("activity"), rng.randrange(YEAR)
        flips = rng.randint(0, 10) if rng.random() < 0.7 else rng.randint(8, 30)
        picture = first
        for bit in rng.sample(range(256), flips):
            picture ^= 1 << bit
        start, length = rng.randrange(8, 18), rng.choice((2, 3))
        for person in rng.sample(hand.ground.by_unit[unit][1:], rng.randint(5, 12)):
            began = START + day * DAY + start * HOUR
            fact = hand.ground.service(person.key, unit, source, began, length * HOUR)
            fact = hand.typed(fact, officer, fact.ended + rng.uniform(1, 9) * HOUR)
            hand.book(replace(fact, photos=(f"{picture:064x}",), asked_before=True))


def shifted_clock(hand: Hand) -> None:
    """Turns the clock of the phone back, scans “without signal”, and sends it hours later."""
    rng, person = hand.ground.rng, hand.somebody()
    for _stay in range(rng.randint(4, 15)):
        unit = rng.choice(hand.ground.near(person.unit))
        fact = hand.claim(
            person.key, unit, hand.ground.source("activity"), rng.randrange(YEAR), rng.choice((2, 3, 4))
        )
        sent = fact.ended + rng.uniform(1.8, 30) * HOUR
        jitter = rng.uniform(-20, 20) * MINUTE
        fact = replace(fact, started=fact.started + jitter, ended=fact.ended + jitter, recorded=sent)
        hand.book(replace(fact, devices=(f"phone-{person.key}",), came_received=sent, left_received=sent + 4))


def replayed_code(hand: Hand) -> None:
    """One is there and sends a picture of the code to friends, who claim to have scanned it without signal."""
    rng = hand.ground.rng
    by_source: dict[tuple[str, int], list[Fact]] = {}
    for fact in hand.ground.facts:
        if fact.source[0] == "activity" and not fact.enterer:
            by_source.setdefault(fact.source, []).append(fact)
    meetings = [rows for rows in by_source.values() if len(rows) >= 5]
    friends = [hand.somebody() for _each in range(rng.randint(3, 6))]
    for rows in rng.sample(meetings, min(len(meetings), rng.randint(2, 5))):
        there = rng.choice(rows)
        code = there.started - there.started % MINUTE
        for friend in friends:
            start = code + rng.uniform(0, 59)
            fact = replace(there, person=friend.key, started=start, devices=(f"phone-{friend.key}",))
            sent = fact.ended + rng.uniform(0, 180) * MINUTE
            came = min(sent, start + rng.uniform(15, 180) * MINUTE)
            refused = 1 if rng.random() < 0.4 else 0
            hand.book(
                replace(fact, came_received=came, left_received=sent, recorded=sent, codes_refused=refused)
            )


def colluding_pair(hand: Hand) -> None:
    """Two who order from each other and vouch for each other, week after week."""
    rng, one = hand.ground.rng, hand.somebody()
    other = hand.somebody()
    if other.key == one.key:
        return
    for day in range(rng.randrange(60), rng.randrange(170, YEAR), 7):
        for helper, helped in ((one, other), (other, one)):
            if rng.random() < 0.85:
                start = START + (day + rng.randrange(6)) * DAY + rng.uniform(8, 18) * HOUR
                fact = hand.ground.service(
                    helper.key, helper.unit, hand.ground.source("order"), start, rng.uniform(1, 3) * HOUR
                )
                fact = replace(fact, recipient=helped.key, witness=helped.key, asked_by=helped.key)
                hand.book(replace(fact, devices=(f"phone-{helper.key}",)))


def late_bulk(hand: Hand) -> None:
    """Before the year's count a leader adds services of weeks ago, unhurried, list after list."""
    rng, (unit, officer) = hand.ground.rng, hand.leader()
    people = rng.sample(hand.ground.by_unit[unit][1:], rng.randint(3, 8))
    day = rng.randrange(90, YEAR)
    now = float(START + day * DAY + 9 * HOUR)
    for _each in range(rng.randint(9, 40)):
        person, ago = rng.choice(people), rng.randrange(8, 60)
        fact = hand.claim(person.key, unit, hand.ground.source("activity"), day - ago, rng.choice((1, 2, 3)))
        now += rng.uniform(1, 9) * MINUTE
        hand.book(hand.typed(fact, officer, now))


def fake_recipient(hand: Hand) -> None:
    """Invents somebody, orders in that name, serves and confirms; one in eight gets an officer's word as well."""
    rng, person = hand.ground.rng, hand.somebody()
    recipient, vouched = INVENTED + hand.case[1], rng.random() < 0.12
    for day in range(rng.randrange(60), rng.randrange(150, YEAR), 7):
        for weekday in rng.sample(range(7), rng.randint(1, 3)):
            start = START + (day + weekday) * DAY + rng.uniform(8, 19) * HOUR
            fact = hand.ground.service(
                person.key, person.unit, hand.ground.source("order"), start, rng.uniform(1.5, 3.5) * HOUR
            )
            asked = hand.ground.leaders[person.unit] if vouched else recipient
            hand.book(replace(fact, recipient=recipient, witness=recipient, asked_by=asked))


def inflated_headcount(hand: Hand) -> None:
    """A meeting took place, and names of people who were not there are added to its list."""
    rng, (unit, officer) = hand.ground.rng, hand.leader()
    by_source: dict[tuple[str, int], list[Fact]] = {}
    for fact in hand.ground.facts:
        if fact.unit == unit and fact.source[0] == "activity" and fact.record not in hand.ground.case_of:
            by_source.setdefault(fact.source, []).append(fact)
    meetings = [rows for rows in by_source.values() if len(rows) >= 4]
    for rows in rng.sample(meetings, min(len(meetings), rng.randint(3, 6))):
        model = rows[0]
        at = model.ended + rng.uniform(1, 48) * HOUR
        for person in rng.sample(hand.ground.by_unit[unit], rng.randint(6, 20)):
            fact = replace(model, person=person.key, devices=(), witness=0, codes_refused=0)
            at += rng.uniform(3, 12)
            hand.book(replace(hand.typed(fact, officer, at), seats=model.seats))


def one_phone(hand: Hand) -> None:
    """One goes from meeting to meeting with the logins of friends and checks in all of them with his phone."""
    rng, runner = hand.ground.rng, hand.somebody()
    friends = [hand.somebody() for _each in range(rng.randint(4, 8))]
    near = hand.ground.near(runner.unit)
    meetings = [
        fact for fact in hand.ground.facts
        if fact.source[0] == "activity" and not fact.enterer and fact.unit in near and fact.seats
    ]  # fmt: skip
    first = rng.randrange(YEAR - 60)
    at_hand = [fact for fact in meetings if first <= fact.day < first + 60]
    for there in rng.sample(at_hand, min(len(at_hand), rng.randint(5, 9))):
        for friend in friends:
            start = there.started + rng.uniform(5, 90)
            fact = replace(there, person=friend.key, started=start, came_received=start, codes_refused=0)
            hand.book(replace(fact, devices=(f"phone-{runner.key}",)))


STRATEGIES: dict[str, Callable[[Hand], None]] = {
    "seller of hours": seller,
    "family crediting": family,
    "ghost activity": ghost,
    "copied photo": copied_photo,
    "shifted clock": shifted_clock,
    "replayed QR": replayed_code,
    "colluding pair": colluding_pair,
    "late bulk entry": late_bulk,
    "fake recipient": fake_recipient,
    "inflated headcount": inflated_headcount,
    "one phone for all": one_phone,
}
