"""The deeds on the data of minors, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DEEDS: dict[str, str | Promise] = {
    "access.ask": _("Asked to open data of minors"),
    "access.decide": _("Decided about access to data of minors"),
    "access.emergency": _("Opened data of a minor in an emergency"),
    "access.end": _("Ended a leave to open data of minors"),
    "child.notice": _("Published rules for children"),
    "child.refuse": _("Refused the data of a child"),
    "guardian.end": _("Ended a guardianship"),
    "guardian.set": _("Noted a guardian"),
    "harm.close": _("Finished a report of harm"),
    "harm.note": _("Asked again about a report of harm"),
    "harm.read": _("Opened a report of harm"),
    "harm.reopen": _("Took up a report of harm again"),
    "harm.report": _("A report of harm to a minor came"),
    "harm.tell": _("Passed a report of harm on"),
    "minor.audit": _("Closed the yearly audit of minors' data"),
    "minor.look": _("Opened the data of a minor"),
}
