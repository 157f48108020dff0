"""Reading whole numbers of a person: with a purpose, noted, and only so often in an hour."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.kernel import audit, clock, policy
from shijian.kernel.actor import Actor
from shijian.kernel.errors import OutOfReach, ShijianError
from shijian.kernel.models import AuditEntry
from shijian.kernel.operation import hold, operation
from shijian.people import privacy_policies as policies
from shijian.people import rules
from shijian.people.models import Person
from shijian.people.operations.messages import notify
from shijian.people.queries import resets

UNMASK, FIELDS = "person.unmask", ("phone", "document_number")


class TooManyLooks(ShijianError):
    """The officer has read so many whole numbers in the last hour that it must be looked into."""

    code = "too-many-looks"
    status = 429
    message = gettext_lazy(
        "You have opened as many whole numbers as one officer may in an hour. The security administrator has been "
        "told. Go on later, or ask him when you need more today."
    )


def look_closely(person: Person, *, purpose: str, actor: Actor, note: str = "") -> Person:
    """Note that the actor reads the whole phone and document number, and for what (`audit.LookPurpose`).

    Raises `OutOfReach`, `Invalid`, and `TooManyLooks` past the policy `privacy.unmask_per_hour`. The refusal is
    kept with its message to the security administrators: call this outside of other transactions.
    """
    if not note_look(person, purpose=purpose, note=note, actor=actor):
        raise TooManyLooks
    return person


@operation
def note_look(person: Person, *, purpose: str, note: str, actor: Actor) -> bool:
    """Write the look, or that it was refused and tell those who watch; says whether the actor may read."""
    if not rules.can_see(actor, person):
        raise OutOfReach
    note = audit.checked_note(purpose, note)
    hold(f"unmask:{actor.person_id}")
    if _looks(actor) < policy.get(policies.UNMASK_PER_HOUR):
        about: dict[str, Any] = {"purpose": purpose, "note": note, "for_person_id": person.pk}
        audit.look(person, actor=actor, action=UNMASK, fields=FIELDS, **about)
        return True
    kept: dict[str, Any] = {"purpose_kind": purpose, "purpose": note, "for_person_id": person.pk}
    audit.record(UNMASK, person, actor=actor, success=False, **kept)
    _tell(actor)
    return False


def _looks(actor: Actor) -> int:
    """How many looks of the last hour were granted to the actor."""
    since = clock.now() - dt.timedelta(hours=1)
    rows = AuditEntry.objects.filter(actor_person_id=actor.person_id, action=UNMASK, success=True)
    return rows.filter(at__gt=since).count()


def _tell(actor: Actor) -> None:
    officer = Person.objects.filter(pk=actor.person_id or 0).first()
    if officer is None:
        return
    with translation.override(settings.LANGUAGE_CODE):
        text = _("%(name)s has opened more whole numbers in an hour than one officer may. Please look why.")
    key = f"unmask:{officer.pk}:{clock.local(clock.now()):%Y%m%d%H}"
    url = reverse("people:detail", args=[officer.pk])
    for person_id in resets.keepers_of(officer):
        notify(person_id, key=key, text=text % {"name": officer.name}, url=url, actor=actor)
