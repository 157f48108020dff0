"""The audit trail: rows written with the deed, in its transaction, never changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from shijian.kernel import clock
from shijian.kernel.actor import Actor
from shijian.kernel.audit.purposes import LookPurpose
from shijian.kernel.errors import Invalid
from shijian.kernel.models import AuditEntry

LOOK = "data.look"
LONGEST_NOTE = 200
OWNERS = ("unit", "order", "person", "volunteer", "team", "account")


def record(
    action: str,
    obj: models.Model | None = None,
    *,
    actor: Actor,
    changes: Mapping[str, Any] | None = None,
    for_person_id: int | None = None,
    purpose: str = "",
    purpose_kind: str = "",
    success: bool = True,
) -> AuditEntry:
    """Write what `actor` did to `obj`, in the caller's transaction.

    `changes` is {field: [before, after]} and holds no secrets and no personal data. Who acts for a unit below leaves
    its path as `acting_for` on what is done there. `purpose_kind` is set by `look` and by exports alone.
    """
    changes = {**(changes or {}), **_acting_for(actor, obj)}
    return AuditEntry.objects.create(
        at=clock.now(),
        actor_person_id=actor.person_id,
        actor_name=actor.name,
        for_person_id=for_person_id,
        action=action,
        object_kind=obj._meta.label_lower if obj is not None else "",
        object_id=obj.pk if obj is not None else None,
        unit_path=place_of(obj) or place_of_actor(actor),
        changes=json.loads(json.dumps(changes, default=str)),
        ip=actor.ip,
        channel=actor.channel,
        purpose=purpose,
        purpose_kind=purpose_kind,
        success=success,
    )


def look(
    obj: models.Model,
    *,
    actor: Actor,
    purpose: str,
    note: str = "",
    fields: Iterable[str] = (),
    for_person_id: int | None = None,
    action: str = LOOK,
) -> AuditEntry:
    """Write that `actor` reads protected data of `obj`, before it is shown; `fields` names what is shown, never values.

    `purpose` is a `LookPurpose`; `note` says more, and must for `OTHER`. The caller has checked that the actor may see
    `obj`, and calls this in the operation behind a POST. Raises `Invalid` (`purpose`, `note`).
    """
    note = checked_note(purpose, note)
    seen = {"seen": [None, sorted(fields)]} if fields else {}
    more = {"changes": seen, "for_person_id": for_person_id, "purpose": note, "purpose_kind": str(purpose)}
    return record(action, obj, actor=actor, **more)  # type: ignore[arg-type]


def take_along(
    action: str,
    obj: models.Model | None = None,
    *,
    actor: Actor,
    changes: Mapping[str, Any],
    purpose: str,
    note: str = "",
) -> AuditEntry:
    """Write that `actor` takes data of many along as a file; purpose and note as for `look`. Raises `Invalid`."""
    note = checked_note(purpose, note)
    return record(action, obj, actor=actor, changes=changes, purpose=note, purpose_kind=str(purpose))


def checked_note(purpose: str, note: str) -> str:
    """Give the note of a `LookPurpose` without needless blanks. Raises `Invalid` (`purpose`, `note`)."""
    if purpose not in LookPurpose.values:
        raise Invalid(fields={"purpose": _("Choose what you need it for.")})
    note = " ".join(note.split())
    if len(note) > LONGEST_NOTE or (purpose == LookPurpose.OTHER and not note):
        raise Invalid(fields={"note": _("Say in a few words what you need it for.")})
    return note


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Give {field: [before, after]} of the fields that differ."""
    return {key: [before.get(key), value] for key, value in after.items() if before.get(key) != value}


def _acting_for(actor: Actor, obj: models.Model | None) -> dict[str, Any]:
    """Whatever lies in another unit was not done for this one."""
    if actor.acting is None:
        return {}
    path = getattr(obj, "unit_path", None) or getattr(obj, "path", None) or actor.acting.path
    return {"acting_for": [None, actor.acting.path]} if str(path).startswith(actor.acting.path) else {}


def place_of(obj: models.Model | None) -> str:
    """The path of the unit to which `obj` belongs, found through its owner; "" for what belongs to none."""
    for _step in range(3):
        path = getattr(obj, "unit_path", None) or getattr(obj, "path", None)
        if obj is None or path:
            return str(path or "")
        obj = next((owner for name in OWNERS if (owner := getattr(obj, name, None)) is not None), None)
    return ""


def place_of_actor(actor: Actor) -> str:
    """The path of the unit for which the actor stands; "" for none."""
    post = actor.acting or next(iter(actor.posts), None)
    return post.path if post else ""
