"""What happens to volunteers when two entries of one person are merged."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shijian.kernel import audit
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict
from shijian.people.models import Person
from shijian.volunteers.models import Volunteer
from shijian.volunteers.operations.finding import index_volunteers


def merge_volunteers(old: Person, kept: Person, actor: Actor) -> dict[str, int]:
    """Hand the register entry over to the person that is kept. Raises `Conflict` when both are volunteers."""
    volunteer = Volunteer.objects.select_for_update(of=("self",)).filter(person=old).first()
    if volunteer is None:
        return {"volunteers": 0}
    if Volunteer.objects.filter(person=kept).exists():
        raise Conflict(_("Both entries are volunteers; let one of them leave the register by hand first."))
    volunteer.person = kept
    volunteer.save(update_fields=["person"])
    index_volunteers([volunteer])
    audit.record("volunteer.merge", volunteer, actor=actor, changes={"person": [old.pk, kept.pk]})
    return {"volunteers": 1}
