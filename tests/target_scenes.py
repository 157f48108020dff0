"""Targets for the tests of duties: the hub officer set it, the centre officer is the second person."""

from shijian.assessment import operations
from tests.factories.assessment import TargetFactory


def approve_target(cast, county):
    row = TargetFactory(unit=county.station, proposed_by=cast.hub)
    return lambda a: operations.approve_target(row, actor=a)


def refuse_target(cast, county):
    row = TargetFactory(unit=county.station, proposed_by=cast.hub)
    return lambda a: operations.refuse_target(row, actor=a)


SCENES = {"target.approve": approve_target, "target.refuse": refuse_target}
