"""Open places and substitutes that fit somebody: the same conditions as at sign-up, said in one query."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from shijian.activities import policies
from shijian.activities.enums import Audience, SignupState, SwapState
from shijian.activities.models import LIVE, Activity, Opening, Session, Signup, SwapRequest
from shijian.activities.queries import ahead
from shijian.kernel import ages, clock, paths, policy
from shijian.kernel.actor import Actor
from shijian.people.models import Person
from shijian.volunteers.enums import Risk, TravelLimit, VolunteerState
from shijian.volunteers.models import Insurance, TeamMember, Volunteer, VolunteerSkill
from shijian.volunteers.queries import health


def open_places(volunteer: Volunteer) -> QuerySet[Session]:
    """Meetings ahead in which a place is left that this volunteer may take and has time for, near enough."""
    rows = Session.objects.filter(
        starts_at__gt=clock.now(), cancelled_at__isnull=True, activity__in=_near(volunteer).values("pk")
    )
    openings = Opening.objects.filter(fits(volunteer.person, volunteer), activity=OuterRef("activity_id"))
    room = openings.filter(audience=Audience.VOLUNTEER).filter(
        ahead.has_room(session=OuterRef(OuterRef("pk")))
    )
    mine = Signup.objects.filter(
        person=volunteer.person_id, state__in=LIVE, session__starts_at__lt=OuterRef("ends_at"),
        session__ends_at__gt=OuterRef("starts_at"),
    )  # fmt: skip
    return rows.filter(Exists(room), ~Exists(mine)).select_related("activity__unit")


def _near(volunteer: Volunteer) -> QuerySet[Activity]:
    """As far as the volunteer travels; what the county or the town does for the village counts as near."""
    rows, path = Activity.objects.ahead(), volunteer.unit_path
    if volunteer.travel_limit == TravelLimit.COUNTY:
        return rows
    home = path if volunteer.travel_limit == TravelLimit.VILLAGE else path[: 2 * paths.WIDTH]
    return rows.filter(paths.below("unit_path", home) | Q(unit_path__in=paths.ancestors(path)))


def fits(person: Person, volunteer: Volunteer | None) -> Q:
    """Filter for openings whose conditions somebody meets today; the day of the meeting is judged at sign-up."""
    return _of_age(person) & _bearable(person, volunteer) & (Q(audience=Audience.RESIDENT) | _for(volunteer))


def _of_age(person: Person) -> Q:
    if person.birth_date is None:
        return Q(least_age__isnull=True, greatest_age__isnull=True)
    age = ages.age_on(person.birth_date, clock.today())
    old_enough = Q(least_age__isnull=True) | Q(least_age__lte=age)
    return old_enough & (Q(greatest_age__isnull=True) | Q(greatest_age__gte=age))


def _bearable(person: Person, volunteer: Volunteer | None) -> Q:
    """Minors and uninsured volunteers stay out of what is dangerous for them."""
    today, limit = clock.today(), Risk.DANGER + 1
    if ages.is_under(person.birth_date, ages.Age.ADULT, today):
        limit = min(policy.get(policies.MINOR_RISK), Risk.DANGER)
    covered = Insurance.objects.filter(volunteer=volunteer, valid_from__lte=today, valid_until__gte=today)
    safe = Q(activity__risk__lt=limit)
    if volunteer is not None and covered.exists():
        return safe
    return safe & (Q(audience=Audience.RESIDENT) | Q(activity__risk__lt=Risk.DANGER))


def _for(volunteer: Volunteer | None) -> Q:
    """The skill, the licence, the team and the strains that a volunteer's place asks for."""
    if volunteer is None or volunteer.state != VolunteerState.ACTIVE:
        return Q(pk__in=[])
    held = VolunteerSkill.objects.filter(volunteer=volunteer)
    in_force = Q(licence_until__isnull=True) | Q(licence_until__gte=clock.today())
    licensed = held.exclude(licence_no="").filter(in_force)
    skilled = Q(skill__isnull=True) | Q(skill__in=held.values("skill"), needs_licence=False)
    teams = TeamMember.objects.current().filter(volunteer=volunteer).values("team")
    member = Q(activity__team__in=teams) | Q(activity__in=_helped(teams))
    bearable = health.without(health.limits_of(volunteer))
    if not health.has_declared(volunteer):
        bearable &= Q(activity__risk__lt=max(policy.get("health.risk_from"), Risk.SOME))
    skills = skilled | Q(skill__in=licensed.values("skill"))
    return Q(audience=Audience.VOLUNTEER) & bearable & skills & (Q(team_only=False) | member)


def _helped(teams: Any) -> Any:
    return Activity.helping_teams.through.objects.filter(team__in=teams).values("activity")


def substitutes(actor: Actor) -> QuerySet[SwapRequest]:
    """Open requests for a substitute that the actor (or a ward) was asked, or that fit the actor; soonest first."""
    person = Person.objects.filter(pk=actor.person_id or 0).first()
    if person is None:
        return SwapRequest.objects.none()
    volunteer = Volunteer.objects.select_related("health").filter(person=person).order_by("pk").first()
    fitting = Opening.objects.filter(fits(person, volunteer)).values("pk")
    wards = Person.objects.filter(Q(guardian=person) | Q(second_guardian=person)).values("pk")
    asked = Q(asked=person) | Q(asked__in=wards)
    rows = SwapRequest.objects.filter(state=SwapState.OPEN, signup__state=SignupState.TAKEN)
    rows = rows.filter(signup__session__starts_at__gt=clock.now()).exclude(signup__person=person)
    rows = rows.filter(asked | Q(asked__isnull=True, signup__opening__in=fitting))
    return rows.select_related(
        "signup__session__activity__unit", "signup__opening", "signup__person", "asked"
    )
