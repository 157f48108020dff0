"""Why there is no next star yet, in sentences that say what is missing and what to do."""

from __future__ import annotations

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
    """What speaks against a star besides hours, as a sentence; empty when nothing does."""
    if volunteer.state != VolunteerState.ACTIVE:
        return _("Only volunteers on the register get stars.")
    age = policy.get(policies.MIN_AGE)
    if ages.is_under(volunteer.person.birth_date, age, clock.today()):
        return _("Stars are given from the age of %(age)s on.") % {"age": age}
    bar = stars.bar_of(volunteer)
    if bar is not None:
        return _("No star is given until %(day)s, by decision.") % {"day": date_words(bar.until_day)}
    return ""


def why_not(volunteer: Volunteer, rule: stars.Rule, minutes: int, actor: Actor) -> list[str]:
    """What the volunteer reads who has so many counted minutes; nothing when he may ask. At most two queries."""
    if minutes < rule.minutes:
        return _hours(volunteer, rule, minutes)
    if reason := against(volunteer):
        return [reason]
    if rules_stars.answers_for(actor, volunteer) and not rules_stars.can_apply(actor, volunteer):
        return [_("Under 18, a guardian asks for the star.")]
    return []


def _hours(volunteer: Volunteer, rule: stars.Rule, minutes: int) -> list[str]:
    words = {"level": rule.level, "line": duration_words(rule.minutes), "have": duration_words(minutes)}
    missing = duration_words(rule.minutes - minutes)
    told = [
        _("Star %(level)s needs %(line)s of service. %(have)s count now; %(missing)s are missing.")
        % {**words, "missing": missing}
    ]
    rows = ServiceRecord.objects.in_publicity().filter(
        volunteer=volunteer, grade__in=stars.grades_on(clock.today())
    )
    if waiting := rows.order_by().aggregate(total=Sum("minutes"))["total"]:
        told.append(
            _("%(time)s more are before the public; they are added by themselves when those days are over.")
            % {"time": duration_words(waiting)}
        )
    return [*told, _("What to do: go on serving, and check in and out each time.")]
