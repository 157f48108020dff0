"""Sentences to volunteers and leaders, in the language of the installation."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from shijian.kernel.actor import Actor
from shijian.people import operations as people
from shijian.volunteers.enums import TeamRole
from shijian.volunteers.models import Team, TeamMember, Volunteer

Words = Callable[[], str]


def tell(volunteer: Volunteer, words: Words, *, key: str, actor: Actor, url: str = "") -> None:
    """Tell a volunteer, and the guardian of a ward."""
    for person_id in (volunteer.person_id, *volunteer.person.guardian_ids):
        if person_id != actor.person_id:
            _notify(person_id, words, key, url or reverse("volunteers:me"), actor)


def tell_leaders(team: Team, words: Words, *, key: str, actor: Actor) -> None:
    """Tell those who lead a team."""
    leading = TeamMember.objects.current().filter(team=team, role__in=(TeamRole.LEADER, TeamRole.DEPUTY))
    for person_id in leading.order_by("pk").values_list("volunteer__person_id", flat=True):
        _notify(person_id, words, key, reverse("volunteers:team-detail", args=[team.pk]), actor)


def _notify(person_id: int, words: Words, key: str, url: str, actor: Actor) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        text = words()
    people.notify(person_id, key=key, text=text, url=url, actor=actor)
