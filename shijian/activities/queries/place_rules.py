"""What a place asks of a person, said twice in one place: of one wish (a bool), and of all openings at once (a Q).

`broken` judges a wish as of the day of its meeting; `meets` filters openings for a seeker as of a day. A property test
over random people shows that both say the same. Whether somebody has time or has read the risks is no matter of the
place and stands in `conditions`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from shijian.activities import policies
from shijian.activities.enums import Audience, Refusal
from shijian.activities.models import Activity, Opening, Session
from shijian.kernel import ages, clock, policy
from shijian.people.models import Person
from shijian.volunteers.enums import Risk, VolunteerState
from shijian.volunteers.models import GroupInsurance, Insurance, TeamMember, Volunteer, VolunteerSkill
from shijian.volunteers.queries import health

ALWAYS, NEVER = Q(), Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody wants a place of an opening in a session; `desk` when the organiser signs up on site or by phone."""

    activity: Activity
    session: Session
    opening: Opening
    person: Person
    volunteer: Volunteer | None
    desk: bool = False
    by_guardian: bool = False

    @property
    def day(self) -> dt.date:
        """The local day of the session: ages, licences and insurance are read as of it."""
        return clock.local(self.session.starts_at).date()


@dataclass(frozen=True, slots=True)
class Seeker:
    """Somebody looks for places on a day."""

    person: Person
    volunteer: Volunteer | None
    day: dt.date


@dataclass(frozen=True, slots=True)
class PlaceRule:
    """One thing that a place asks for, with the refusal that names it."""

    refusal: Refusal
    broken: Callable[[Wish], bool]
    meets: Callable[[Seeker], Q]


def fits(seeker: Seeker) -> Q:
    """Filter for openings all of whose rules the seeker meets."""
    volunteering = Q(audience=Audience.VOLUNTEER) & _all(VOLUNTEERS, seeker)
    return _all(EVERYBODY, seeker) & (Q(audience=Audience.RESIDENT) | volunteering)


def _all(rules: tuple[PlaceRule, ...], seeker: Seeker) -> Q:
    found = ALWAYS
    for rule in rules:
        found &= rule.meets(seeker)
    return found


def _has_age_limit(wish: Wish) -> bool:
    limits = (wish.opening.least_age, wish.opening.greatest_age)
    return any(limit is not None for limit in limits) and wish.person.birth_date is None


def _asks_no_age(seeker: Seeker) -> Q:
    if seeker.person.birth_date is not None:
        return ALWAYS
    return Q(least_age__isnull=True, greatest_age__isnull=True)


def _too_young(wish: Wish) -> bool:
    least = wish.opening.least_age
    return least is not None and ages.is_under(wish.person.birth_date, least, wish.day)


def _old_enough(seeker: Seeker) -> Q:
    free, born = Q(least_age__isnull=True), seeker.person.birth_date
    return free if born is None else free | Q(least_age__lte=ages.age_on(born, seeker.day))


def _too_old(wish: Wish) -> bool:
    greatest, born = wish.opening.greatest_age, wish.person.birth_date
    return greatest is not None and born is not None and ages.age_on(born, wish.day) > greatest


def _young_enough(seeker: Seeker) -> Q:
    born = seeker.person.birth_date
    if born is None:
        return ALWAYS
    return Q(greatest_age__isnull=True) | Q(greatest_age__gte=ages.age_on(born, seeker.day))


def _limit(person: Person, day: dt.date) -> int | None:
    """The risk from which on a minor is kept out; nothing for those of age."""
    if not ages.is_under(person.birth_date, ages.Age.ADULT, day):
        return None
    return min(int(policy.get(policies.MINOR_RISK, on=day)), Risk.DANGER)


def _minor_in_danger(wish: Wish) -> bool:
    limit = _limit(wish.person, wish.day)
    return limit is not None and wish.activity.risk >= limit


def _no_danger_for_minors(seeker: Seeker) -> Q:
    limit = _limit(seeker.person, seeker.day)
    return ALWAYS if limit is None else Q(activity__risk__lt=limit)


def _works(volunteer: Volunteer | None) -> bool:
    return volunteer is not None and volunteer.state == VolunteerState.ACTIVE


def _no_volunteer(wish: Wish) -> bool:
    return not _works(wish.volunteer)


def _volunteers(seeker: Seeker) -> Q:
    return ALWAYS if _works(seeker.volunteer) else NEVER


