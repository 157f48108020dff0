"""Who may open the data of which minors, and how they look in lists to everybody else (L5 art. 36)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shijian.kernel import ages, clock
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.models import AuditEntry
from shijian.people import rules
from shijian.people.enums.minors import AccessState
from shijian.people.models import MinorAccess, Person

LOOK = "minor.look"
LOOKING = dt.timedelta(minutes=30)
BANDS: dict[ages.Band, str | Promise] = {
    ages.Band.SMALL: _("0 to 7 years"),
    ages.Band.CHILD: _("8 to 13 years"),
    ages.Band.TEEN: _("14 or 15 years"),
    ages.Band.YOUTH: _("16 or 17 years"),
    ages.Band.ADULT: _("of age"),
    ages.Band.UNKNOWN: _("age not known"),
}


@dataclass(frozen=True, slots=True)
class Opened:
    """The leaves of one actor, read once: which minors and units stand open to him."""

    person_id: int | None
    minor_ids: frozenset[int]
    paths: tuple[str, ...]
    everything: bool = False

    def shows(self, person: Person) -> bool:
        """Whether the data of `person` may be shown: grown-ups, oneself, one's wards, and what a leave opens."""
        if self.everything or not is_protected(person):
            return True
        own = self.person_id is not None and self.person_id in (person.pk, *person.guardian_ids)
        return own or person.pk in self.minor_ids or person.unit_path.startswith(self.paths or ("-",))


def is_protected(person: Person) -> bool:
    """Whether the data need a leave: a minor today; of unknown age only where somebody answers for the person."""
    if person.birth_date is None:
        return bool(person.guardian_ids)
    return ages.is_under(person.birth_date, ages.Age.ADULT, clock.today())


def protected() -> Q:
    """Filter for the persons of `is_protected`."""
    return Q(birth_date__gt=ages.latest_birth(ages.Age.ADULT, clock.today())) | Q(
        birth_date__isnull=True, guardian__isnull=False
    )


def of_actor(actor: Actor) -> Opened:
    """The leaves of an actor that stand today; one query for staff, none for others."""
    if actor.is_system:
        return Opened(None, frozenset(), (), everything=True)
    if not actor.is_staff:
        return Opened(actor.person_id, frozenset(), ())
    rows = MinorAccess.objects.standing(clock.today()).filter(officer_id=actor.person_id)
    found = list(rows.values_list("minor_id", "unit_path"))
    minors = frozenset(pk for pk, _path in found if pk is not None)
    return Opened(actor.person_id, minors, tuple(path for pk, path in found if pk is None))


def opened(actor: Actor, persons: Iterable[Person]) -> Opened | None:
    """As `of_actor`, but without a query where no minor is among `persons`: None shows everything."""
    return of_actor(actor) if any(map(is_protected, persons)) else None


def may_open(actor: Actor, person: Person) -> bool:
    """Whether the whole record of `person` stands open to the actor; no query for grown-ups and wards."""
    return not is_protected(person) or rules.is_own(actor, person) or of_actor(actor).shows(person)


def shows_whole(actor: Actor, person: Person) -> bool:
    """Whether pages show the whole record now: with a leave, for half an hour after its purpose was said."""
    if not is_protected(person) or rules.is_own(actor, person) or actor.is_system:
        return True
    since = clock.now() - LOOKING
    looks = AuditEntry.objects.filter(
        object_kind="people.person", object_id=person.pk, action=LOOK, at__gte=since
    )
    return may_open(actor, person) and looks.filter(actor_person_id=actor.person_id or 0).exists()


def band_words(person: Person) -> str:
    """The age of a person as a list shows it."""
    return str(BANDS[ages.band_on(person.birth_date, clock.today())])


def masked_name(person: Person) -> str:
    """How a minor is called without a leave: a child under 14 without a name, older ones by family name."""
    if ages.is_under(person.birth_date, ages.Age.TEEN, clock.today()):
        return str(_("Child %(number)s")) % {"number": person.pk}
    return f"{person.name[:1]}**"


def to_decide(actor: Actor) -> QuerySet[MinorAccess]:
    """What waits for the decision of the actor: never his own."""
    waiting = (AccessState.ASKED, AccessState.EMERGENCY)
    rows = MinorAccess.objects.filter(actor.within(Permission.STAFF_APPOINT, "unit_path"), state__in=waiting)
    return rows.exclude(officer_id=actor.person_id or 0).select_related("officer", "unit", "minor")


def mine(actor: Actor) -> QuerySet[MinorAccess]:
    """The actor's own requests and leaves, newest first."""
    rows = MinorAccess.objects.filter(officer_id=actor.person_id or 0)
    return rows.select_related("officer", "unit", "minor", "decided_by").order_by("-pk")
