"""Messages about commendations: that one waits, to who decides; what became of it, to both sides."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shijian.kernel.actor import SYSTEM, Actor
from shijian.people import operations as people
from shijian.records.models import Commendation
from shijian.records.queries import honours


def tell_deciders(row: Commendation, *, key: str) -> None:
    """Tell the officers who may decide."""
    with translation.override(settings.LANGUAGE_CODE):
        text = _("A commendation of %(day)s waits to be confirmed.") % _day(row)
    for person_id in sorted(honours.deciders(row)):
        people.notify(person_id, key=f"commendation:{row.pk}:{key}", text=text, url=_page(row), actor=SYSTEM)


def tell_end(row: Commendation, *, actor: Actor) -> None:
    """Tell the volunteer, who answers for him and who entered it, where it stands."""
    with translation.override(settings.LANGUAGE_CODE):
        text = _("Your honour of %(day)s: %(how)s.") % (_day(row) | {"how": row.get_state_display()})
    person, key = row.volunteer.person, f"commendation:{row.pk}:{row.state}"
    for person_id in sorted({person.pk, *person.guardian_ids, row.entered_by_id} - {actor.person_id}):
        people.notify(person_id, key=key, text=text, url=_page(row), actor=SYSTEM)


def _page(row: Commendation) -> str:
    return reverse("records:honour", args=[row.pk])


def _day(row: Commendation) -> dict[str, str]:
    return {"day": date_format(row.awarded_on, "DATE_FORMAT")}
