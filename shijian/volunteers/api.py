"""Volunteers within sight, registration, teams and join requests."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from pydantic import Field

from shijian.kernel import search
from shijian.kernel.api import ERRORS, actor_of, cut, page_of
from shijian.kernel.errors import Invalid, OutOfReach
from shijian.people.models import Person
from shijian.units.models import Unit
from shijian.volunteers import operations
from shijian.volunteers.enums import TravelLimit
from shijian.volunteers.models import JoinRequest, Skill, Team, Volunteer

router = Router(tags=["volunteers"])


class VolunteerOut(Schema):
    """A volunteer as those see him who may."""

    id: int
    number: str
    name: str
    unit_id: int
    state: str
    languages: list[str]
    travel_limit: int
    registered_on: dt.date

    @classmethod
    def of(cls, volunteer: Volunteer) -> VolunteerOut:
        """Give the facts of `volunteer`, whose person is fetched."""
        names = [name for name in cls.model_fields if name != "name"]
        return cls(name=volunteer.person.name, **{name: getattr(volunteer, name) for name in names})


class VolunteerIn(Schema):
    """A registration: of oneself, or by staff of a person in reach."""

    person_id: int | None = Field(None, description="Oneself when left out")
    unit_id: int | None = Field(None, description="The person's own unit when left out")
    skills: list[str] = Field(default_factory=list, max_length=40, description="Codes of skills")
    languages: list[str] = Field(default_factory=list, max_length=10)
    backgrounds: list[str] = Field(default_factory=list, max_length=20)
    travel_limit: TravelLimit = TravelLimit.TOWN


class TeamOut(Schema):
    """A team."""

    id: int
    name: str
    unit_id: int
    parent_id: int | None
    level: int
    kind: str
    platform: str
    introduction: str

    @classmethod
    def of(cls, team: Team) -> TeamOut:
        """Give the public facts of `team`."""
        return cls(**{name: getattr(team, name) for name in cls.model_fields})


class JoinIn(Schema):
    """Why one wants to join, and which team one leaves for it."""

    words: str = Field("", max_length=200)
    leaving_id: int | None = None


class JoinOut(Schema):
    """A join request."""

    id: int
    team_id: int
    volunteer_id: int
    state: str

    @classmethod
    def of(cls, request: JoinRequest) -> JoinOut:
        """Give the facts of `request`."""
        return cls(**{name: getattr(request, name) for name in cls.model_fields})


VolunteerPage = page_of(VolunteerOut)
TeamPage = page_of(TeamOut)


@router.get("volunteers", response={200: VolunteerPage, **ERRORS}, operation_id="list_volunteers")
def list_volunteers(
    request: HttpRequest, q: str = "", skill: str = "", cursor: str = "", limit: int = 20
) -> object:
    """List the volunteers that the actor may see."""
    rows = Volunteer.objects.visible_to(actor_of(request)).select_related("person")
    if q:
        rows = rows.filter(pk__in=search.find("volunteer", q[:60]))
    if skill:
        rows = rows.filter(skills__code=skill)
    return cut(rows, cursor=cursor, limit=limit, show=VolunteerOut.of)


@router.post("volunteers", response={201: VolunteerOut, **ERRORS}, operation_id="register_volunteer")
def register(request: HttpRequest, data: VolunteerIn) -> object:
    """Register oneself, or as staff somebody in reach; a minor waits for the guardian's consent."""
    actor = actor_of(request)
    person = get_object_or_404(Person.objects.visible_to(actor), pk=data.person_id or actor.person_id)
    skills = list(Skill.objects.filter(code__in=data.skills))
    if len(skills) != len(set(data.skills)):
        raise Invalid(fields={"skills": "unknown skill"})
    volunteer = operations.register_volunteer(
        person,
        unit=get_object_or_404(Unit.objects.visible_to(actor), pk=data.unit_id or person.unit_id),
        actor=actor,
        skills=skills,
        languages=data.languages,
        backgrounds=data.backgrounds,
        travel_limit=data.travel_limit,
    )
    return Status(201, VolunteerOut.of(volunteer))


@router.get("teams", response={200: TeamPage, **ERRORS}, operation_id="list_teams")
def list_teams(
    request: HttpRequest, unit: int | None = None, q: str = "", cursor: str = "", limit: int = 20
) -> object:
    """List the teams, of one unit or by name."""
    rows = Team.objects.visible_to(actor_of(request))
    if unit is not None:
        rows = rows.filter(unit_id=unit)
    if q:
        rows = rows.filter(pk__in=search.find("team", q[:60]))
    return cut(rows, cursor=cursor, limit=limit, show=TeamOut.of)


@router.post("teams/{team_id}/join-requests", response={201: JoinOut, **ERRORS}, operation_id="ask_to_join")
def ask_to_join(request: HttpRequest, team_id: int, data: JoinIn) -> object:
    """Ask to join a team, or to move to it from another."""
    actor = actor_of(request)
    if actor.volunteer_id is None:
        raise OutOfReach
    team = get_object_or_404(Team.objects.visible_to(actor), pk=team_id)
    leaving = (
        get_object_or_404(Team.objects.visible_to(actor), pk=data.leaving_id) if data.leaving_id else None
    )
    volunteer = Volunteer.objects.select_related("person").get(pk=actor.volunteer_id)
    row = operations.request_join(team, volunteer=volunteer, words=data.words, leaving=leaving, actor=actor)
    return Status(201, JoinOut.of(row))
