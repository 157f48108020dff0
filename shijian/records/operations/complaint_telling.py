"""Messages about complaints: officers learn that one waits, whoever complained learns what became of it."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shijian.kernel import crypto
from shijian.kernel.actor import SYSTEM, Actor
from shijian.people import operations as people
from shijian.records.models import Complaint
from shijian.records.queries.subjects import officers_of


def tell_handlers(complaint: Complaint, *, key: str, actor: Actor) -> None:
    """Tell the officers of the handling unit, never those who are meant or who complained."""
    meant = set(complaint.against.values_list("pk", flat=True)) - (
        set(officers_of(complaint.handler_id)) if complaint.outside else set()
    )
    with translation.override(settings.LANGUAGE_CODE):
        text = _("A complaint waits for you: %(number)s") % {"number": complaint.number}
    url = reverse("records:complaint-desk", args=[complaint.pk])
    for person_id in sorted(officers_of(complaint.handler_id) - meant - {actor.person_id}):
        if not complaint.is_by(person_id):
            people.notify(
                person_id, key=f"complaint:{complaint.pk}:{key}", text=text, url=url, actor=unnamed(actor)
            )


def tell_late(complaint: Complaint, *, actor: Actor) -> None:
    """Remind the one who looks into it, or the officers of the handling unit as long as nobody does."""
    if complaint.handled_by_id is None:
        tell_handlers(complaint, key=_late(complaint), actor=actor)
        return
    with translation.override(settings.LANGUAGE_CODE):
        text = _("The complaint %(number)s is late. Please answer it or give it to the level above.") % {
            "number": complaint.number
        }
    url = reverse("records:complaint-desk", args=[complaint.pk])
    people.notify(
        complaint.handled_by_id, key=_late(complaint) + f":{complaint.pk}", text=text, url=url, actor=actor
    )


def _late(complaint: Complaint) -> str:
    return f"late:{complaint.due_at:%Y%m%d%H%M}"


def tell_complainant(complaint: Complaint, *, key: str, actor: Actor) -> None:
    """Tell whoever complained with an account; neither key nor address of the message names the complaint."""
    if not complaint.who:
        return
    with translation.override(settings.LANGUAGE_CODE):
        text = _("There is news of what you complained about.")
    secret = crypto.blind_index(f"{complaint.pk}:{key}:{complaint.reopened_at}", "complaint.message")
    people.notify(
        int(complaint.who), key=f"news:{secret}", text=text, url=reverse("records:complaints"), actor=actor
    )


def unnamed(actor: Actor) -> Actor:
    """Whoever complains does not stand on the message to the office."""
    return actor if actor.is_staff else SYSTEM
