"""Why there is no next star yet, in sentences that say what is missing and what to do."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Sum
from django.utils.translation import gettext as _

from shijian.kernel import ages, clock, policy
from shijian.kernel.actor import Actor
from shijian.kernel.words import date_words, duration_words
from shijian.records import policies_stars as policies
from shijian.records import rules_stars
from shijian.records.models import ServiceRecord
from shijian.records.queries import stars
from shijian.volunteers.enums import VolunteerState
from shijian.volunteers.models import Volunteer


def against(volunteer: Volunteer) -> str:
    """What speaks against a star besides hours, as a sentence; empty when nothing does. One query at most."""
    if reason := _of_person(volunteer):
        return reason
    bar = stars.bar_of(volunteer)
    if bar is not None:
        return _("No star is given until %(day)s, by decision.") % {"day": date_words(bar.until_day)}
    return ""


def _of_person(volunteer: Volunteer) -> str:
    if volunteer.state != VolunteerState.ACTIVE:
        return _("Only volunteers on the register get stars.")
    age = policy.get(policies.MIN_AGE)
    if ages.is_under(volunteer.person.birth_date, age, clock.today()):
        return _("Stars are given from the age of %(age)s on.") % {"age": age}
    return ""


def waiting_of(volunteers: Collection[Volunteer], grades: Collection[str]) -> dict[int, int]:
    """The minutes in those grades that are before the public, by volunteer; one query."""
    rows = ServiceRecord.objects.in_publicity().filter(volunteer__in=volunteers, grade__in=grades).order_by()
    sums = rows.values("volunteer_id").annotate(total=Sum("minutes"))
    return dict(sums.values_list("volunteer_id", "total"))


def why_not(volunteer: Volunteer, rule: stars.Rule, minutes: int, actor: Actor, *, waiting: int) -> list[str]:
    """What the volunteer reads who has so many counted minutes and is not barred; nothing when he may ask.

    `waiting` minutes are before the public. No query.
    """
    if minutes < rule.minutes:
        return _hours(rule, minutes, waiting)
    if reason := _of_person(volunteer):
        return [reason]
    if rules_stars.answers_for(actor, volunteer) and not rules_stars.can_apply(actor, volunteer):
        return [_("Under 18, a guardian asks for the star.")]
    return []


def _hours(rule: stars.Rule, minutes: int, waiting: int) -> list[str]:
    words = {"level": rule.level, "line": duration_words(rule.minutes), "have": duration_words(minutes)}
    missing = duration_words(rule.minutes - minutes)
    told = [
        _("Star %(level)s needs %(line)s of service. %(have)s count now; %(missing)s are missing.")
        % {**words, "missing": missing}
    ]
    if waiting:
        told.append(
            _("%(time)s more are before the public; they are added by themselves when those days are over.")
            % {"time": duration_words(waiting)}
        )
    return [*told, _("What to do: go on serving, and check in and out each time.")]
