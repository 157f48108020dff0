"""Ceremonies: what is celebrated, who has which part, the order of events, the guests."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from shijian.activities.enums import Answer, CeremonyKind
from shijian.activities.models import Activity, Ceremony, CeremonyPart, CeremonyPoint, Guest
from shijian.activities.operations.prepare import opened
from shijian.kernel import audit
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid
from shijian.kernel.operation import lock, operation
from shijian.people.models import Person


@operation
def set_up_ceremony(activity: Activity, *, kind: str, customs: str, actor: Actor) -> Ceremony:
    """Make the activity a ceremony, or change what is celebrated. Raises `Invalid`, `NotAllowed`, `OutOfReach`."""
    activity = opened(activity, actor)
    if kind not in CeremonyKind.values:
        raise Invalid(fields={"kind": _("Choose what is celebrated.")})
    facts = {"kind": kind, "customs": customs.strip()[:1000]}
    ceremony, _made = Ceremony.objects.update_or_create(activity=activity, defaults=facts)
    audit.record("ceremony.set-up", ceremony, actor=actor, changes={"kind": [None, kind]})
    return ceremony


@operation
def add_part(
    ceremony: Ceremony, *, role: str, actor: Actor, person: Person | None = None, name: str = ""
) -> CeremonyPart:
    """Give somebody a part: a person of the register, or a name. Raises `Invalid`."""
    ceremony = _locked(ceremony, actor)
    if not role.strip():
        raise Invalid(fields={"role": _("Say which part, for example host or witness.")})
    if person is None and not name.strip():
        raise Invalid(fields={"name": _("Say who does it.")})
    part = CeremonyPart.objects.create(
        ceremony=ceremony, role=role.strip()[:30], person=person, name=name.strip()[:40] or None,
        position=ceremony.parts.count(),
    )  # fmt: skip
    audit.record("ceremony.part", part, actor=actor, for_person_id=person.pk if person else None)
    return part


@operation
def drop_part(part: CeremonyPart, *, actor: Actor) -> None:
    """Take a part away."""
    _locked(part.ceremony, actor)
    audit.record("ceremony.part-drop", part, actor=actor, for_person_id=part.person_id)
    part.delete()


@operation
def set_points(ceremony: Ceremony, *, points: Sequence[tuple[str, int]], actor: Actor) -> list[CeremonyPoint]:
    """Write the order of events anew: what happens, and for how many minutes. Raises `Invalid` with the line."""
    ceremony = _locked(ceremony, actor)
    for number, (what, minutes) in enumerate(points, 1):
        if not what.strip() or not 1 <= minutes <= 600:
            words = _("Line %(number)s: say what happens, and from 1 to 600 minutes.") % {"number": number}
            raise Invalid(fields={"points": words})
    ceremony.points.all().delete()
    made = [
        CeremonyPoint.objects.create(ceremony=ceremony, what=what.strip()[:80], minutes=minutes, position=at)
        for at, (what, minutes) in enumerate(points)
    ]
    audit.record("ceremony.points", ceremony, actor=actor, changes={"points": [None, len(made)]})
    return made


@operation
def invite_guest(ceremony: Ceremony, *, name: str, people: int, actor: Actor) -> Guest:
    """Put a guest on the list. Raises `Invalid`."""
    ceremony = _locked(ceremony, actor)
    if not name.strip() or not 1 <= people <= 50:
        raise Invalid(fields={"name": _("Say the name, and from 1 to 50 people.")})
    guest = Guest.objects.create(
        ceremony=ceremony, name=name.strip()[:40], people=people, made_by_id=actor.person_id
    )
    audit.record("ceremony.guest", guest, actor=actor)
    return guest


@operation
def note_guest(guest: Guest, *, answer: str, actor: Actor, came: int | None = None) -> Guest:
    """Note what a guest answered, and how many came. Raises `Invalid`."""
    _locked(guest.ceremony, actor)
    guest = lock(Guest.objects.all(), pk=guest.pk)
    if answer not in Answer.values or (came is not None and not 0 <= came <= 500):
        raise Invalid(fields={"answer": _("Choose an answer.")})
    old, guest.answer, guest.came = guest.answer, answer, came
    guest.save(update_fields=["answer", "came"])
    audit.record("ceremony.guest-note", guest, actor=actor, changes={"answer": [old, answer]})
    return guest


def _locked(ceremony: Ceremony, actor: Actor) -> Ceremony:
    found = lock(Ceremony.objects.select_related("activity"), pk=ceremony.pk)
    opened(found.activity, actor)
    return found
