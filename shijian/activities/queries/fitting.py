"""Open places and substitutes that fit somebody: the rules of `place_rules`, said in one query."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from shijian.activities.enums import Audience, SignupState, SwapState
from shijian.activities.models import LIVE, Activity, Opening, Session, Signup, SwapRequest
from shijian.activities.queries import ahead, place_rules
from shijian.activities.queries.place_rules import Seeker
from shijian.kernel import clock, paths
from shijian.kernel.actor import Actor
from shijian.people.models import Person
from shijian.volunteers.enums import TravelLimit
from shijian.volunteers.models import Volunteer


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
    """Filter for openings whose rules somebody meets today; the day of the meeting is judged at sign-up."""
    return place_rules.fits(Seeker(person, volunteer, clock.today()))


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
