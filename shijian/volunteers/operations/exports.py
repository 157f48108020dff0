"""Exports of the register: whoever takes it says for what, and it is written down."""

from __future__ import annotations

import io
from typing import IO

from shijian.kernel import audit, paths
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.errors import OutOfReach
from shijian.kernel.operation import operation
from shijian.people.queries.minors import access
from shijian.units.models import Unit
from shijian.volunteers import rules
from shijian.volunteers.enums import VolunteerState
from shijian.volunteers.imports import export, source
from shijian.volunteers.models import ImportRun, Volunteer


@operation
def export_roll(unit: Unit, *, purpose: str, note: str = "", full: bool = False, actor: Actor) -> IO[bytes]:
    """Write the volunteers of `unit` and below as a workbook, numbers masked unless `full`.

    Whoever left is not in it. `purpose` is an `audit.LookPurpose`.
    Raises `OutOfReach` without volunteer:view (for `full` volunteer:edit), `Invalid`.
    """
    permission = Permission.VOLUNTEER_EDIT if full else Permission.VOLUNTEER_VIEW
    if not actor.may(permission, unit.path):
        raise OutOfReach
    rows = Volunteer.objects.filter(paths.below("unit_path", unit.path)).exclude(state=VolunteerState.LEFT)
    file, opened = io.BytesIO(), access.of_actor(actor)
    count = export.write(file, export.HEADINGS, export.roll(rows, masked=not full, opened=opened))
    changes = {"count": [0, count], "full": [None, full]}
    audit.take_along("volunteer.export", unit, actor=actor, changes=changes, purpose=purpose, note=note)
    file.seek(0)
    return file


@operation
def export_result(run: ImportRun, *, actor: Actor) -> IO[bytes]:
    """Write the roll of an import again, with what became of each row and why. Raises `OutOfReach`, `Invalid`."""
    if not rules.can_import_at(actor, run.unit):
        raise OutOfReach
    source.book(run)
    body = source.table(run).rows
    file = io.BytesIO()
    rows = export.result(run.titles, body, run.heading_row, run.rows.order_by("number"))
    count = export.write(file, [*run.titles, "导入结果", "原因"], rows)
    audit.record("volunteer.import-result", run, actor=actor, changes={"count": [0, count]})
    file.seek(0)
    return file
