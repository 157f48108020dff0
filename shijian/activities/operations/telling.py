"""Messages to the people around an activity, in the language of the county, each once by its key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shijian.activities.models import LIVE, Activity, Session, Signup
from shijian.kernel import clock
from shijian.kernel.actor import Actor
from shijian.people import operations as people


def when(session: Session) -> str:
    """The start of a session as a line says it."""
    return clock.local(session.starts_at).strftime("%Y-%m-%d %H:%M")


def tell(
    persons: Iterable[int | None],
    *,
    key: str,
    sentence: str,
    activity: Activity,
    actor: Actor,
    route: str = "activities:detail",
    **facts: Any,
) -> None:
    """Put a sentence about an activity into the inbox of each person, except the actor; `sentence` is a message id."""
    ids = sorted({pk for pk in persons if pk is not None and pk != actor.person_id})
    if not ids:
        return
    text = say(sentence, activity, **facts)
    url = reverse(route, args=[activity.pk])
    for person_id in ids:
        people.notify(person_id, key=f"activity:{activity.pk}:{key}", text=text[:300], url=url, actor=actor)


def say(sentence: str, activity: Activity, **facts: Any) -> str:
    """A sentence about an activity in the language of the county; `sentence` is a message id."""
    with translation.override(settings.LANGUAGE_CODE):
        return _(sentence) % {"title": activity.title, **facts}


def concerned(signup: Signup) -> set[int | None]:
    """Who hears of a sign-up: the person and the guardians, or the leaders of the team that holds the place."""
    if signup.person is not None:
        return {signup.person_id, *signup.person.guardian_ids}
    return {signup.made_by_id}


def tell_signup(signup: Signup, *, key: str, sentence: str, actor: Actor, **facts: Any) -> None:
    """Tell those whom a sign-up concerns."""
    tell(
        concerned(signup),
        key=f"signup:{signup.pk}:{key}",
        sentence=sentence,
        activity=signup.session.activity,
        actor=actor,
        when=when(signup.session),
        **facts,
    )


def everybody(activity: Activity) -> set[int]:
    """Whom it concerns when an activity changes: those who wait for a place or hold one in a meeting ahead."""
    rows = Signup.objects.filter(
        session__activity=activity,
        session__cancelled_at__isnull=True,
        session__ends_at__gt=clock.now(),
        state__in=LIVE,
    )
    found = {pk for signup in rows.select_related("person").order_by("pk") for pk in concerned(signup)}
    return {pk for pk in found if pk is not None}


def tell_everybody(activity: Activity, *, key: str, sentence: str, actor: Actor, **facts: Any) -> None:
    """Tell all those whom a change of the activity concerns, once by its key."""
    tell(everybody(activity), key=key, sentence=sentence, activity=activity, actor=actor, **facts)
