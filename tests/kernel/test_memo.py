"""What an operation asks once: the policies of a day, until it ends."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shijian.kernel import memo, policy
from shijian.kernel.actor import SYSTEM
from shijian.kernel.models import PolicyValue
from shijian.kernel.operation import operation

KEYS = ("activity.check_in_early_minutes", "activity.check_out_late_minutes")


def decide(key, value, day=dt.date(2026, 1, 1)):
    return PolicyValue.objects.create(key=key, value=value, valid_from=day, document_no="县文〔2026〕1号")


@operation
def ask(*, actor):
    return [policy.get(key) for key in (*KEYS, *KEYS)]


@operation
def decide_between(*, actor):
    before = policy.get(KEYS[0])
    policy.set_value(KEYS[0], 7, actor=actor, valid_from=dt.date(2026, 1, 1), document_no="县文〔2026〕2号")
    return before, policy.get(KEYS[0])


def test_an_operation_reads_the_policies_once(db):
    defaults = [policy.DEFINITIONS[key].default for key in KEYS]
    with CaptureQueriesContext(connection) as queries:
        assert ask(actor=SYSTEM) == defaults * 2
    assert sum("kernel_policyvalue" in each["sql"] for each in queries.captured_queries) == 1


def test_the_next_operation_reads_anew(db):
    ask(actor=SYSTEM)
    decide(KEYS[0], 45)
    assert ask(actor=SYSTEM)[0] == 45


def test_what_is_decided_holds_at_once(db):
    decide(KEYS[0], 45)
    assert decide_between(actor=SYSTEM) == (45, 7)


def test_each_day_has_its_own_values(db):
    decide(KEYS[0], 20, dt.date(2025, 1, 1))
    decide(KEYS[0], 45, dt.date(2026, 1, 1))
    with memo.scope():
        days = (dt.date(2025, 6, 1), dt.date(2026, 6, 1), dt.date(2025, 6, 1))
        assert [policy.get(KEYS[0], on=day) for day in days] == [20, 45, 20]


def test_nothing_is_kept_outside_of_an_operation(db):
    assert policy.get(KEYS[0]) == policy.DEFINITIONS[KEYS[0]].default
    decide(KEYS[0], 45)
    assert policy.get(KEYS[0]) == 45


def test_what_fails_leaves_nothing_kept(db):
    with pytest.raises(ZeroDivisionError), memo.scope():
        memo.remembered("x", lambda: 1)
        raise ZeroDivisionError
    assert memo.remembered("x", lambda: 2) == 2
