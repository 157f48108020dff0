"""Messages about stars: to whoever has the next step, and to the volunteer and who answers for him."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shijian.kernel import clock, paths
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.words import date_words
from shijian.people import operations as people
from shijian.records.enums import StarState
from shijian.records.models import Star, StarBar, StarObjection
from shijian.records.queries import lines

TOP = (StarState.CHECKED, StarState.FORWARDED, StarState.REVIEW)


def tell_officers(star: Star, *, key: str) -> None:
    """Tell those who have the next step."""
    with translation.override(settings.LANGUAGE_CODE):
        words = {"star": star.words, "number": star.volunteer.number}
        text = _("%(star)s of volunteer %(number)s waits for you.") % words
    path = star.unit_path[: paths.WIDTH] if star.state in TOP else star.unit_path
    person = star.volunteer.person
    parts = {person.pk, *person.guardian_ids, star.asked_by_id, star.checked_by_id}
    for person_id in sorted(lines.nearest(path, parts)):
        people.notify(person_id, key=f"star:{star.pk}:{key}", text=text, url=page_of(star), actor=SYSTEM)


def tell_side(star: Star, *, key: str, actor: Actor) -> None:
    """Tell the volunteer and who answers for him where the star stands now."""
    with translation.override(settings.LANGUAGE_CODE):
        words = {"star": star.words, "how": star.get_state_display()}
        text = _("%(star)s: %(how)s.") % words
    person = star.volunteer.person
    for person_id in sorted({person.pk, *person.guardian_ids} - {actor.person_id}):
        people.notify(person_id, key=f"star-end:{star.pk}:{key}", text=text, url=page_of(star), actor=SYSTEM)


def tell_doubt(objection: StarObjection) -> None:
    """Tell the officers who may decide about an objection or appeal."""
    with translation.override(settings.LANGUAGE_CODE):
        text = _("An objection or appeal about a star waits for a decision.")
    url = reverse("records:star-objection", args=[objection.pk])
    for person_id in sorted(lines.nearest(objection.unit_path, _parts(objection))):
        people.notify(person_id, key=f"star-doubt:{objection.pk}", text=text, url=url, actor=SYSTEM)


def tell_answer(objection: StarObjection, *, actor: Actor) -> None:
    """Tell whoever objected or appealed that there is an answer."""
    with translation.override(settings.LANGUAGE_CODE):
        text = _("There is an answer to what you said about a star.")
    url = reverse("records:star-objection", args=[objection.pk])
    for person_id in sorted({objection.by_id, *objection.by.guardian_ids} - {actor.person_id}):
        people.notify(person_id, key=f"star-answer:{objection.pk}", text=text, url=url, actor=SYSTEM)


def tell_bar(bar: StarBar) -> None:
    """Tell the volunteer and who answers for him that there is no star for a time, and that they may appeal."""
    with translation.override(settings.LANGUAGE_CODE):
        words = {"day": date_words(clock.local(bar.at).date()), "until": date_words(bar.until_day)}
        text = _("Decided on %(day)s: no new star until %(until)s. You may appeal.") % words
    person = bar.volunteer.person
    for person_id in sorted({person.pk, *person.guardian_ids}):
        people.notify(
            person_id, key=f"star-bar:{bar.pk}", text=text, url=reverse("records:my-star"), actor=SYSTEM
        )


def page_of(star: Star) -> str:
    """The page of a star."""
    return reverse("records:star", args=[star.pk])


def _parts(objection: StarObjection) -> set[int | None]:
    person = objection.volunteer.person
    parts: set[int | None] = {objection.by_id, person.pk, *person.guardian_ids}
    if objection.star is not None:
        parts |= {objection.star.asked_by_id, objection.star.checked_by_id}
        parts |= {objection.star.decided_by_id} if objection.appeal else set()
    if objection.bar is not None:
        parts.add(objection.bar.by_id)
    return parts
