"""What waits for a second person after a meeting: times entered late, own words, objections; results of contests."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from shijian.activities.enums import ContestState, Outcome
from shijian.activities.models import Contest, Entry, Judge, Round, ScanVerdict, Session
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.worklist import Line, Source
from shijian.people.models import own_or_ward


def _open_verdicts(actor: Actor) -> QuerySet[ScanVerdict]:
    """Entries that wait, without those in which the actor has a part himself (`rules.has_part_in_scan`)."""
    later = ScanVerdict.objects.filter(scan=OuterRef("scan"), pk__gt=OuterRef("pk"))
    rows = ScanVerdict.objects.filter(~Exists(later), outcome=Outcome.WAITING)
    own = own_or_ward(actor.person_id, "scan__signup__person") | Q(scan__by_id=actor.person_id or 0)
    return rows.exclude(pk__in=ScanVerdict.objects.filter(own, outcome=Outcome.WAITING).values("pk"))


def _meetings(actor: Actor) -> QuerySet[Session]:
    """A row for each meeting with entries that wait, however many there are."""
    reach = actor.within(Permission.ACTIVITY_EDIT, "activity__unit_path")
    waiting = _open_verdicts(actor)
    here = waiting.filter(scan__signup__session=OuterRef("pk")).values("scan__signup__session")
    rows = Session.objects.filter(reach, pk__in=waiting.values("scan__signup__session"))
    rows = rows.annotate(
        waits_since=Subquery(here.annotate(first=Min("at")).values("first")),
        waits_count=Subquery(here.annotate(count=Count("pk")).values("count")),
    )
    return rows.select_related("activity__unit")


def _say_meeting(session: Any) -> Line:
    count = session.waits_count
    words = ngettext("%(n)s entry", "%(n)s entries", count) % {"n": count}
    return Line(session.activity.title, words, session.activity.unit.name)


def _meeting_page(session: Session) -> str:
    return reverse("activities:desk-waiting", args=[session.pk])


def _contests(actor: Actor) -> QuerySet[Contest]:
    """All rounds are held; who judges or has an entry does not publish (`rules.is_in_contest`)."""
    rows = Contest.objects.filter(
        actor.within(Permission.ACTIVITY_EDIT, "activity__unit_path"), state=ContestState.RUNNING
    )
    rounds = Round.objects.filter(contest=OuterRef("pk"))
    last = rounds.order_by("-number")
    rows = rows.exclude(Exists(rounds.filter(closed_at__isnull=True))).annotate(
        held_at=Subquery(last.values("closed_at")[:1]), go_on=Subquery(last.values("go_on")[:1])
    )
    me = actor.person_id or 0
    judges = Judge.objects.filter(contest=OuterRef("pk"), person_id=me, ended_at__isnull=True)
    own = Q(contact_id=me) | Q(team_id__in=actor.led_team_ids)
    entries = Entry.objects.filter(own, contest=OuterRef("pk"), withdrawn_at__isnull=True)
    rows = rows.filter(~Exists(judges), ~Exists(entries), held_at__isnull=False, go_on__isnull=True)
    return rows.select_related("activity__unit", "activity__organiser")


def _say_contest(contest: Contest) -> Line:
    activity = contest.activity
    return Line(activity.title, activity.organiser.name, activity.unit.name)


def _contest_page(contest: Contest) -> str:
    return reverse("activities:contest-manage", args=[contest.activity_id])


def sources() -> list[Source]:
    """Meetings with entries that a second person decides on, and contests whose results are to be published."""
    return [
        Source(
            "activity-vouch", gettext_lazy("Times of activities to vouch for"), gettext_lazy("Decide"),
            Permission.ACTIVITY_EDIT, _meetings, _say_meeting, _meeting_page, _meeting_page,
            since="waits_since",
        ),
        Source(
            "contest-publish", gettext_lazy("Results of contests to publish"),
            gettext_lazy("Publish the results"), Permission.ACTIVITY_EDIT, _contests, _say_contest,
            _contest_page, _contest_page, since="held_at",
        ),
    ]  # fmt: skip
