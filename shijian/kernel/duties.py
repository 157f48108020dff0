"""Steps that need a second person: whoever made an entry, or gains by it, does not approve it (GB/T 22239).

Each app defines its steps beside its rules; the operation demands the second person, and the page on permissions
lists them all. Where a unit has one officer only, an officer of the unit above is the second person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from shijian.kernel.actor import Actor
from shijian.kernel.errors import NotAllowed, Text

Involved = Callable[[Actor, Any], bool]


@dataclass(frozen=True, slots=True)
class Duty:
    """A step: its key, the name of its operation, what it is, what the refused person reads, who is too close."""

    key: str
    operation: str
    step: Text
    sentence: Text
    involved: Involved


DUTIES: dict[str, Duty] = {}


class OwnEntry(NotAllowed):
    """The actor is too close to what he would approve; somebody else does it."""

    code: ClassVar[str] = "own-entry"


def define(key: str, operation: str, *, step: Text, sentence: Text, involved: Involved) -> None:
    """Enter a step in the registry at the start of its app; `operation` is its name below `shijian`."""
    DUTIES[key] = Duty(key, f"shijian.{operation}", step, sentence, involved)


def demand(key: str, obj: Any, *, actor: Actor) -> None:
    """Raise `OwnEntry` when the actor is too close to `obj` for the step `key`. The system is nobody's second."""
    duty = DUTIES[key]
    if not actor.is_system and duty.involved(actor, obj):
        raise OwnEntry(duty.sentence)


def refusal(key: str, obj: Any, *, actor: Actor) -> Text:
    """Give the sentence that `demand` would refuse with, or nothing."""
    duty = DUTIES[key]
    return duty.sentence if not actor.is_system and duty.involved(actor, obj) else ""
