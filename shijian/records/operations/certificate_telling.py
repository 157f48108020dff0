"""Messages about certificates of service: what waits, to the officers; what became of it, to those concerned."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shijian.kernel.actor import SYSTEM, Actor
from shijian.people import operations as people
from shijian.people.enums import Role
from shijian.records.models import CertificateRequest
from shijian.records.queries import lines

CHECKING, APPROVING = (Role.STATION, *lines.DECIDERS), lines.DECIDERS


def tell_unit(request: CertificateRequest, *, key: str) -> None:
    """Tell the officers of the nearest unit who may do the next step that it waits for them."""
    with translation.override(settings.LANGUAGE_CODE):
        text = _("A certificate of service waits for you: %(state)s.") % _state(request)
    for person_id in sorted(_next_ones(request)):
        _notify(person_id, request, key, text)


def _next_ones(request: CertificateRequest) -> frozenset[int]:
    """The officers of the nearest unit that has one without a part in it."""
    person = request.volunteer.person
    parts: set[int | None] = {person.pk, *person.guardian_ids}
    if request.handled_by_id is not None:
        parts |= {request.handled_by_id, request.asked_by_id}
    roles = CHECKING if request.handled_by_id is None else APPROVING
    return lines.nearest(request.unit_path, parts, roles)


def tell_end(request: CertificateRequest, *, key: str, actor: Actor) -> None:
    """Tell who asked, the volunteer and who answers for him where the wish or its certificate stands."""
    with translation.override(settings.LANGUAGE_CODE):
        words = {"unit": request.unit.name} | _state(request)
        text = _("Your certificate of service from %(unit)s: %(state)s.") % words
    person = request.volunteer.person
    for person_id in sorted({person.pk, *person.guardian_ids, request.asked_by_id} - {actor.person_id}):
        _notify(person_id, request, key, text)


def _state(request: CertificateRequest) -> dict[str, str]:
    return {"state": request.get_state_display()}


def _notify(person_id: int, request: CertificateRequest, key: str, text: str) -> None:
    url = reverse("records:certificate-request", args=[request.pk])
    people.notify(person_id, key=f"certificate-request:{request.pk}:{key}", text=text, url=url, actor=SYSTEM)
