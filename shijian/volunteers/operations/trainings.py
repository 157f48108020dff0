"""Trainings: entered by leader or officer with evidence, confirmed by a second person where needed, voided."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, duties
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import hold, lock, operation, relock
from shijian.volunteers import rules
from shijian.volunteers.enums import VolunteerState
from shijian.volunteers.models import Training, TrainingKind, Volunteer
from shijian.volunteers.operations.telling import tell

LONGEST = {"course": 80, "organiser": 80, "place": 80, "evidence": 200}
NEEDED = ("course", "organiser", "evidence")
MOST_MINUTES = 6000
KIND_FACTS = frozenset({"name", "valid_months", "needs_second", "is_offered"})


@operation
def record_training(
    volunteer: Volunteer,
    *,
    kind: TrainingKind,
    minutes: int,
    day: dt.date,
    actor: Actor,
    valid_until: dt.date | None = None,
    **words: str,
) -> Training:
    """Enter a training that a volunteer had: `course`, `organiser`, `evidence`, `place` are words, minutes whole ones.

    By an officer it counts at once, unless the kind always wants a second person; by a leader it waits for the office.
    Raises `OutOfReach`, `NotAllowed` for the own or a ward's, `Invalid` by field, `WrongState` for one who has left.
    """
    volunteer = lock(Volunteer.objects.select_related("person"), pk=volunteer.pk)
    if not rules.can_see(actor, volunteer):
        raise OutOfReach
    duties.demand("training.enter", volunteer, actor=actor)
    if not rules.can_train(actor, volunteer):
        raise NotAllowed
    if volunteer.state == VolunteerState.LEFT:
        raise WrongState(_("This volunteer has left the register."))
    facts = _facts(kind, minutes, day, valid_until, words)
    now = clock.now()
    waits = kind.needs_second or not rules.can_insure(actor, volunteer)
    row = Training.objects.create(
        volunteer=volunteer, kind=kind, entered_by_id=actor.person_id, entered_at=now,
        counts_since=None if waits else now, **facts,
    )  # fmt: skip
    changes = {"kind": [None, kind.code], "valid_until": [None, row.valid_until], "waits": [None, waits]}
    audit.record("training.enter", row, actor=actor, for_person_id=volunteer.person_id, changes=changes)
    _tell(row, actor, "entered")
    return row


@operation
def confirm_training(training: Training, *, actor: Actor) -> Training:
    """Say as a second person that the training was held; from now on it counts.

    Raises `OutOfReach`, `NotAllowed` for who entered it or had it, `WrongState`.
    """
    training = _opened(training, actor)
    duties.demand("training.confirm", training, actor=actor)
    if not rules.can_insure(actor, training.volunteer):
        raise NotAllowed
    if training.counts_since is not None or training.voided_at is not None:
        raise WrongState(_("Somebody has decided about this training already."))
    training.confirmed_by_id, training.counts_since = actor.person_id, clock.now()
    training.save(update_fields=["confirmed_by", "counts_since"])
    person_id = training.volunteer.person_id
    audit.record("training.confirm", training, actor=actor, for_person_id=person_id)
    _tell(training, actor, "confirmed")
    return training


@operation
def void_training(training: Training, *, reason: str, actor: Actor) -> Training:
    """Take a training out of the count, with a reason; the row stays. Raises as `confirm_training`, and `Invalid`."""
    training = _opened(training, actor)
    duties.demand("training.void", training, actor=actor)
    if not rules.can_insure(actor, training.volunteer):
        raise NotAllowed
    if training.voided_at is not None:
        raise WrongState(_("Somebody has decided about this training already."))
    if not reason.strip() or len(reason) > 200:
        raise Invalid(fields={"reason": _("Please say it in a few words.")})
    training.voided_at, training.voided_by_id = clock.now(), actor.person_id
    training.void_reason = reason.strip()
    training.save(update_fields=["voided_at", "voided_by", "void_reason"])
    person_id = training.volunteer.person_id
    audit.record("training.void", training, actor=actor, for_person_id=person_id)
    _tell(training, actor, "voided")
    return training


@operation
def add_training_kind(*, code: str, actor: Actor, **facts: Any) -> TrainingKind:
    """Add a kind of training, by who sets policies; facts: `KIND_FACTS`. Raises `NotAllowed`, `Invalid`, `Conflict`."""
    kind = TrainingKind(code=code.strip())
    return _put_kind(kind, facts, actor, "training.kind-add")


@operation
def change_training_kind(kind: TrainingKind, *, actor: Actor, **facts: Any) -> TrainingKind:
    """Change a kind of training; trainings that were entered keep their term. Raises as `add_training_kind`."""
    return _put_kind(relock(kind), facts, actor, "training.kind-change")


def _put_kind(kind: TrainingKind, facts: dict[str, Any], actor: Actor, action: str) -> TrainingKind:
    if not actor.may_anywhere(Permission.POLICY_EDIT):
        raise NotAllowed
    if unknown := set(facts) - KIND_FACTS:
        raise TypeError(f"not facts of a kind of training: {sorted(unknown)}")
    before = {name: getattr(kind, name) for name in facts}
    for name, value in facts.items():
        setattr(kind, name, value)
    if not kind.code or not kind.name.strip():
        raise Invalid(fields={"name": _("Please say it in a few words.")})
    hold("training-kinds")
    others = TrainingKind.objects.exclude(pk=kind.pk)
    if others.filter(name=kind.name).exists() or others.filter(code=kind.code).exists():
        raise Conflict(_("There is a kind of training with this name or code already."))
    kind.save()
    audit.record(action, kind, actor=actor, changes=audit.difference(before, facts))
    return kind


def _facts(
    kind: TrainingKind, minutes: int, day: dt.date, valid_until: dt.date | None, words: dict[str, str]
) -> dict[str, Any]:
    facts: dict[str, Any] = {name: words.get(name, "").strip() for name in LONGEST}
    errors: dict[str, Any] = {name: _("Please say it in a few words.") for name in NEEDED if not facts[name]}
    errors |= {
        name: _("At most %(number)s characters fit here.") % {"number": most}
        for name, most in LONGEST.items()
        if len(facts[name]) > most
    }
    if not 1 <= minutes <= MOST_MINUTES:
        errors["minutes"] = _("Between 1 minute and 100 hours.")
    if day > clock.today():
        errors["day"] = _("A training is entered after it was held.")
    until = valid_until or _ends(day, kind.valid_months)
    if until is not None and until < day:
        errors["valid_until"] = _("It cannot end before it begins.")
    if errors:
        raise Invalid(fields=errors)
    return facts | {"minutes": minutes, "day": day, "valid_until": until}


def _ends(day: dt.date, months: int) -> dt.date | None:
    """The last day on which a training of `day` counts; None without an end."""
    if not months:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_behind = dt.date(year, month + 1, min(day.day, 28))
    return first_behind - dt.timedelta(days=1)


def _opened(training: Training, actor: Actor) -> Training:
    rows = Training.objects.select_related("kind", "volunteer__person")
    training = lock(rows, pk=training.pk)
    if not rules.can_see(actor, training.volunteer):
        raise OutOfReach
    return training


def _tell(row: Training, actor: Actor, what: str) -> None:
    def words() -> str:
        said = {
            "entered": _("Your training “%(course)s” is entered."),
            "confirmed": _("Your training “%(course)s” is confirmed; it counts now."),
            "voided": _("Your training “%(course)s” does not count any more. Ask your station why."),
        }
        return said[what] % {"course": row.course}

    tell(row.volunteer, words, key=f"training:{row.pk}:{what}", actor=actor)
