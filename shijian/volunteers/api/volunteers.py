"""Volunteers within sight, registration, teams and join requests."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from pydantic import Field

from shijian.kernel import search
from shijian.kernel.api import ERRORS, Day, Key, actor_of, cut, page_of
from shijian.kernel.errors import NotAllowed
from shijian.people.models import Person
from shijian.people.queries.minors import access
from shijian.units.models import Unit
from shijian.volunteers import operations
from shijian.volunteers.enums import Background, Language, TravelLimit
from shijian.volunteers.models import JoinRequest, Skill, Team, Volunteer
from shijian.volunteers.queries.skills import by_codes

router = Router()


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
    def of(cls, volunteer: Volunteer, opened: access.Opened) -> VolunteerOut:
        """Give the facts of `volunteer`, whose person is fetched; of a minor without leave no name."""
        names = [name for name in cls.model_fields if name != "name"]
        person = volunteer.person
        shown = person.name if opened.shows(person) else access.masked_name(person)
        return cls(name=shown, **{name: getattr(volunteer, name) for name in names})


class SpanIn(Schema):
    """A weekly span of free time, in minutes from midnight."""

    weekday: int = Field(ge=1, le=7, description="1 is Monday")
    start_minute: int = Field(ge=0, le=1440)
    end_minute: int = Field(ge=0, le=1440)


class VolunteerIn(Schema):
    """A registration: of oneself, or by staff of a person in reach."""

    person_id: Key | None = Field(None, description="Oneself when left out")
    unit_id: Key | None = Field(None, description="The person's own unit when left out")
    birth_date: Day | None = Field(None, description="Where the register does not know it")
    skills: list[str] = Field(default_factory=list, max_length=40, description="Codes of skills")
    languages: list[Language] = Field(default_factory=list, max_length=10)
    backgrounds: list[Background] = Field(default_factory=list, max_length=20)
    availability: list[SpanIn] = Field(default_factory=list, max_length=42)
    travel_limit: TravelLimit = TravelLimit.TOWN
    evidence: str = Field("", max_length=200, description="By staff: where the signed form is")


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


class TeamDetail(TeamOut):
    """A team with its rules and skills."""

    charter: str
    founded_on: dt.date
    skills: list[str]

    @classmethod
    def of(cls, team: Team) -> TeamDetail:
        """Give the public facts of `team`."""
        codes = team.skills.order_by("pk").values_list("code", flat=True)
        names = [name for name in cls.model_fields if name != "skills"]
        return cls(skills=list(codes), **{name: getattr(team, name) for name in names})


class SkillOut(Schema):
    """A thing a volunteer can do."""

    code: str
    name: str
    needs_licence: bool


class JoinIn(Schema):
    """Why one wants to join, and which team one leaves for it."""

    words: str = Field("", max_length=200)
    leaving_id: Key | None = None


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
    actor = actor_of(request)
    opened = access.of_actor(actor)
    rows = Volunteer.objects.visible_to(actor).select_related("person")
    if q:
        rows = rows.filter(pk__in=search.find("volunteer", q[:60]))
    if skill:
        rows = rows.filter(skills__code=skill)
    return cut(rows, cursor=cursor, limit=limit, show=lambda row: VolunteerOut.of(row, opened))


@router.post("volunteers", response={201: VolunteerOut, **ERRORS}, operation_id="register_volunteer")
def register(request: HttpRequest, data: VolunteerIn) -> object:
    """Register oneself, or as staff somebody in reach; a minor waits for the guardian's consent."""
    actor = actor_of(request)
    person = get_object_or_404(Person.objects.visible_to(actor), pk=data.person_id or actor.person_id)
    volunteer = operations.register_volunteer(
        person,
        unit=get_object_or_404(Unit.objects.visible_to(actor), pk=data.unit_id or person.unit_id),
        actor=actor,
        birth_date=data.birth_date,
        skills=by_codes(data.skills),
        availability=[(span.weekday, span.start_minute, span.end_minute) for span in data.availability],
        languages=[str(each) for each in data.languages],
        backgrounds=[str(each) for each in data.backgrounds],
        travel_limit=data.travel_limit,
        evidence=data.evidence,
    )
    return Status(201, VolunteerOut.of(volunteer, access.of_actor(actor)))


@router.get("volunteers/{volunteer_id}", response={200: VolunteerOut, **ERRORS}, operation_id="get_volunteer")
def get_volunteer(request: HttpRequest, volunteer_id: int) -> object:
    """Show one volunteer, oneself included."""
    actor = actor_of(request)
    rows = Volunteer.objects.visible_to(actor).select_related("person")
    return VolunteerOut.of(get_object_or_404(rows, pk=volunteer_id), access.of_actor(actor))


@router.get("skills", response={200: list[SkillOut], **ERRORS}, operation_id="list_skills")
def list_skills(request: HttpRequest) -> object:
    """List the skills of the register with their codes."""
    return [
        SkillOut(code=s.code, name=s.name, needs_licence=s.needs_licence)
        for s in Skill.objects.order_by("pk")
    ]


@router.get("teams", response={200: TeamPage, **ERRORS}, operation_id="list_teams")
def list_teams(
    request: HttpRequest, unit: Key | None = None, q: str = "", cursor: str = "", limit: int = 20
) -> object:
    """List the teams, of one unit or by name."""
    rows = Team.objects.visible_to(actor_of(request))
    if unit is not None:
        rows = rows.filter(unit_id=unit)
    if q:
        rows = rows.filter(pk__in=search.find("team", q[:60]))
    return cut(rows, cursor=cursor, limit=limit, show=TeamOut.of)


@router.get("teams/{team_id}", response={200: TeamDetail, **ERRORS}, operation_id="get_team")
def get_team(request: HttpRequest, team_id: int) -> object:
    """Show one team."""
    return TeamDetail.of(get_object_or_404(Team.objects.visible_to(actor_of(request)), pk=team_id))


@router.post("teams/{team_id}/join-requests", response={201: JoinOut, **ERRORS}, operation_id="ask_to_join")
def ask_to_join(request: HttpRequest, team_id: int, data: JoinIn) -> object:
    """Ask to join a team, or to move to it from another."""
    actor = actor_of(request)
    if actor.volunteer_id is None:
        raise NotAllowed
    team = get_object_or_404(Team.objects.visible_to(actor), pk=team_id)
    leaving = (
        get_object_or_404(Team.objects.visible_to(actor), pk=data.leaving_id) if data.leaving_id else None
    )
    volunteer = Volunteer.objects.select_related("person").get(pk=actor.volunteer_id)
    row = operations.request_join(team, volunteer=volunteer, words=data.words, leaving=leaving, actor=actor)
    return Status(201, JoinOut.of(row))
