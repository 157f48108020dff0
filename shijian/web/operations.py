"""Writes of the pages that mix domains: the pictures of units and teams, exports of the audit trail."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import IO, Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, exports, photos
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach
from shijian.kernel.models import Picture
from shijian.kernel.operation import lock, operation
from shijian.units import rules as unit_rules
from shijian.units.models import Unit
from shijian.volunteers import rules as team_rules
from shijian.volunteers.models import Team
from shijian.web import trail

KEPT_DAYS = 30
MOST_ROWS = 50_000
Owner = Unit | Team
OWNERS: dict[str, tuple[type[models.Model], Callable[[Actor, Any], bool]]] = {
    "unit": (Unit, unit_rules.can_edit),
    "team": (Team, team_rules.can_edit_team),
}


def visible(kind: str, actor: Actor) -> QuerySet[Any]:
    """The owners of a kind that the actor may see; none of an unknown kind."""
    if kind not in OWNERS:
        return Unit.objects.none()
    model: Any = OWNERS[kind][0]
    found: QuerySet[Any] = model.objects.visible_to(actor)
    return found


def may_change(kind: str, owner: Owner, actor: Actor) -> bool:
    """Whether the actor may set or remove the picture."""
    return OWNERS[kind][1](actor, owner)


@operation
def set_picture(kind: str, owner: Owner, *, kept: photos.Kept, words: str, actor: Actor) -> Picture:
    """Show a kept photo for `owner` in place of the one before. Raises `OutOfReach`, `NotAllowed`, `Invalid`."""
    owner = _owner(kind, owner, actor)
    if not words.strip():
        raise Invalid(fields={"words": _("Say what can be seen, for those who cannot see it.")})
    _end(owner)
    facts = {"object_kind": owner._meta.label_lower, "object_id": owner.pk, "words": words.strip()[:120]}
    size = {"file_key": kept.file_key, "width": kept.width, "height": kept.height}
    picture = Picture.objects.create(made_at=clock.now(), made_by_id=actor.person_id, **facts, **size)
    audit.record("picture.set", owner, actor=actor, changes={"picture": [None, picture.pk]})
    return picture


@operation
def remove_picture(kind: str, owner: Owner, *, actor: Actor) -> None:
    """Show the picture no longer; it can be brought back for 30 days. Raises `OutOfReach`, `NotAllowed`."""
    owner = _owner(kind, owner, actor)
    _end(owner)
    audit.record("picture.remove", owner, actor=actor)


@operation
def restore_picture(kind: str, owner: Owner, *, actor: Actor) -> Picture:
    """Bring the picture back that was removed last. Raises `OutOfReach`, `NotAllowed`."""
    owner = _owner(kind, owner, actor)
    picture = _of(owner).filter(removed_at__isnull=False).order_by("-removed_at", "-pk").first()
    if picture is None:
        raise OutOfReach
    _end(owner)
    picture.removed_at = None
    picture.save(update_fields=["removed_at"])
    audit.record("picture.restore", owner, actor=actor, changes={"picture": [None, picture.pk]})
    return picture


@operation
def export_trail(asked: trail.Asked, *, form: str, purpose: str, note: str = "", actor: Actor) -> IO[bytes]:
    """Write the rows of the audit trail that fit as `form` (`xlsx`, `csv`, `jsonl`), and note who took them.

    Raises `OutOfReach` without audit:view, `Invalid` for no purpose or more than `MOST_ROWS` rows.
    """
    if not actor.may_anywhere(Permission.AUDIT_VIEW):
        raise OutOfReach
    note = audit.checked_note(purpose, note)
    rows = trail.found(actor, asked)
    count = rows.count()
    if count > MOST_ROWS:
        words = _("%(count)s rows are too many for one file. Choose a shorter time, at most %(most)s rows.")
        raise Invalid(fields={"purpose": words % {"count": count, "most": MOST_ROWS}})
    file = io.BytesIO()
    headings, texts = [str(each) for each in trail.headings()], trail.as_rows(rows)
    if form == "xlsx":
        exports.workbook(file, str(_("Audit trail")), headings, texts)
    else:
        {"csv": exports.table, "jsonl": exports.lines}[form](file, headings, texts)
    changes = {"count": [0, count], "form": [None, form]}
    audit.take_along("audit.export", actor=actor, changes=changes, purpose=purpose, note=note)
    file.seek(0)
    return file


def sweep() -> int:
    """Remove for good what was removed 30 days ago; returns how many. Run by a job every day."""
    old = Picture.objects.filter(removed_at__lt=clock.now() - dt.timedelta(days=KEPT_DAYS))
    gone = list(old.order_by("pk")[:500])
    for picture in gone:
        photos.drop(picture.file_key)
        picture.delete()
    return len(gone)


def _owner(kind: str, owner: Owner, actor: Actor) -> Any:
    found = lock(visible(kind, actor), pk=owner.pk)
    if not may_change(kind, found, actor):
        raise NotAllowed
    return found


def _of(owner: Any) -> QuerySet[Picture]:
    return Picture.objects.filter(object_kind=owner._meta.label_lower, object_id=owner.pk)


def _end(owner: Any) -> None:
    _of(owner).filter(removed_at__isnull=True).update(removed_at=clock.now())
