"""Which role may do what and how far, read from the code: for the command, the page and the document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Permission as P
from shijian.kernel.duties import DUTIES
from shijian.people.enums import Role
from shijian.people.roles import PERMISSIONS, REACHES_BELOW

MEANINGS: dict[P, Promise] = {
    P.UNIT_VIEW: _("See units that are planned, merged or closed"),
    P.UNIT_EDIT: _("Change a unit, its offices and its chart"),
    P.STAFF_APPOINT: _("Appoint officers and end their terms"),
    P.PERSON_VIEW: _("See persons and their data"),
    P.PERSON_EDIT: _("Register persons and change their data"),
    P.VOLUNTEER_VIEW: _("See the register of volunteers"),
    P.VOLUNTEER_EDIT: _("Register, confirm and change volunteers"),
    P.VOLUNTEER_IMPORT: _("Import a roll of volunteers"),
    P.TEAM_VIEW: _("See the members of teams and dissolved teams"),
    P.TEAM_EDIT: _("Found, change and dissolve teams"),
    P.MENU_REVIEW: _("Review what teams offer on the menu, keep the catalogue of rewards"),
    P.ORDER_VIEW: _("See orders of residents"),
    P.ORDER_TAKE: _("Take down orders for others"),
    P.ORDER_VERIFY: _("Verify or refuse needs"),
    P.ORDER_DISPATCH: _("Dispatch orders to teams and volunteers"),
    P.ORDER_FOLLOW_UP: _("Follow up bad ratings"),
    P.SERVICE_RECORD: _("Check volunteers in and out, enter times, hand over rewards"),
    P.ACTIVITY_EDIT: _("Plan activities, see who signed up, and run the desk"),
    P.ACTIVITY_APPROVE: _("Approve activities"),
    P.RECORD_VIEW: _("See service records"),
    P.RECORD_VOID: _("Void service records and write them anew"),
    P.FIGURES_VIEW: _("See figures"),
    P.POLICY_EDIT: _("Decide the numbers of the county"),
    P.AUDIT_VIEW: _("Read the audit trail of the units"),
    P.CHILD_PROTECT: _("Handle reports of harm to minors"),
    P.ACCOUNT_MANAGE: _("Close, open and renew accounts"),
    P.SYSTEM_MANAGE: _("Run the installation"),
}
BELOW, HERE, NONE = "unit and below", "unit only", "—"


@dataclass(frozen=True, slots=True)
class Row:
    """A permission with its meaning and, for each role, how far it reaches (empty: not at all)."""

    permission: P
    meaning: Promise
    reaches: tuple[str, ...]


def rows() -> list[Row]:
    """All permissions in the order of the code, each with its reach for every role."""
    return [Row(each, MEANINGS[each], tuple(_reach(role, each) for role in Role)) for each in P]


def as_data() -> dict[str, Any]:
    """The same for machines: one entry for each role and permission that it gives, and the second persons."""
    grants = [
        {"role": role.value, "permission": row.permission.value, "reach": reach}
        for row in rows()
        for role, reach in zip(Role, row.reaches, strict=True)
        if reach
    ]
    steps = [{"key": duty.key, "operation": duty.operation} for duty in DUTIES.values()]
    return {"grants": grants, "second_person": steps}


def as_text() -> str:
    """A table for a terminal: a line for each permission, a column for each role."""
    head = ["permission", *(role.value for role in Role)]
    lines = [head, *([row.permission.value, *(reach or NONE for reach in row.reaches)] for row in rows())]
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def as_markdown() -> str:
    """The two tables of docs/permissions.md, in English."""
    head = ["permission", "meaning", *(role.value for role in Role)]
    table = [head, ["---"] * len(head)]
    table += [[f"`{r.permission}`", str(r.meaning), *(reach or NONE for reach in r.reaches)] for r in rows()]
    steps = [["step", "what the first person reads", "operation"], ["---"] * 3]
    steps += [[str(d.step), str(d.sentence), f"`{d.operation}`"] for d in DUTIES.values()]
    return "\n\n".join(
        [
            "\n".join(f"| {' | '.join(line)} |" for line in table),
            "## Steps that need a second person",
            "\n".join(f"| {' | '.join(line)} |" for line in steps),
        ]
    )


def _reach(role: Role, permission: P) -> str:
    if permission not in PERMISSIONS[role]:
        return ""
    return BELOW if REACHES_BELOW[role] else HERE
