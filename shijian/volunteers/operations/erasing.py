"""What the register takes away when a person's data is deleted or his account closed."""

from __future__ import annotations

from shijian.kernel import search
from shijian.kernel.actor import SYSTEM, Actor
from shijian.people.enums import Part
from shijian.people.models import Person
from shijian.people.operations import erasing
from shijian.people.operations.erasing import Eraser
from shijian.volunteers.flow import PRESENT
from shijian.volunteers.models import ImportRow, JoinRequest, Volunteer, VolunteerSkill
from shijian.volunteers.operations.finding import VOLUNTEER, index_volunteers
from shijian.volunteers.operations.states import leave_register

BY_CHOICE = {
    "employer": "",
    "occupation": "",
    "education": "",
    "political_status": "",
    "backgrounds": [],
    "languages": [],
}


def attach() -> None:
    """Enter what this app holds."""
    erasing.ERASERS.extend(
        [
            Eraser(Part.PROFILE, _profile),
            Eraser(Part.PHONE, _guardian_phone),
            Eraser(Part.IDENTITY, _identity),
        ]
    )
    erasing.CLOSERS.append(leave)
    erasing.NEEDS.append(_is_volunteer)


def leave(person: Person, actor: Actor) -> None:
    """End the service of somebody whose account is closed: the closure decides it, so no further rule is asked."""
    volunteer = Volunteer.objects.filter(person=person).first()
    if volunteer is None:
        return
    if volunteer.state in PRESENT:
        leave_register(volunteer, actor=SYSTEM)
    search.remove(VOLUNTEER, volunteer.pk)


def _is_volunteer(person: Person) -> bool:
    return Volunteer.objects.filter(person=person, state__in=PRESENT).exists()


def _profile(person: Person) -> int:
    volunteer = Volunteer.objects.select_related("person").filter(person=person).first()
    if volunteer is None:
        return 0
    for name, value in BY_CHOICE.items():
        setattr(volunteer, name, value)
    volunteer.save(update_fields=list(BY_CHOICE))
    if volunteer.state in PRESENT:
        index_volunteers([volunteer])
    return 1


def _guardian_phone(person: Person) -> int:
    return Volunteer.objects.filter(person=person).update(guardian_phone="")


def _identity(person: Person) -> int:
    volunteers = Volunteer.objects.filter(person=person)
    for volunteer in volunteers:
        search.remove(VOLUNTEER, volunteer.pk)
    VolunteerSkill.objects.filter(volunteer__person=person).update(licence_no="")
    JoinRequest.objects.filter(volunteer__person=person).update(words="")
    rows = ImportRow.objects.filter(person=person).update(name="")
    return rows + volunteers.update(guardian_name="", guardian_phone="")
