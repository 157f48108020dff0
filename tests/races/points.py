"""Races in the ledger of points: credits, taking back, spending, rules, deductions."""

import datetime as dt

from django.utils import timezone

from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM
from shijian.people.enums import Role
from shijian.points.models import Batch, Credit, Deduction, PointsRule
from shijian.points.operations import appeals, crediting, deductions, rulebook, spending
from shijian.points.queries.balances import Balance, balance_of
from shijian.records.models import ServiceRecord
from tests.conftest import actor_of
from tests.factories.people import AccountFactory, AppointmentFactory
from tests.factories.points import DeductionFactory, PointsRuleFactory, post
from tests.factories.records import ServiceRecordFactory
from tests.racing import RIVALS, Race, race

P = "shijian.points.operations"
LONG_AGO = timezone.now() - dt.timedelta(days=30)


def served(cast, many=3):
    PointsRuleFactory(valid_from=dt.date(2026, 1, 1), cap_month=5)
    volunteer = cast.volunteer.volunteer
    return [ServiceRecordFactory(volunteer=volunteer, recorded_at=LONG_AGO) for _ in range(many)]


def mine(cast):
    return balance_of(cast.volunteer.volunteer.pk)


@race(f"{P}.crediting.credit_waiting")
def services_credited_by_several_workers(cast, county):
    served(cast)
    calls = [lambda: crediting.credit_waiting(actor=SYSTEM, limit=2)] * RIVALS
    return Race(calls, {RIVALS}, lambda: (Credit.objects.count(), mine(cast)), (3, Balance(5, 5)))


@race(f"{P}.crediting.take_back_points")
def voided_services_taken_back_by_several_workers(cast, county):
    served(cast, 2)
    crediting.run()
    facts = {"state": "void", "void_reason": "错", "voided_at": timezone.now()}
    ServiceRecord.objects.update(**facts)
    calls = [lambda: crediting.take_back_points(actor=SYSTEM)] * RIVALS
    return Race(calls, {RIVALS}, lambda: (Batch.objects.count(), mine(cast)), (4, Balance(0, 0)))


@race(f"{P}.crediting.reverse_batch")
def a_batch_taken_back_once(cast, county):
    batch = post(cast.volunteer.volunteer, 5, key="one")
    calls = [lambda: crediting.reverse_batch(batch, reason="错", actor=SYSTEM)] * RIVALS
    return Race(calls, {1}, lambda: mine(cast).spendable, 0)


@race(f"{P}.spending.spend")
def the_last_points_spent_by_several(cast, county):
    post(cast.volunteer.volunteer, 5, key="one")
    facts = {"points": 3, "source": ("gift", 1), "actor": SYSTEM}
    volunteer = cast.volunteer.volunteer
    calls = [lambda n=n: spending.spend(volunteer, key=f"gift:{n}", **facts) for n in range(RIVALS)]
    return Race(calls, {1}, lambda: mine(cast).spendable, 2)


@race(f"{P}.rulebook.draft_rule")
def codes_of_rules(cast, county):
    hours = dict.fromkeys(("elder", "child", "disabled", "hardship", "resident", "public"), 1)
    grades = dict.fromkeys(("mutual", "site", "self", "witnessed", "late", "imported"), 100)
    facts = {
        "title": "办法",
        "document_no": "1号",
        "valid_from": clock.today(),
        "per_hour": hours,
        "percent": grades,
    }
    calls = [lambda: rulebook.draft_rule(actor=actor_of(cast.centre), **facts)] * RIVALS
    return Race(calls, {RIVALS}, lambda: len(set(PointsRule.objects.values_list("code", flat=True))), RIVALS)


@race(f"{P}.rulebook.approve_rule")
def one_rule_a_day(cast, county):
    drafts = [
        PointsRuleFactory(state="draft", approved_at=None, valid_from=clock.today()) for _ in range(RIVALS)
    ]
    actor = actor_of(cast.centre)
    calls = [lambda row=row: rulebook.approve_rule(row, actor=actor) for row in drafts]
    return Race(calls, {1}, PointsRule.objects.approved().count, 1)


def decided(cast, **facts):
    post(cast.volunteer.volunteer, 5, key="one")
    return DeductionFactory(volunteer=cast.volunteer.volunteer, amount=2, state="decided", **facts)


@race(f"{P}.deductions.decide_deduction")
def a_deduction_decided_twice(cast, county):
    row, actor = DeductionFactory(volunteer=cast.volunteer.volunteer), actor_of(cast.centre)
    calls = [lambda: deductions.decide_deduction(row, actor=actor)] * RIVALS
    return Race(calls, {1}, Deduction.objects.filter(state="decided").count, 1)


@race(f"{P}.deductions.carry_out")
def a_deduction_carried_out_once(cast, county):
    row = decided(cast, appeal_until=timezone.now())
    calls = [lambda: deductions.carry_out(row, actor=SYSTEM)] * RIVALS
    return Race(calls, {1}, lambda: mine(cast).spendable, 3)


@race(f"{P}.appeals.appeal_deduction")
def an_appeal_sent_twice(cast, county):
    row = decided(cast, appeal_until=timezone.now() + dt.timedelta(days=3))
    calls = [lambda: appeals.appeal_deduction(row, words="不对", actor=actor_of(cast.volunteer))] * RIVALS
    return Race(calls, {1}, Deduction.objects.filter(state="appealed").count, 1)


@race(f"{P}.appeals.settle_appeal")
def an_appeal_upheld_and_lifted_at_once(cast, county):
    row = decided(cast)
    Deduction.objects.filter(pk=row.pk).update(state="appealed")
    person = AccountFactory(person__unit=county.centre).person
    AppointmentFactory(person=person, unit=county.centre, role=Role.CENTRE)
    calls = [
        lambda n=n: appeals.settle_appeal(row, uphold=n % 2 == 0, answer="如此", actor=actor_of(person))
        for n in range(RIVALS)
    ]
    ended = Deduction.objects.filter(state__in=["upheld", "lifted"])
    return Race(calls, {1}, ended.count, 1)
