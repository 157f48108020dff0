"""Reads of wishes for missing records: who decides, what waits, one's own, for whom one may ask."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from shijian.kernel.actor import Actor, Permission
from shijian.people.models import own_or_ward
from shijian.records.models import TopUp
from shijian.records.queries import lines
from shijian.volunteers.models import Team, TeamMember, Volunteer


def deciders(top_up: TopUp) -> frozenset[int]:
    """The officers of the unit that decides, without those who have a part in it."""
    person, asker = top_up.volunteer.person, top_up.asked_by
    parts = {person.pk, *person.guardian_ids, asker.pk, *asker.guardian_ids}
    return lines.officers_of(top_up.handler_id, parts)


def with_people(rows: QuerySet[TopUp]) -> QuerySet[TopUp]:
    """Fetch what a list and a page show in one query."""
    return rows.select_related("unit", "handler", "team", "asked_by", "decided_by", "volunteer__person")


def waiting(actor: Actor) -> QuerySet[TopUp]:
    """Those that the actor may decide: never one that he asked for or gains by."""
    own = own_or_ward(actor.person_id, "asked_by") | own_or_ward(actor.person_id, "volunteer__person")
    rows = TopUp.objects.open().filter(actor.within(Permission.RECORD_VOID, "handler_path"))
    return with_people(rows.exclude(own))


def of_person(person_id: int) -> QuerySet[TopUp]:
    """Those that a person or a ward asked for or gains by."""
    own = own_or_ward(person_id, "asked_by") | own_or_ward(person_id, "volunteer__person")
    return with_people(TopUp.objects.filter(own))


def askable(actor: Actor) -> QuerySet[Volunteer]:
    """The volunteers from whom the actor chooses: himself, his wards, the members of teams that he leads."""
    led = TeamMember.objects.current().filter(team_id__in=actor.led_team_ids).values("volunteer_id")
    rows = Volunteer.objects.filter(own_or_ward(actor.person_id, "person") | Q(pk__in=led))
    return rows.select_related("person", "unit").order_by("number")


def teams_of(actor: Actor) -> QuerySet[Team]:
    """The teams that the actor leads, or that he or a ward belongs to."""
    own = Volunteer.objects.filter(own_or_ward(actor.person_id, "person")).values("pk")
    member = TeamMember.objects.current().filter(volunteer__in=own).values("team_id")
    return Team.objects.filter(Q(pk__in=actor.led_team_ids) | Q(pk__in=member)).order_by("pk")


def digests() -> Iterator[str]:
    """The hashes of the photos that prove something, by which the same picture is found again."""
    rows = TopUp.objects.filter(state__in=("asked", "approved")).order_by()
    return rows.values_list("digest", flat=True).iterator(chunk_size=5000)