def _memberships(volunteer: Volunteer | None) -> QuerySet[TeamMember]:
    return TeamMember.objects.current().filter(volunteer=volunteer)


def _no_member(wish: Wish) -> bool:
    if not wish.opening.team_only:
        return False
    rows = _memberships(wish.volunteer)
    return not rows.filter(Q(team=wish.activity.team_id) | Q(team__helped_activities=wish.activity)).exists()


def _of_own_teams(seeker: Seeker) -> Q:
    teams = _memberships(seeker.volunteer).values("team")
    helped = Activity.helping_teams.through.objects.filter(team__in=teams).values("activity")
    return Q(team_only=False) | Q(activity__team__in=teams) | Q(activity__in=helped)


def _held(volunteer: Volunteer | None) -> QuerySet[VolunteerSkill]:
    return VolunteerSkill.objects.filter(volunteer=volunteer)


def _licensed(volunteer: Volunteer | None, day: dt.date) -> QuerySet[VolunteerSkill]:
    in_force = Q(licence_until__isnull=True) | Q(licence_until__gte=day)
    return _held(volunteer).exclude(licence_no="").filter(in_force)


def _no_skill(wish: Wish) -> bool:
    skill = wish.opening.skill
    return skill is not None and not _held(wish.volunteer).filter(skill=skill).exists()


def _of_own_skills(seeker: Seeker) -> Q:
    return Q(skill__isnull=True) | Q(skill__in=_held(seeker.volunteer).values("skill"))


def _no_licence(wish: Wish) -> bool:
    if not wish.opening.needs_licence:
        return False
    return not _licensed(wish.volunteer, wish.day).filter(skill=wish.opening.skill).exists()


def _of_own_licences(seeker: Seeker) -> Q:
    return Q(needs_licence=False) | Q(skill__in=_licensed(seeker.volunteer, seeker.day).values("skill"))


def is_insured(person: Person, day: dt.date) -> bool:
    """Whether an insurance of one's own or of a group covers the volunteer on a day."""
    own = Insurance.objects.filter(valid_from__lte=day, valid_until__gte=day)
    group = GroupInsurance.objects.all().covered(day, day)
    covered = Q(Exists(own.filter(volunteer=OuterRef("pk")))) | group
    return Volunteer.objects.filter(covered, person=person).exists()


def _uninsured(wish: Wish) -> bool:
    return wish.activity.risk >= Risk.DANGER and not is_insured(wish.person, wish.day)


def _no_danger_uninsured(seeker: Seeker) -> Q:
    return ALWAYS if is_insured(seeker.person, seeker.day) else Q(activity__risk__lt=Risk.DANGER)


def _unsuited(wish: Wish) -> bool:
    if wish.volunteer is None:
        return False
    if health.is_demanded(wish.activity.risk, wish.day) and not health.has_declared(wish.volunteer):
        return True
    return bool(set(wish.opening.strains) & health.limits_of(wish.volunteer))


def _suiting(seeker: Seeker) -> Q:
    if seeker.volunteer is None:
        return ALWAYS
    bearable = health.without(health.limits_of(seeker.volunteer))
    if health.has_declared(seeker.volunteer):
        return bearable
    return bearable & Q(activity__risk__lt=health.demanded_from(seeker.day))


EVERYBODY: tuple[PlaceRule, ...] = (
    PlaceRule(Refusal.NO_BIRTH, _has_age_limit, _asks_no_age),
    PlaceRule(Refusal.TOO_YOUNG, _too_young, _old_enough),
    PlaceRule(Refusal.TOO_OLD, _too_old, _young_enough),
    PlaceRule(Refusal.MINOR, _minor_in_danger, _no_danger_for_minors),
)
VOLUNTEERS: tuple[PlaceRule, ...] = (
    PlaceRule(Refusal.NO_VOLUNTEER, _no_volunteer, _volunteers),
    PlaceRule(Refusal.NO_MEMBER, _no_member, _of_own_teams),
    PlaceRule(Refusal.NO_SKILL, _no_skill, _of_own_skills),
    PlaceRule(Refusal.NO_LICENCE, _no_licence, _of_own_licences),
    PlaceRule(Refusal.UNSUITED, _unsuited, _suiting),
    PlaceRule(Refusal.UNINSURED, _uninsured, _no_danger_uninsured),
)
