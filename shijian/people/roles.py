"""Role -> permissions with reach, in code. `care:*` will never stand here."""

from __future__ import annotations

from shijian.kernel.actor import Permission as P
from shijian.people.enums import Role

_LOOK = frozenset({P.UNIT_VIEW, P.TEAM_VIEW, P.ORDER_VIEW, P.RECORD_VIEW, P.FIGURES_VIEW})
_PEOPLE = frozenset({P.PERSON_VIEW, P.PERSON_EDIT, P.VOLUNTEER_VIEW, P.VOLUNTEER_EDIT, P.VOLUNTEER_IMPORT})
_ORDERS = frozenset({P.ORDER_TAKE, P.ORDER_VERIFY, P.ORDER_FOLLOW_UP, P.SERVICE_RECORD})
_STATION = _LOOK | _PEOPLE | _ORDERS | {P.UNIT_EDIT, P.TEAM_EDIT, P.ACTIVITY_EDIT}
_HUB = _STATION | {P.ORDER_DISPATCH, P.MENU_REVIEW, P.STAFF_APPOINT, P.RECORD_VOID, P.ACTIVITY_APPROVE}

PERMISSIONS: dict[Role, frozenset[P]] = {
    Role.STATION: _STATION,
    Role.HUB: _HUB,
    Role.CENTRE: _HUB | {P.POLICY_EDIT, P.CHILD_PROTECT},
    Role.OVERSEER: _LOOK,
    Role.AUDITOR: frozenset({P.AUDIT_VIEW, P.UNIT_VIEW, P.ORDER_VIEW, P.RECORD_VIEW, P.FIGURES_VIEW}),
    Role.SYSTEM: frozenset({P.SYSTEM_MANAGE}),
    Role.SECURITY: frozenset({P.ACCOUNT_MANAGE}),
}
REACHES_BELOW: dict[Role, bool] = dict.fromkeys(Role, True)
