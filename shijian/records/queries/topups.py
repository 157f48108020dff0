"""Reads of wishes for missing records: which unit decides, what waits, one's own, for whom one may ask."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Q, QuerySet

from shijian.kernel import clock, paths
from shijian.kernel.actor import Actor, Permission
from shijian.people.models import Appointment, own_or_ward
from shijian.records.models import TopUp
from shijian.records.queries.objections import DECIDERS
from shijian.units.models import Unit
from shijian.volunteers.models import Team, TeamMember, Volunteer


def line_of(actor: Actor, unit: Unit) -> str:
    """The top of the line of command that asks: the highest unit above the service at which the asker holds office."""
    posts = [post.path for post in actor.posts if unit.path.startswith(post.path)]
    return min(posts, key=len, default=unit.path)


def handler_for(line: str, parts: Collection[int]) -> Unit | None:
    """The unit that decides for a line of command: the nearest above it that has an officer without a part in it.

    Where nobody above is free, the head of a branch beside it, the nearest first. None when there is neither, as for
    whoever asks at the top of the network. Two queries.
    """
    above = paths.ancestors(line)[:-1]
    posts = Appointment.objects.filter(
        Appointment.on(clock.today()), Q(unit__path__in=above) | Q(unit__parent__path__in=above),
        role__in=DECIDERS,
    ).exclude(person_id__in=parts)  # fmt: skip
    free = {path for path in posts.values_list("unit__path", flat=True) if path != line}
    upward = [path for path in free if path in above]
    beside = [path for path in free if not line.startswith(path)]
    best = max(upward or beside, key=len, default="")
    return Unit.objects.get(path=best) if best else None


def deciders(top_up: TopUp) -> frozenset[int]:
    """The officers of the unit that decides, without those who have a part in it."""
    person, asker = top_up.volunteer.person, top_up.asked_by
    parts = {person.pk, *person.guardian_ids, asker.pk, *asker.guardian_ids}
    posts = Appointment.objects.filter(
        Appointment.on(clock.today()), role__in=DECIDERS, unit_id=top_up.handler_id
    )
    return frozenset(posts.exclude(person_id__in=parts).values_list("person_id", flat=True))


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
