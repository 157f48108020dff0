"""Setting up a contest, and entering it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from shijian.activities import rules
from shijian.activities.enums import ContestState, EntryKind
from shijian.activities.models import Activity, Contest, Entry
from shijian.activities.operations import telling
from shijian.activities.operations.prepare import opened
from shijian.activities.queries import contests
from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.checks import cleaned
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import first_result, lock, operation, remember_result
from shijian.people.models import Person
from shijian.units.models import Unit
from shijian.volunteers.models import Team

MOST_SIGNS = 8000
FACTS = frozenset(
    {
        "scoring", "entry_kind", "measure", "most_entries", "highest_points", "drops_extremes", "awards",
        "part_prize", "rules", "written",
    }
)  # fmt: skip
OUT = gettext_noop("“%(title)s”: your entry was taken out: %(why)s")
MINOR = gettext_lazy("The name of a minor is never shown in public.")
UNKNOWN_AGE = gettext_lazy("Without a date of birth on file the name cannot be shown in public.")


@operation
def set_up_contest(activity: Activity, *, facts: Mapping[str, Any], actor: Actor) -> Contest:
    """Make the activity a contest, or change how it is held until the first draw. Raises `Invalid`, `WrongState`."""
    activity = opened(activity, actor)
    if unknown := set(facts) - FACTS:
        raise TypeError(f"not facts of a contest: {sorted(unknown)}")
    contest = Contest.objects.filter(activity=activity).first() or Contest(activity=activity)
    if contest.pk is not None and contest.rounds.exists():
        raise WrongState(_("The first round is drawn. The contest cannot be changed any more."))
    for name, value in facts.items():
        setattr(contest, name, value)
    cleaned(contest, exclude=["awards", "activity", "published_at"])
    contest.save()
    audit.record("contest.set-up", contest, actor=actor, changes={"fields": [None, sorted(facts)]})
    return contest


@operation
def enter_contest(
    contest: Contest,
    *,
    name: str,
    contact: Person,
    actor: Actor,
    title: str = "",
    text: str = "",
    team: Team | None = None,
    unit: Unit | None = None,
    people: int = 1,
    name_agreed: bool = False,
    idempotency_key: str | None = None,
) -> Entry:
    """Enter a contest under the next start number. Raises `Invalid`, `Conflict` (full, name taken), `NotAllowed`."""
    if earlier := first_result(Entry, key=idempotency_key, actor=actor):
        return earlier
    contest = locked(contest, actor)
    if not rules.can_enter(actor, contest, team, unit):
        raise NotAllowed
    own = actor.person_id in (contact.pk, *contact.guardian_ids)
    if not own and not rules.can_run(actor, contest.activity):
        raise NotAllowed
    _check(contest, name.strip(), team, unit, people)
    _check_text(contest, text)
    if name_agreed and contests.may_be_child(contest, contact):
        raise Invalid(fields={"name_agreed": MINOR if contact.birth_date else UNKNOWN_AGE})
    top = contest.entries.aggregate(top=Max("number"))["top"] or 0
    entry = Entry.objects.create(
        contest=contest, number=top + 1, name=name.strip(), title=title.strip()[:80], text=text.strip(),
        contact=contact, team=team, unit=unit, people=people, name_agreed=name_agreed,
        made_by_id=actor.person_id, made_at=clock.now(),
    )  # fmt: skip
    audit.record("contest.enter", entry, actor=actor, for_person_id=contact.pk)
    remember_result(entry, key=idempotency_key, actor=actor)
    return entry


def locked(contest: Contest, actor: Actor) -> Contest:
    """Lock the contest for who sees its activity. Raises `OutOfReach`."""
    found = lock(Contest.objects.select_related("activity"), pk=contest.pk)
    if not rules.can_see(actor, found.activity):
        raise OutOfReach
    return found


def _check(contest: Contest, name: str, team: Team | None, unit: Unit | None, people: int) -> None:
    if contest.state != ContestState.ENTERING:
        raise WrongState(_("Entries are not taken any more."))
    if not 1 <= len(name) <= 60:
        raise Invalid(fields={"name": _("Say a name of up to 60 characters.")})
    if not 1 <= people <= 500:
        raise Invalid(fields={"people": _("Say how many people take part, from 1 to 500.")})
    if (contest.entry_kind == EntryKind.TEAM) is (team is None):
        raise Invalid(fields={"team": _("Teams enter a contest for teams, and no other.")})
    if (contest.entry_kind == EntryKind.VILLAGE) is (unit is None):
        raise Invalid(fields={"unit": _("Say which village enters.")})
    running = contest.entries.filter(withdrawn_at__isnull=True)
    if running.filter(name=name).exists():
        raise Conflict(_("An entry of this name is there already."))
    if contest.most_entries is not None and running.count() >= contest.most_entries:
        raise Conflict(_("All places for entries are taken."))


def _check_text(contest: Contest, text: str) -> None:
    if contest.written is not bool(text.strip()):
        raise Invalid(fields={"text": _("Hand in a text where the contest asks for one, and nowhere else.")})
    if len(text) > MOST_SIGNS:
        raise Invalid(fields={"text": _("This is too long: 8,000 characters at most.")})


@operation
def withdraw_entry(entry: Entry, *, actor: Actor) -> Entry:
    """Take an entry back, by its side or the organiser; its start number stays free. Raises `WrongState`."""
    contest = locked(entry.contest, actor)
    entry = lock(Entry.objects.select_related("contact"), pk=entry.pk)
    if not rules.is_own_entry(actor, entry) and not rules.can_run(actor, contest.activity):
        raise NotAllowed
    if entry.withdrawn_at is not None or contest.state == ContestState.PUBLISHED:
        raise WrongState
    entry.withdrawn_at = clock.now()
    entry.save(update_fields=["withdrawn_at"])
    audit.record("contest.withdraw", entry, actor=actor, for_person_id=entry.contact_id)
    return entry


@operation
def take_out(entry: Entry, *, why: str, actor: Actor) -> Entry:
    """Take an entry out by the rules of the contest, with a reason that its side reads. Raises `Invalid`."""
    contest = locked(entry.contest, actor)
    entry = lock(Entry.objects.select_related("contact"), pk=entry.pk)
    if not rules.can_run(actor, contest.activity) or rules.is_own_entry(actor, entry):
        raise NotAllowed
    if entry.out_why or entry.withdrawn_at is not None or contest.state == ContestState.PUBLISHED:
        raise WrongState
    if not why.strip():
        raise Invalid(fields={"why": _("Say why; the entry's side reads it.")})
    entry.out_why = why.strip()[:200]
    entry.save(update_fields=["out_why"])
    audit.record("contest.take-out", entry, actor=actor, for_person_id=entry.contact_id)
    telling.tell(
        [entry.contact_id], key=f"entry:{entry.pk}:out", sentence=OUT, activity=contest.activity, actor=actor,
        why=entry.out_why,
    )  # fmt: skip
    return entry
