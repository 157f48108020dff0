"""Words of the audit trail for coming, going and slips."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = dict[str, str | Promise]
DEEDS: Words = {
    "activity.kiosk-open": _("Made a kiosk of a device"),
    "activity.scan": _("Noted a coming or going"),
    "activity.scan-object": _("Objected to times that were not counted"),
    "activity.scan-vouch": _("Decided about times that waited"),
    "activity.session-end": _("Ended a meeting"),
    "activity.slip": _("Kept a slip without a name"),
    "activity.walk-ins": _("Counted others who took part"),
}
KINDS: Words = {
    "activities.scan": _("Coming or going"),
    "activities.slip": _("Slip of two questions"),
}
