"""Codes are dated attributes: a new one ends the old one, and history keeps both."""

from __future__ import annotations

import datetime as dt
import re

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shijian.kernel import audit
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid
from shijian.kernel.operation import operation
from shijian.units.enums import CodeKind, UnitKind
from shijian.units.models import Unit, UnitCode
from shijian.units.operations.checks import governed, require_past, require_working

FORMS = {
    CodeKind.STATISTICAL: re.compile(r"[1-9][0-9]{11}"),
    CodeKind.LOCAL: re.compile(r"[0-9A-Za-z-]{1,20}"),
}


@operation
def set_code(unit: Unit, *, kind: CodeKind, code: str, on: dt.date, actor: Actor) -> UnitCode:
    """Give `unit` a code from the day `on`; the code before it ends there.

    Raises `Invalid` (form or day), `Conflict` (another unit holds it), `WrongState`, `NotAllowed`.
    """
    fresh = governed(unit, actor)
    require_working(fresh)
    require_past(on)
    before = UnitCode.objects.filter(unit=fresh, kind=kind, valid_until__isnull=True).first()
    if before is not None:
        _end(before, code, on)
    row = give_code(fresh, kind, code, on)
    audit.record("unit.code", fresh, actor=actor, changes={kind: [before.code if before else None, row.code]})
    return row


def give_code(unit: Unit, kind: CodeKind, code: str, since: dt.date) -> UnitCode:
    """Write a code in force; raises `Invalid` for its form, `Conflict` when another unit holds it."""
    code = code.strip()
    if kind not in FORMS or not FORMS[kind].fullmatch(code):
        raise Invalid(
            fields={"code": _("A statistical code has 12 digits; a local number up to 20 letters or digits.")}
        )
    try:
        with transaction.atomic():
            return UnitCode.objects.create(unit=unit, kind=kind, code=code, valid_from=since)
    except IntegrityError:
        raise Conflict(_("Another unit holds the code %(code)s.") % {"code": code}) from None


def end_codes(unit: Unit, on: dt.date) -> None:
    """End every code in force, so that another unit may take it."""
    UnitCode.objects.filter(unit=unit, valid_until__isnull=True).update(valid_until=on)


def next_point_number(unit: Unit) -> str | None:
    """Give the local number of a new point: the code above it and three digits; None where there is none.

    Numbers of closed points are not used again. The caller holds the lock of the parent.
    """
    if unit.kind != UnitKind.POINT or unit.parent is None:
        return None
    above = unit.parent.codes.filter(kind=CodeKind.STATISTICAL, valid_until__isnull=True).first()
    if above is None:
        return None
    used = UnitCode.objects.filter(kind=CodeKind.LOCAL, code__regex=rf"^{above.code}[0-9]{{3}}$")
    last = used.order_by("-code").values_list("code", flat=True).first()
    number = int(last[-3:]) + 1 if last else 1
    return f"{above.code}{number:03}" if number < 1000 else None


def _end(row: UnitCode, code: str, on: dt.date) -> None:
    if row.code == code.strip():
        raise Invalid(fields={"code": _("The unit already has this code.")})
    if on <= row.valid_from:
        raise Invalid(
            fields={
                "on": _("The present code began on %(day)s; choose a later day.") % {"day": row.valid_from}
            }
        )
    row.valid_until = on
    row.save(update_fields=["valid_until"])
