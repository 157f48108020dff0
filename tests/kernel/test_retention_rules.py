"""Every column that a purpose claims goes by exactly one rule or job, or a reason says why it stays."""

from collections import Counter

import pytest
from django.apps import apps
from django.utils import translation

from shijian.kernel import policy, purposes
from shijian.kernel.retention import KEPT, RULES
from shijian.kernel.retention.rules import REST, is_known

CLAIMED = sorted({each.model for each in purposes.HOLDINGS})
SAID = [*RULES.values(), *KEPT]


def _claimed(model):
    return {name for each in purposes.HOLDINGS if each.model == model for name in (*each.fields, *each.inner)}


@pytest.mark.parametrize("model", CLAIMED)
def test_each_claimed_column_is_covered_exactly_once(model):
    said = [each.columns for each in SAID if each.model == model]
    named = Counter(name for columns in said if columns != REST for name in columns)
    rests = sum(columns == REST for columns in said)
    assert [name for name, count in named.items() if count > 1] == []
    left = _claimed(model) - set(named)
    assert (rests, sorted(left)) == ((1, sorted(left)) if left else (0, []))


def test_rules_and_reasons_name_columns_that_are_claimed():
    wrong = {
        (each.model, name)
        for each in SAID
        for name in each.columns
        if each.columns != REST and name not in _claimed(each.model)
    }
    assert wrong == set()
    assert {each.model for each in SAID} <= set(CLAIMED)


def test_every_term_is_a_policy_and_every_job_runs():
    assert {rule.term for rule in RULES.values()} <= set(policy.DEFINITIONS)
    new = [key for key in policy.DEFINITIONS if key.startswith("retention.")]
    terms = {*new, *(rule.term for rule in RULES.values())}
    assert [key for key in terms if not policy.DEFINITIONS[key].basis] == []
    assert [each.job for each in KEPT if each.job and not is_known(each.job)] == []
    assert is_known("retention")
    assert [each.model for each in KEPT if bool(each.why) == bool(each.job)] == []


def test_the_ways_to_persons_lead_to_persons(db):
    person = apps.get_model("people.Person")
    for rule in RULES.values():
        list(rule.due().order_by("pk").values_list("pk", *rule.people)[:1])
        for way in rule.people:
            if way != "pk":
                assert rule.rows().filter(**{f"{way}__in": person.objects.all()}).count() == 0


def test_what_is_said_has_chinese_words():
    texts = [rule.label for rule in RULES.values()] + [each.why for each in KEPT if each.why]
    with translation.override("zh-hans"):
        chinese = [str(text) for text in texts]
    assert [text for text in chinese if text.isascii()] == []
