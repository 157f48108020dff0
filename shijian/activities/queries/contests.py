"""Reads of contests: what the public, an entry's side, a judge and the organiser see."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from shijian.activities.enums import ContestState, EntryKind
from shijian.activities.models import Activity, Contest, Entry, Judge, Mark, Round, Start
from shijian.activities.queries import standings
from shijian.kernel import ages, clock
from shijian.kernel.actor import Actor, Permission
from shijian.people.models import Person, own_or_ward
from shijian.units.models import Unit
from shijian.volunteers.models import Team


@dataclass(frozen=True, slots=True)
class Sheet:
    """A start with the mark that holds for whoever looks, and how many marks there are in all."""

    start: Start
    mark: Mark | None
    given: int


def of_activity(actor: Actor, pk: int) -> Contest:
    """The contest of an activity that one sees; else a 404."""
    seen = Activity.objects.visible_to(actor).filter(pk=pk)
    return get_object_or_404(Contest.objects.select_related("activity__unit"), activity__in=seen)


def public_name(entry: Entry) -> str:
    """The name where it may be shown, else the start number; never that of a minor, whatever was agreed."""
    shown = entry.name_agreed and not may_be_child(entry.contest, entry.contact)
    return entry.name if shown else numbered(entry)


def may_be_child(contest: Contest, contact: Person) -> bool:
    """Whether the entry bears the name of one person who is a minor, or whose date of birth is not on file."""
    alone = contest.entry_kind == EntryKind.PERSON
    return alone and ages.is_under(contact.birth_date, ages.Age.ADULT, clock.today())


def numbered(entry: Entry) -> str:
    """The start number in words."""
    return _("No. %(number)s") % {"number": entry.number}


def standing(contest: Contest) -> list[standings.Line]:
    """The final standing once it is published; before that nobody reads one."""
    if contest.state != ContestState.PUBLISHED:
        return []
    return [line for line in standings.final(contest) if line.start.entry.withdrawn_at is None]


def rounds(contest: Contest) -> list[tuple[Round, list[Start]]]:
    """Every round with its starts in order; two queries."""
    found = list(contest.rounds.order_by("number"))
    starts = (
        Start.objects.filter(round__in=found)
        .select_related("entry__contest", "entry__contact")
        .order_by("heat", "lane")
    )
    by_round: dict[int, list[Start]] = {}
    for start in starts:
        by_round.setdefault(start.round_id, []).append(start)
    return [(round_, by_round.get(round_.pk, [])) for round_ in found]


def own_entries(actor: Actor, contest: Contest) -> QuerySet[Entry]:
    """The entries that the actor, a ward or a led team has."""
    own = own_or_ward(actor.person_id, "contact") | Q(team_id__in=actor.led_team_ids)
    return contest.entries.filter(own, withdrawn_at__isnull=True).order_by("number")


def judge_of(actor: Actor, contest: Contest) -> Judge | None:
    """The actor as a judge of the contest."""
    if actor.person_id is None:
        return None
    return contest.judges.filter(person_id=actor.person_id, ended_at__isnull=True).first()


def open_round(contest: Contest) -> Round | None:
    """The round that is going on."""
    return contest.rounds.filter(closed_at__isnull=True).order_by("number").first()


def sheets(round_: Round, judge: Judge | None) -> list[Sheet]:
    """Every start of a round with what the judge (or the clock) said of it; two queries."""
    marks = list(Mark.objects.filter(start__round=round_, corrected_by__isnull=True).order_by("pk"))
    wanted = judge.pk if judge else None
    known = {mark.start_id: mark for mark in marks if mark.judge_id == wanted}
    given = Counter(mark.start_id for mark in marks)
    starts = round_.starts.select_related("entry__contest", "entry__contact").order_by("heat", "lane")
    return [Sheet(start, known.get(start.pk), given[start.pk]) for start in starts]


def anybody(actor: Actor) -> QuerySet[Person]:
    """Whom the organiser may enter at the desk."""
    return Person.objects.visible_to(actor).filter(merged_into__isnull=True).order_by("pk")


def teams(actor: Actor, *, desk: bool) -> QuerySet[Team]:
    """The teams that the actor enters: led ones, at the desk every working one."""
    working = Team.objects.working()
    return (working if desk else working.filter(pk__in=actor.led_team_ids)).order_by("pk")


def villages(actor: Actor) -> QuerySet[Unit]:
    """The units that the actor enters."""
    return Unit.objects.active().filter(actor.within(Permission.ACTIVITY_EDIT)).order_by("path")
