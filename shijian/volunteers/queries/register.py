"""The register as lists: filters that an officer keeps in the address."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shijian.kernel import ages, clock, paths, search
from shijian.kernel.actor import Actor, Permission
from shijian.units.models import Unit
from shijian.volunteers.enums import VolunteerState
from shijian.volunteers.models import Skill, Volunteer, VolunteerQuerySet


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Whole years from `since` to `until`, both included; None is open."""

    code: str
    label: str | Promise
    since: int
    until: int | None


AGE_BANDS = (
    AgeBand("minor", _("Under 18"), 0, 17),
    AgeBand("young", _("18 to 34"), 18, 34),
    AgeBand("middle", _("35 to 59"), 35, 59),
    AgeBand("elder", _("60 and older"), 60, None),
)
BANDS = {band.code: band for band in AGE_BANDS}


@dataclass(frozen=True, slots=True)
class Filters:
    """What an officer looks for; an empty field asks for nothing, without `state` those who left are not shown."""

    unit: Unit | None = None
    skill: Skill | None = None
    background: str = ""
    language: str = ""
    state: str = ""
    age: str = ""
    q: str = ""


def within_reach(actor: Actor) -> VolunteerQuerySet:
    """The volunteers of the units within reach of volunteer:view; not oneself, not the members one leads."""
    return Volunteer.objects.filter(actor.within(Permission.VOLUNTEER_VIEW, "unit_path"))


def filtered(actor: Actor, filters: Filters) -> VolunteerQuerySet:
    """The volunteers within reach that meet all filters."""
    rows = within_reach(actor).filter(_by_state(filters.state))
    if filters.unit is not None:
        rows = rows.filter(paths.below("unit_path", filters.unit.path))
    if filters.skill is not None:
        rows = rows.filter(pk__in=filters.skill.volunteer_rows.values("volunteer_id"))
    if filters.background:
        rows = rows.filter(backgrounds__holds=filters.background)
    if filters.language:
        rows = rows.filter(languages__holds=filters.language)
    if filters.age in BANDS:
        rows = rows.filter(in_band(BANDS[filters.age], clock.today()))
    return rows.filter(_by_words(filters.q, actor)) if filters.q.strip() else rows


def for_list(volunteers: VolunteerQuerySet) -> VolunteerQuerySet:
    """With what a row of the list shows; one query for the rows, one for their skills."""
    return volunteers.select_related("person", "unit").prefetch_related("skills")


def in_band(band: AgeBand, day: dt.date) -> Q:
    """Filter for an age on `day`; somebody without date of birth is in no band."""
    born = Q(person__birth_date__lte=ages.latest_birth(band.since, day))
    return (
        born
        if band.until is None
        else born & Q(person__birth_date__gt=ages.latest_birth(band.until + 1, day))
    )


def _by_state(state: str) -> Q:
    return Q(state=state) if state else ~Q(state=VolunteerState.LEFT)


def _by_words(words: str, actor: Actor) -> Q:
    reach = [scope.path for scope in actor.grants.get(Permission.VOLUNTEER_VIEW, ())]
    own = Q(pk__in=search.find("volunteer", words, under=reach))
    # A name that was changed in the register of persons is known there first.
    return own | Q(person_id__in=search.find("person", words)) | Q(number=words.strip().upper())
