"""The illustrated guides, one for each role; `make guide` takes their pictures anew."""

from __future__ import annotations

from shijian.kernel.actor import Actor
from shijian.people.enums import Role
from shijian.web.guides import office, people, watching
from shijian.web.guides.parts import Guide

ALL = (*people.GUIDES, *office.GUIDES, *watching.GUIDES)
BY_KEY = {guide.key: guide for guide in ALL}


def fitting(actor: Actor) -> list[Guide]:
    """The guides of what somebody is; a resident's for everybody else."""
    keys = [role.value for role in Role if role.value in actor.roles]
    keys += ["leader"] if actor.led_team_ids else []
    keys += ["volunteer"] if actor.volunteer_id is not None else []
    return [BY_KEY[key] for key in [*keys, "resident"] if key in BY_KEY]
