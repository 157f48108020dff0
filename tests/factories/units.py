"""Units: `UnitFactory(parent=...)` takes the next path below the parent."""

import factory
from factory.django import DjangoModelFactory

from shijian.kernel import paths
from shijian.units.enums import CodeKind, OfficeKind, UnitKind
from shijian.units.models import Office, Unit, UnitCode, UnitLevel, UnitName


def next_path(parent):
    siblings = Unit.objects.filter(parent=parent).order_by("-path").values_list("path", flat=True)
    last = siblings.first()
    number = int(last[-paths.WIDTH :], 36) + 1 if last else 0
    if parent is not None:
        Unit.objects.filter(pk=parent.pk).update(next_child=number + 1)
        parent.next_child = number + 1
    return (parent.path if parent else "") + paths.segment(number)


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    parent = None
    kind = UnitKind.STATION
    name = factory.Sequence("单位{}".format)
    path = factory.LazyAttribute(lambda o: next_path(o.parent))


class UnitLevelFactory(DjangoModelFactory):
    class Meta:
        model = UnitLevel
        django_get_or_create = ("kind",)

    kind = UnitKind.STATION
    name = "站"
    suffix = "新时代文明实践站"
    rank = 3


class UnitCodeFactory(DjangoModelFactory):
    class Meta:
        model = UnitCode

    unit = factory.SubFactory(UnitFactory)
    kind = CodeKind.STATISTICAL
    code = factory.Sequence("6230271{:05d}".format)
    valid_from = factory.Faker("date_object")


class UnitNameFactory(DjangoModelFactory):
    class Meta:
        model = UnitName

    unit = factory.SubFactory(UnitFactory)
    name = factory.Sequence("旧名{}".format)
    valid_from = factory.Faker("date_object")


class OfficeFactory(DjangoModelFactory):
    class Meta:
        model = Office

    unit = factory.SubFactory(UnitFactory)
    kind = OfficeKind.OFFICE
    name = factory.Sequence("办公室{}".format)
