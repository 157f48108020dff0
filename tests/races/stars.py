"""Races for stars: one wish, one check, one decision, one objection, one bar; and for targets of units."""

from shijian.assessment import operations as targets
from shijian.assessment.models import Target
from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM
from shijian.kernel.models import AuditEntry
from shijian.records.models import Star, StarBar, StarObjection
from shijian.records.operations import star_doubts, stars
from tests.conftest import actor_of
from tests.factories.assessment import TargetFactory
from tests.factories.records import ServiceRecordFactory, StarFactory
from tests.racing import RIVALS, Race, race

R = "shijian.records.operations"


def ready(cast, **facts):
    cast.volunteer.birth_date = "1980-01-01"
    cast.volunteer.save()
    ServiceRecordFactory(volunteer=cast.volunteer.volunteer, minutes=6000)
    return cast.volunteer.volunteer


@race(f"{R}.stars.apply_for_star", f"{R}.stars.propose_star")
def one_wish_for_a_star(cast, county):
    volunteer, actor = ready(cast), actor_of(cast.volunteer)
    calls = [lambda: stars.apply_for_star(volunteer, actor=actor)] * (RIVALS - 1)
    calls.append(lambda: stars.propose_star(volunteer, actor=SYSTEM))
    # The clock that comes second finds nothing to propose, which is no failure.
    return Race(calls, {1, 2}, Star.objects.count, 1)


@race(f"{R}.stars.check_star", f"{R}.stars.decide_star")
def the_one_check_of_a_star(cast, county):
    star, actor = StarFactory(volunteer=ready(cast)), actor_of(cast.hub)
    calls = [lambda: stars.check_star(star, actor=actor)] * RIVALS
    return Race(calls, {1}, AuditEntry.objects.filter(action="star.check").count, 1)


@race(f"{R}.star_doubts.object_to_star")
def one_objection_of_one_person_to_a_star(cast, county):
    day = {"state": "public", "public_until": "2099-01-01", "decided_by": cast.centre}
    star, actor = StarFactory(volunteer=ready(cast), **day), actor_of(cast.resident)
    calls = [lambda: star_doubts.object_to_star(star, words="时长不对", actor=actor)] * RIVALS
    return Race(calls, {1}, StarObjection.objects.count, 1)


@race(f"{R}.star_doubts.bar_stars")
def one_bar_of_one_record(cast, county):
    volunteer, actor = cast.volunteer.volunteer, actor_of(cast.hub)
    facts = {"state": "void", "void_reason": "没有这次服务", "voided_at": "2026-03-03T00:00:00Z"}
    record = ServiceRecordFactory(volunteer=volunteer, **facts)
    calls = [lambda: star_doubts.bar_stars(volunteer, record=record, reason="虚报", actor=actor)] * RIVALS
    return Race(calls, {1}, StarBar.objects.count, 1)


@race(f"{R}.star_doubts.appeal_star", f"{R}.star_doubts.appeal_bar")
def one_appeal_against_the_loss_of_a_star(cast, county):
    star = StarFactory(volunteer=ready(cast), granted=True, state="withdrawn")
    actor = actor_of(cast.volunteer)
    calls = [lambda: star_doubts.appeal_star(star, words="不是虚报", actor=actor)] * RIVALS
    return Race(calls, {1}, StarObjection.objects.filter(appeal=True).count, 1)


@race("shijian.assessment.operations.set_target")
def one_target_of_a_unit_and_year(cast, county):
    facts = {"year": clock.today().year, "measure": "hours", "number": 9, "document_no": "夏文明〔2026〕2号"}
    calls = [lambda: targets.set_target(county.station, actor=actor_of(cast.hub), **facts)] * RIVALS
    return Race(calls, {1}, Target.objects.count, 1)


@race("shijian.assessment.operations.approve_target")
def the_one_approval_of_a_target(cast, county):
    TargetFactory(unit=county.station, approved=True)
    row, actor = TargetFactory(unit=county.station), actor_of(cast.hub)
    calls = [lambda: targets.approve_target(row, actor=actor)] * RIVALS
    return Race(calls, {1}, Target.objects.filter(state="approved").count, 1)
