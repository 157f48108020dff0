"""What is taken away when a person's account is closed: names in complaints, marks of devices."""

from __future__ import annotations

from shijian.people.enums import Part
from shijian.people.models import Person
from shijian.people.operations import erasing
from shijian.people.operations.erasing import Eraser
from shijian.records.models import Complaint
from shijian.records.operations.device_marks import forget_devices
from shijian.records.queries.kept import kept_of


def attach() -> None:
    """Enter what this app holds, and what it keeps."""
    erasing.ERASERS.append(Eraser(Part.PHONE, _phone))
    erasing.ERASERS.append(Eraser(Part.IDENTITY, _name))
    erasing.ERASERS.append(Eraser(Part.PHONE, forget_devices))
    erasing.KEEPERS.append(kept_of)


def _phone(person: Person) -> int:
    rows = Complaint.objects.of_person(person.pk).filter(over_at__isnull=False)
    return rows.update(phone="")


def _name(person: Person) -> int:
    return Complaint.objects.of_person(person.pk).filter(over_at__isnull=False).update(name="")
