"""Messages about objections: who decides learns that one waits; who objected and who served learn what became of it."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM, Actor
from shijian.people import operations as people
from shijian.records.models import RecordObjection, ServiceRecord
from shijian.records.queries.objections import deciders


def tell_made(objection: RecordObjection, *, actor: Actor) -> None:
    """Tell who decides, and the side of the one who served unless it objects itself; nobody is told who objected."""
    tell_deciders(objection, key="made")
    record = objection.record
    if objection.by_id in _side(record):
        return
    with translation.override(settings.LANGUAGE_CODE):
        text = _("Somebody objects to your service of %(day)s. It counts once that is decided.") % _day(
            record
        )
    url = reverse("records:detail", args=[record.pk])
    for person_id in sorted(_side(record)):
        people.notify(person_id, key=f"objected:{objection.pk}", text=text, url=url, actor=SYSTEM)


def tell_deciders(objection: RecordObjection, *, key: str) -> None:
    """Tell the officers who may decide; the address opens the objection."""
    with translation.override(settings.LANGUAGE_CODE):
        text = _("An objection to a service record of %(day)s waits for a decision.") % _day(objection.record)
    url = reverse("records:objection", args=[objection.pk])
    for person_id in sorted(deciders(objection)):
        people.notify(person_id, key=f"objection:{objection.pk}:{key}", text=text, url=url, actor=SYSTEM)


def tell_end(objection: RecordObjection, *, actor: Actor) -> None:
    """Tell who objected and who served how it ended."""
    record = objection.record
    with translation.override(settings.LANGUAGE_CODE):
        words = _day(record) | {"how": objection.get_state_display()}
        text = _("The objection to the service of %(day)s: %(how)s.") % words
    urls = dict.fromkeys(_side(record), reverse("records:detail", args=[record.pk]))
    urls[objection.by_id] = reverse("records:objection", args=[objection.pk])
    for person_id, url in sorted(urls.items()):
        if person_id != actor.person_id:
            people.notify(person_id, key=f"objection-end:{objection.pk}", text=text, url=url, actor=SYSTEM)


def _side(record: ServiceRecord) -> set[int]:
    """The one who served, and who answers for that person."""
    person = record.volunteer.person
    return {person.pk, *person.guardian_ids}


def _day(record: ServiceRecord) -> dict[str, str]:
    return {"day": date_format(clock.local(record.started_at).date(), "DATE_FORMAT")}
