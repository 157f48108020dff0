"""What the pages of signing up share: the choices, errors in words with what to do next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from shijian.activities.enums import Audience
from shijian.activities.models import Activity, Opening, Session
from shijian.activities.operations.sign_up import Refused
from shijian.activities.queries import ahead, refusals
from shijian.kernel import clock, words
from shijian.kernel.actor import Actor
from shijian.kernel.errors import NotAllowed, OutOfReach, ShijianError
from shijian.people.models import Person, own_or_ward

MEETINGS = 12


def persons_of(actor: Actor) -> list[Person]:
    """Oneself first, then one's wards."""
    rows = Person.objects.filter(own_or_ward(actor.person_id), merged_into__isnull=True).order_by("pk")[:20]
    return sorted(rows, key=lambda person: person.pk != actor.person_id)


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
        said_ = [str(text) for text in error.fields.values()]
        return {"sentence": " ".join(said_) or str(error), "next": "", "url": "", "label": ""}
    step = refusals.next_step(error.refusal)
    url = reverse(step.route, args=[activity.pk] if step.activity else []) if step.route else ""
    return {"sentence": str(error), "next": step.text, "url": url, "label": step.label}


def attempt(request: HttpRequest, deed: Callable[[], Any], done: str) -> bool:
    """Do a deed and say so, or say why not and what to do; what is out of reach becomes its own page."""
    try:
        deed()
    except (NotAllowed, OutOfReach):
        raise
    except Refused as error:
        messages.error(request, f"{error} {refusals.next_step(error.refusal).text}")
        return False
    except ShijianError as error:
        messages.error(request, " ".join([str(text) for text in error.fields.values()]) or str(error))
        return False
    messages.success(request, done)
    return True
