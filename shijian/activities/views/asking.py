"""What the pages of signing up share: the choices, errors in words with what to do next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from shijian.activities.enums import Audience
from shijian.activities.models import Activity, Opening, Session
from shijian.activities.operations.sign_up import Refused
from shijian.activities.queries import ahead, refusals
from shijian.kernel import clock, doing, words
from shijian.kernel.errors import Conflict, OutOfReach, ShijianError

MEETINGS = 12


def meetings(activity: Activity, only: int = 0) -> list[Session]:
    """The meetings for which one may still sign up, at most twelve; `only` is the key of one."""
    rows = activity.sessions.filter(ends_at__gt=clock.now(), cancelled_at__isnull=True)
    chosen = rows.filter(pk=only) if only else rows
    return list(chosen.order_by("starts_at", "pk")[:MEETINGS]) or list(
        rows.order_by("starts_at", "pk")[:MEETINGS]
    )


def choices(sessions: list[Session], *, audience: Audience | None = None) -> list[tuple[str, str]]:
    """Each place of each meeting as a choice that says how many are left."""
    rooms = ahead.rooms(sessions)
    return [
        (f"{session.pk}-{room.opening.pk}", f"{words.when_words(session.starts_at)} · {room.words}")
        for session in sessions
        for room in rooms.get(session.pk, ())
        if audience is None or room.opening.audience == audience
    ]


def chosen(activity: Activity, text: str) -> tuple[Session, Opening]:
    """The meeting and place of a choice. Raises `OutOfReach` for those of another activity."""
    session_pk, _dash, opening_pk = text.partition("-")
    session = activity.sessions.filter(pk=int(session_pk)).select_related("activity").first()
    opening = activity.openings.filter(pk=int(opening_pk)).first()
    if session is None or opening is None:
        raise OutOfReach
    return session, opening


def refusal_of(error: ShijianError, activity: Activity) -> dict[str, Any]:
    """What a refusal says, and the way on."""
    if not isinstance(error, Refused):
        return {"sentence": doing.words_of(error), "next": "", "url": "", "label": ""}
    step = refusals.next_step(error.refusal, own=error.own)
    url = reverse(step.route, args=[activity.pk] if step.activity else []) if step.route else ""
    return {"sentence": str(error), "next": step.text, "url": url, "label": step.label}


def attempt(request: HttpRequest, deed: Callable[[], Any], done: str) -> bool:
    """Do a deed and say so, or say why not; a refused sign-up also says what to do next."""

    def run() -> Any:
        try:
            return deed()
        except Refused as error:
            raise Conflict(f"{error} {refusals.next_step(error.refusal, own=error.own).text}") from error

    return doing.attempt(request, run, done)
