"""What the volunteer behind the token said should not be asked of him; nobody else's is ever shown."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from shijian.kernel.actor import Actor
from shijian.kernel.api import ERRORS, actor_of
from shijian.kernel.errors import OutOfReach
from shijian.people import operations as people
from shijian.people.enums import Purpose
from shijian.people.queries import consents
from shijian.volunteers.enums import Strain
from shijian.volunteers.models import Volunteer
from shijian.volunteers.operations.health import declare_health
from shijian.volunteers.queries import health

router = Router()
ROUTE = "me/health-declaration"


class StrainOut(Schema):
    """One thing that a task may ask of the body."""

    code: str
    label: str


class HealthOut(Schema):
    """One's own declaration; `declared` false means that nothing was said, which leaves one out of nothing."""

    declared: bool
    strains: list[str] = Field(description="What is not to be asked for")
    declared_at: dt.datetime | None
    consent_needed: bool = Field(description="Whether the next declaration has to come with a consent")
    choices: list[StrainOut]


class HealthIn(Schema):
    """What is not to be asked for; an empty list says that nothing is too much."""

    strains: list[Strain] = Field(max_length=20)
    consent: bool = Field(False, description="The separate consent to keep these answers (PIPL 29)")


@router.get(ROUTE, response={200: HealthOut, **ERRORS}, operation_id="get_health_declaration")
def get_declaration(request: HttpRequest) -> object:
    """Show what one said oneself; a minor reads what the guardian said."""
    actor = actor_of(request)
    return _shown(_own(actor), actor)


@router.put(ROUTE, response={200: HealthOut, **ERRORS}, operation_id="put_health_declaration")
def put_declaration(request: HttpRequest, data: HealthIn) -> object:
    """Say what is not to be asked for, instead of what was said before."""
    actor = actor_of(request)
    volunteer = _own(actor)
    codes = [each.value for each in data.strains]
    declare_health(volunteer, strains=codes, consents_to_it=data.consent, actor=actor)
    return _shown(volunteer, actor)


@router.delete(ROUTE, response={200: HealthOut, **ERRORS}, operation_id="delete_health_declaration")
def delete_declaration(request: HttpRequest) -> object:
    """Take the consent back; the answers are deleted at once, and it costs nothing."""
    actor = actor_of(request)
    volunteer = _own(actor)
    people.withdraw_consent(volunteer.person, purpose=Purpose.HEALTH, actor=actor)
    return _shown(volunteer, actor)


def _own(actor: Actor) -> Volunteer:
    row = Volunteer.objects.select_related("person").filter(pk=actor.volunteer_id or 0).first()
    if row is None:
        raise OutOfReach
    return row


def _shown(volunteer: Volunteer, actor: Actor) -> HealthOut:
    said = health.of(volunteer, actor)
    return HealthOut(
        declared=said is not None,
        strains=sorted(said.strains) if said else [],
        declared_at=said.declared_at if said else None,
        consent_needed=consents.is_asked(volunteer.person, Purpose.HEALTH),
        choices=[StrainOut(code=each.value, label=str(each.label)) for each in Strain],
    )
