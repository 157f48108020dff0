"""Keep by which device somebody checked in or out; within the operations of orders and activities, never alone."""

from __future__ import annotations

from shijian.kernel import clock, crypto
from shijian.kernel.actor import Actor
from shijian.people.models import Person
from shijian.records.enums import DeviceStep
from shijian.records.models import DEVICE, DeviceMark
from shijian.units.models import Unit


def keep_device(
    mark: str, person_id: int, unit: Unit, *, source_kind: str, source_id: int, step: DeviceStep
) -> None:
    """Note the fingerprint of the mark; nothing for "". In the caller's transaction, which has checked the actor.

    What is under an earlier key is brought under the present one, so that a new key cuts no device in two.
    """
    if not mark:
        return
    index, *earlier = crypto.blind_indexes(mark, DEVICE)
    if earlier:
        DeviceMark.objects.filter(device_index__in=earlier).update(device_index=index)
    DeviceMark.objects.get_or_create(
        source_kind=source_kind, source_id=source_id, step=step,
        defaults={"person_id": person_id, "unit": unit, "device_index": index, "at": clock.now()},
    )  # fmt: skip


def forget_devices(person: Person) -> int:
    """Take away every mark of somebody; gives how many. For erasers, whose caller has checked the actor."""
    return DeviceMark.objects.filter(person=person).delete()[0]


def move_devices(old: Person, kept: Person, _actor: Actor) -> dict[str, int]:
    """When two entries of one person become one, the marks follow. In the caller's transaction."""
    return {"device_marks": DeviceMark.objects.filter(person=old).update(person=kept)}
