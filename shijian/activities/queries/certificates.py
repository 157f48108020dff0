"""Which certificates a contest gives: by prize, with the names that may stand on paper and in public."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from shijian.activities.enums import ContestState
from shijian.activities.models import Contest, Entry, Result
from shijian.activities.queries.contests import public_name
from shijian.kernel import ages, clock
from shijian.people.enums import Purpose
from shijian.people.models import Consent
from shijian.records.models import Certificate
from shijian.records.queries import certificates
from shijian.records.queries.certificates import Named
from shijian.volunteers.models import Team, TeamMember

SOURCE = "contest-result"  # `source_kind` of certificates; `source_id` is the result


@dataclass(frozen=True, slots=True)
class Row:
    """A result with what its certificate says, and the latest certificate, if any."""

    result: Result
    honour: str
    certificate: Certificate | None

    @property
    def is_prize(self) -> bool:
        """Whether it is a prize, not taking part."""
        return bool(self.result.award)

    @property
    def is_issued(self) -> bool:
        """Whether a certificate is in force."""
        return self.certificate is not None and not certificates.is_revoked(self.certificate)


@dataclass(frozen=True, slots=True)
class Group:
    """All results with one prize."""

    honour: str
    rows: list[Row]

    @property
    def left(self) -> int:
        """How many of them have no certificate yet."""
        return sum(row.certificate is None for row in self.rows)


def rows(contest: Contest) -> list[Row]:
    """The published results that get a certificate, best first; two queries. A taken-out entry has none."""
    if contest.state != ContestState.PUBLISHED:
        return []
    found = Result.objects.filter(entry__contest=contest).select_related("entry__contact", "entry__team")
    results = sorted(
        found.order_by("pk"), key=lambda each: (each.rank is None, each.rank or 0, each.entry.number)
    )
    issued = certificates.of_sources(SOURCE, [each.pk for each in results])
    named = [(each, each.award or contest.part_prize) for each in results]
    return [Row(each, honour, issued.get(each.pk)) for each, honour in named if honour]


def groups(found: Iterable[Row]) -> list[Group]:
    """The rows by prize, in their order."""
    by_honour: dict[str, list[Row]] = {}
    for row in found:
        by_honour.setdefault(row.honour, []).append(row)
    return [Group(honour, rows) for honour, rows in by_honour.items()]


def named(contest: Contest, entry: Entry) -> Named:
    """Whose certificate it is, with the members who may be named on paper."""
    entry.contest = contest
    members = tuple(agreed_members(entry.team)) if entry.team is not None else ()
    return Named(entry.contact, entry.name, public_name(entry), entry.team, members)


def agreed_members(team: Team) -> list[str]:
    """Members of the team: of age and agreed to be named, or a minor whose guardian consented to the service."""
    standing = Consent.objects.filter(person=OuterRef("volunteer__person"), withdrawn_at__isnull=True)
    adult = Q(volunteer__person__birth_date__lte=ages.latest_birth(ages.Age.ADULT, clock.today()))
    agreed = adult & Exists(standing.filter(purpose=Purpose.PUBLIC_NAME))
    guarded = ~adult & Exists(standing.filter(purpose=Purpose.GUARDIAN))
    members = TeamMember.objects.current().filter(agreed | guarded, team=team)
    return list(members.order_by("-role", "pk").values_list("volunteer__person__name", flat=True))
