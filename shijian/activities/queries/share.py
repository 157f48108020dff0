"""What a poster and a shared link say of an activity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from shijian.activities.models import Activity, Session
from shijian.kernel import clock, paper, words
from shijian.people.queries.contacts import contact_for

TEMPLATE = Path(__file__).parent.parent / "data" / "poster.typ"
MARK = "实践"
PHONE_MM, PHONE_PX = 108, 1080
SHOWN = 3


def sheet(activity: Activity, *, address: str, network: str) -> bytes:
    """The poster as an A4 PDF; `address` is the public page that the QR code leads to."""
    made_at = activity.published_at or activity.made_at
    return paper.pdf(TEMPLATE, _data(activity, address, network, "a4"), made_at=made_at)


def picture(activity: Activity, *, address: str, network: str) -> bytes:
    """The poster as a tall PNG, 1080 x 1920 pixels."""
    data = _data(activity, address, network, "phone")
    return paper.png(TEMPLATE, data, wide_mm=PHONE_MM, wide_px=PHONE_PX)


def card(activity: Activity) -> dict[str, str]:
    """Title and description of the card that a shared link becomes."""
    said = [activity.summary, *(text for _label, text in _rows(activity)[:2])]
    return {"title": activity.title, "description": " · ".join(part for part in said if part)}


def coming(activity: Activity) -> list[Session]:
    """The next meetings, or the last one when none is ahead."""
    rows = activity.sessions.filter(cancelled_at__isnull=True)
    ahead = list(rows.filter(ends_at__gt=clock.now()).order_by("starts_at", "pk")[: SHOWN + 1])
    return ahead or list(rows.order_by("-starts_at", "-pk")[:1])


def _data(activity: Activity, address: str, network: str, shape: str) -> dict[str, Any]:
    contact = contact_for(activity.unit)
    return {
        "shape": shape,
        "title": activity.title,
        "summary": activity.summary,
        "network": network,
        "mark": MARK,
        "rows": _rows(activity),
        "call": _("Scan and sign up"),
        "hint": _("Without a phone of your own, the desk signs you up."),
        "phone": _("Phone %(phone)s") % {"phone": contact.phone} if contact else "",
        "contact": contact.unit if contact else activity.unit.name,
        "qr": paper.qr_svg(address),
        "address": address,
    }


def _rows(activity: Activity) -> list[tuple[str, str]]:
    rows = [(_("When"), _when(coming(activity)))]
    rows.append((_("Where"), "、".join(place.name for place in list(activity.places.all())[:SHOWN])))
    rows.append((_("Who runs it"), activity.unit.name))
    return [(label, text) for label, text in rows if text]


def _when(sessions: Sequence[Session]) -> str:
    """The meetings, one a line; of many the first ones."""
    lines = [_span(session) for session in sessions[:SHOWN]]
    return "\n".join([*lines, _("and further meetings")] if len(sessions) > SHOWN else lines)


def _span(session: Session) -> str:
    start, end = clock.local(session.starts_at), clock.local(session.ends_at)
    return f"{_day(start)} {start:%H:%M}–{end:%H:%M}"


def _day(moment: dt.datetime) -> str:
    return f"{words.date_words(moment.date())} {words.weekday_words(moment.date())}"
