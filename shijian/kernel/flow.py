"""Life cycles as tables: a state moves only through `Flow.advance`, which leaves a log row. Default deny."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from shijian.kernel import clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import NotAllowed, WrongState
from shijian.kernel.models import FlowLog

Guard = Callable[[Actor, Any], bool]


@dataclass(frozen=True, slots=True)
class Transition:
    """One legal move: from any of `sources` to `target`, for actors whom `guard` admits."""

    name: str
    sources: frozenset[str]
    target: str
    guard: Guard


class Flow:
    """The transition table of one kind of object, whose state lies in `field`."""

    def __init__(self, kind: str, transitions: Iterable[Transition], *, field: str = "state") -> None:
        self.kind, self.field = kind, field
        self.transitions = {transition.name: transition for transition in transitions}

    def can(self, obj: models.Model, name: str, *, actor: Actor) -> bool:
        """Say whether `actor` may make the move `name` on `obj` now; an unknown name is a refusal."""
        transition = self.transitions.get(name)
        return (
            transition is not None
            and getattr(obj, self.field) in transition.sources
            and transition.guard(actor, obj)
        )

    def moves(self, obj: models.Model, *, actor: Actor) -> list[str]:
        """List the names of the moves that `actor` may make on `obj` now."""
        return [name for name in self.transitions if self.can(obj, name, actor=actor)]

    def advance(
        self,
        obj: models.Model,
        name: str,
        *,
        actor: Actor,
        note: str = "",
        for_person_id: int | None = None,
        extra: dict[str, Any] | None = None,
    ) -> FlowLog:
        """Move the locked `obj` and save its state. Raises `NotAllowed` or `WrongState` (who did what, when)."""
        transition = self.transitions[name]
        source = getattr(obj, self.field)
        if source not in transition.sources:
            raise WrongState(self._explain(obj))
        if not transition.guard(actor, obj):
            raise NotAllowed
        setattr(obj, self.field, transition.target)
        obj.save(update_fields=[self.field])
        return self._log(obj, transition, source, actor, note, for_person_id, extra or {})

    def _log(
        self,
        obj: models.Model,
        transition: Transition,
        source: str,
        actor: Actor,
        note: str,
        for_person_id: int | None,
        extra: dict[str, Any],
    ) -> FlowLog:
        return FlowLog.objects.create(
            kind=self.kind,
            object_id=obj.pk,
            transition=transition.name,
            source=source,
            target=transition.target,
            at=clock.now(),
            actor_person_id=actor.person_id,
            actor_name=actor.name,
            for_person_id=for_person_id,
            channel=actor.channel,
            note=note,
            extra=extra,
        )

    def _explain(self, obj: models.Model) -> str:
        last = FlowLog.objects.filter(kind=self.kind, object_id=obj.pk).order_by("-id").first()
        if last is None:
            return str(WrongState.message)
        when = clock.local(last.at).strftime("%m-%d %H:%M")
        return _("%(who)s has already changed this at %(when)s. Please look at it again.") % {
            "who": last.actor_name or _("The system"),
            "when": when,
        }


def history(kind: str, object_id: int) -> models.QuerySet[FlowLog]:
    """Give the log rows of one object, oldest first."""
    return FlowLog.objects.filter(kind=kind, object_id=object_id).order_by("id")
