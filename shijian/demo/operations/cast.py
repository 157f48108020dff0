"""The people whose passwords the login page shows, and the orders that wait for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from shijian.demo.operations import register
from shijian.demo.operations.county import WATCHING, County
from shijian.demo.operations.teams import Teams
from shijian.demo.people import SPANS, Folk
from shijian.demo.plans import ASKED, CLAIMABLE, Plan, next_hour, slot
from shijian.demo.recipe import Recipe
from shijian.kernel import clock
from shijian.orders.enums import OrderState
from shijian.people.enums import Sex
from shijian.people.models import Account, Person
from shijian.units.models import Unit
from shijian.volunteers.enums import TravelLimit, VolunteerState
from shijian.volunteers.models import Availability, Skill, Volunteer, VolunteerSkill

S = OrderState


@dataclass(slots=True)
class Cast:
    """The persons behind the demo accounts, by login name, and the two volunteers among them."""

    people: dict[str, Person]
    leader: Volunteer
    volunteer: Volunteer
    newcomers: list[Volunteer]


def gather(county: County, folk: Folk, recipe: Recipe) -> Cast:
    """Make the resident, the volunteer and the leader of the first station; officers are there already."""
    hub = county.hubs[0] if county.hubs else county.centre
    station = next((unit for unit in county.stations if unit.path.startswith(hub.path)), county.stations[0])
    resident = folk.person(station, 68, people="藏族", sex=Sex.FEMALE)
    second = folk.person(station, 71, sex=Sex.MALE)
    helpers = [folk.person(station, age, people="藏族", sex=Sex.MALE) for age in (41, 27)]
    resident.name, second.name, helpers[0].name, helpers[1].name = "卓玛草", "马国良", "扎西东智", "才让多杰"
    register.save(Person, [resident, second, *helpers])
    leader, volunteer = (_active(row, number, recipe) for number, row in enumerate(helpers, start=1))
    register.save(Volunteer, [leader, volunteer])
    _equip(leader, volunteer)
    people = {
        "resident": resident, "resident2": second, "leader": helpers[0], "volunteer": helpers[1],
        "station": county.officer_of(station), "hub": county.officer_of(hub),
        "centre": county.officer_of(county.centre),
        **{role.value: county.watchers[role] for role in WATCHING},
    }  # fmt: skip
    if len(county.hubs) > 1:
        people["hub2"] = county.officer_of(county.hubs[1])
    return Cast(people, leader, volunteer, _newcomers(folk, station, resident, recipe))


def _newcomers(folk: Folk, station: Unit, guardian: Person, recipe: Recipe) -> list[Volunteer]:
    """A neighbour and the resident's grandson want to become volunteers; the station and the guardian decide."""
    neighbour = folk.person(station, 33, people="藏族", sex=Sex.FEMALE)
    grandson = folk.person(station, 15, people="藏族", sex=Sex.MALE)
    neighbour.name, grandson.name, grandson.guardian = "桑杰草", "旦正才让", guardian
    register.save(Person, [neighbour, grandson])
    rows = [_active(person, number, recipe) for number, person in enumerate((neighbour, grandson), start=3)]
    for row, state in zip(rows, (VolunteerState.PENDING, VolunteerState.CONSENT), strict=True):
        row.state, row.confirmed_at, row.travel_limit = state, None, TravelLimit.TOWN
        row.registered_on = clock.local(recipe.now - dt.timedelta(days=1)).date()
    rows[1].backgrounds, rows[1].occupation = ["student"], "学生"
    rows[1].guardian_name, rows[1].guardian_phone = guardian.name, guardian.phone
    return register.save(Volunteer, rows)


def _active(person: Person, number: int, recipe: Recipe) -> Volunteer:
    day = clock.local(recipe.began).date()
    return Volunteer(
        person=person,
        number=register.number(10**8 + number),
        state=VolunteerState.ACTIVE,
        unit=person.unit,
        unit_path=person.unit_path,
        occupation="农牧民",
        backgrounds=["farmer"],
        languages=["bo", "zh"],
        travel_limit=TravelLimit.COUNTY,
        registered_on=day,
        confirmed_at=recipe.began,
    )


def _equip(*rows: Volunteer) -> None:
    skills = Skill.objects.filter(code__in=["elder-care", "tibetan", "haircut"]).order_by("pk")
    register.save(
        VolunteerSkill, [VolunteerSkill(volunteer=row, skill=skill) for row in rows for skill in skills]
    )
    register.save(Availability, [
        Availability(volunteer=row, weekday=day, start_minute=start, end_minute=end)
        for row in rows for day, start, end in SPANS["always"]
    ])  # fmt: skip


def open_accounts(cast: Cast, password: str) -> set[int]:
    """One account each, marked as demo. Gives the ids of the persons."""
    register.save(Account, [register.account(person, name, password) for name, person in cast.people.items()])
    return {person.pk for person in cast.people.values()}


def plans(cast: Cast, teams: Teams, recipe: Recipe) -> list[Plan]:
    """What the cast finds: work for each, and for the resident an order at every turn of the road."""
    now, rng = recipe.now, recipe.rng("cast")
    team = next(team for team in teams.all if teams.leaders.get(team.pk) is cast.leader)

    def ago(hours: float) -> dt.datetime:
        return now - dt.timedelta(hours=hours)

    def soon(days: int) -> dt.datetime:
        return slot(rng, now + dt.timedelta(days=days))

    me, other, helper = cast.people["resident"], cast.people["resident2"], cast.volunteer
    return [
        Plan(ago(260), slot(rng, ago(140)), "rated", other, team, stars=2, title="帮忙打扫屋子"),
        Plan(ago(900), slot(rng, ago(780)), "rated", me, team, helper, 5, title="陪我去县医院看病"),
        Plan(ago(400), slot(rng, ago(300)), "rated", other, team, helper, 4, title="冬天前封窗户"),
        Plan(ago(90), slot(rng, ago(26)), S.RATING, me, team, helper, title="帮忙打扫屋子"),
        Plan(ago(70), next_hour(now), S.ACCEPTED, me, team, helper, title="给老人理个发"),
        Plan(ago(60), soon(1), S.ACCEPTED, other, team, cast.leader, title="陪老人说说话"),
        Plan(ago(55), soon(2), ASKED, me, team, helper, title="陪我去县医院看病"),
        Plan(ago(52), soon(3), S.OFFERED, other, team, title="量血压测血糖"),
        Plan(ago(30), soon(4), S.OFFERED, me, team, title="教老人视频通话"),
        Plan(ago(50), soon(4), ASKED, other, team, helper, title="修洗衣机"),
        Plan(ago(26), soon(5), CLAIMABLE, other, title="帮老人买菜买药"),
        Plan(ago(28), soon(3), S.QUEUED, other, title="教我用手机交医保"),
        Plan(ago(5), soon(4), S.VERIFYING, me, title="换灯泡修插座"),
        Plan(ago(3), soon(5), S.VERIFYING, other, title="修水管"),
    ]
