"""How a person wants the pages."""

from __future__ import annotations

from shijian.kernel.actor import Actor
from shijian.kernel.display import Display
from shijian.kernel.errors import OutOfReach
from shijian.kernel.operation import lock, operation
from shijian.people.models import DisplayChoice, Person


@operation
def set_display(person: Person, *, choice: Display, actor: Actor) -> DisplayChoice:
    """Remember how `person` wants the pages; everybody chooses for himself. A taste is not audited.

    Raises `OutOfReach` for another person.
    """
    if actor.person_id != person.pk:
        raise OutOfReach
    lock(Person.objects.all(), pk=person.pk)
    values = {name: getattr(choice, name) for name in ("edition", "size", "theme", "language")}
    return DisplayChoice.objects.update_or_create(person=person, defaults=values)[0]
