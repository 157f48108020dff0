"""Messages about missing records: that one waits, to who decides; what became of it, to who asked and who served."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM, Actor
from shijian.people import operations as people
from shijian.records.models import TopUp
from shijian.records.queries.topups import deciders


def tell_deciders(top_up: TopUp, *, key: str) -> None:
    """Tell the officers of the unit that decides."""
    with translation.override(settings.LANGUAGE_CODE):
        text = _("A missing service record of %(day)s waits for a decision.") % _day(top_up)
    for person_id in sorted(deciders(top_up)):
        people.notify(person_id, key=f"top-up:{top_up.pk}:{key}", text=text, url=_page(top_up), actor=SYSTEM)


def tell_end(top_up: TopUp, *, actor: Actor) -> None:
    """Tell who asked, who served and who answers for him."""
    with translation.override(settings.LANGUAGE_CODE):
        words = _day(top_up) | {"how": top_up.get_state_display()}
        text = _("The missing service record of %(day)s: %(how)s.") % words
    person = top_up.volunteer.person
    for person_id in sorted({person.pk, *person.guardian_ids, top_up.asked_by_id} - {actor.person_id}):
        people.notify(person_id, key=f"top-up-end:{top_up.pk}", text=text, url=_page(top_up), actor=SYSTEM)


def _page(top_up: TopUp) -> str:
    return reverse("records:top-up", args=[top_up.pk])


def _day(top_up: TopUp) -> dict[str, str]:
    return {"day": date_format(clock.local(top_up.started_at).date(), "DATE_FORMAT")}
