"""Rules: drafted by one, approved by another, never changed; the dry run writes nothing."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from shijian.kernel import audit, clock
from shijian.kernel.duties import OwnEntry
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, WrongState
from shijian.points.models import Batch, Credit, PointsRule
from shijian.points.operations import rulebook
from shijian.points.queries.dry_run import dry_run, last_quarter
from shijian.records.enums import Recipient
from tests.conftest import actor_of
from tests.factories.points import GRADES, PointsRuleFactory

pytestmark = pytest.mark.django_db
HOURS = dict.fromkeys(Recipient.values, 1)


def draft(actor, **facts):
    usual = {
        "title": "积分管理办法", "document_no": "夏文明办〔2026〕9号", "valid_from": clock.today(),
        "per_hour": HOURS, "percent": GRADES,
    }  # fmt: skip
    return rulebook.draft_rule(actor=actor, **usual | facts)


def test_a_second_person_approves(cast):
    one, two = actor_of(cast.centre), actor_of(cast.centre2)
    rule = draft(one)
    assert rule.code == f"{clock.today().year}-1"
    with pytest.raises(OwnEntry):
        rulebook.approve_rule(rule, actor=one)
    assert rulebook.approve_rule(rule, actor=two).state == "approved"
    with pytest.raises(WrongState):
        rulebook.drop_rule(rule, actor=two)
    with pytest.raises(Conflict):
        rulebook.approve_rule(draft(one), actor=two)


@pytest.mark.parametrize("role", ["hub", "station", "overseer", "resident", "stranger"])
def test_only_the_centre_writes_rules(cast, role):
    with pytest.raises(NotAllowed):
        draft(actor_of(getattr(cast, role)))
    rule = draft(actor_of(cast.centre))
    for deed in (rulebook.approve_rule, rulebook.drop_rule):
        with pytest.raises(NotAllowed):
            deed(rule, actor=actor_of(getattr(cast, role)))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"valid_from": dt.date(2020, 1, 1)}, "valid_from"),
        ({"title": " "}, "title"),
        ({"document_no": ""}, "document_no"),
        ({"per_hour": {"elder": 1}}, "per_hour"),
        ({"percent": GRADES | {"self": 101}}, "percent"),
        ({"cap_day": -1}, "cap_day"),
    ],
)
def test_a_draft_is_whole(cast, change, field):
    with pytest.raises(Invalid) as caught:
        draft(actor_of(cast.centre), **change)
    assert set(caught.value.fields) == {field}


def test_rules_never_reach_back(cast):
    rule = PointsRuleFactory(state="draft", approved_at=None, valid_from=clock.today() - dt.timedelta(days=1))
    with pytest.raises(Invalid):
        rulebook.approve_rule(rule, actor=actor_of(cast.centre))


def test_the_database_keeps_rules_as_they_are(cast):
    rule = draft(actor_of(cast.centre))
    for facts in ({"per_event": 9}, {"per_hour": {}}):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            PointsRule.objects.filter(pk=rule.pk).update(**facts)
    rulebook.approve_rule(rule, actor=actor_of(cast.centre2))
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        PointsRule.objects.filter(pk=rule.pk).update(state="dropped")
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        PointsRule.objects.filter(pk=rule.pk).delete()


def test_without_its_audit_row_no_rule_is_approved(cast, monkeypatch):
    rule = draft(actor_of(cast.centre))

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError):
        rulebook.approve_rule(rule, actor=actor_of(cast.centre2))
    rule.refresh_from_db()
    assert rule.state == "draft"


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (dt.date(2026, 1, 1), dt.date(2025, 10, 1), dt.date(2025, 12, 31)),
        (dt.date(2026, 11, 26), dt.date(2026, 7, 1), dt.date(2026, 9, 30)),
        (dt.date(2026, 6, 30), dt.date(2026, 1, 1), dt.date(2026, 3, 31)),
    ],
)
def test_the_quarter_before(today, first, last):
    assert last_quarter(today) == (first, last)


def test_the_dry_run_tells_totals_and_writes_nothing(cast, county, served):
    first, last = last_quarter()
    begin = dt.datetime.combine(first, dt.time(9), clock.ZONE)
    hours = dt.timedelta(hours=3)
    served(started_at=begin, ended_at=begin + hours, minutes=180)
    served(started_at=begin + hours, minutes=180, grade="late")
    served(started_at=begin, minutes=60, volunteer=cast.leader.volunteer, unit=county.station2)
    served(started_at=begin - dt.timedelta(days=1), minutes=600)
    rule = draft(actor_of(cast.centre), cap_day=4)
    outcome = dry_run(rule)
    assert (outcome.first, outcome.last) == (first, last)
    assert (outcome.points, outcome.cut, outcome.services, outcome.given) == (5, 0, 3, 0)
    assert len(outcome.people) == 2
    assert [points for _label, points in outcome.by_grade] == [4, 1]
    assert outcome.by_unit == [(county.station.name, 4), (county.station2.name, 1)]
    assert dry_run(draft(actor_of(cast.centre), cap_day=3)).cut == 1
    assert (Credit.objects.count(), Batch.objects.count()) == (0, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_everybody_reads_what_was_approved(cast, login, django_assert_num_queries, count):
    rules = [PointsRuleFactory(valid_from=dt.date(2026, 1, 1 + n)) for n in range(count)]
    hidden = draft(actor_of(cast.centre))
    client = login(cast.resident)
    with django_assert_num_queries(6):
        page = client.get("/points/rules/")
    assert [row.pk for row in page.context["page"].items] == [rule.pk for rule in reversed(rules)]
    assert client.get(f"/points/rules/{hidden.code}/").status_code == 404
    assert client.get("/points/rules/new/").status_code == 404
    shown = client.get(f"/points/rules/{rules[0].code}/").content.decode()
    assert "夏文明办〔2026〕3号" in shown
    assert "上个季度" not in shown


def test_the_centre_drafts_tries_and_approves_on_pages(cast, login):
    client = login(cast.centre)
    form = client.get("/points/rules/new/").context["form"]
    data = {name: field.initial for name, field in form.fields.items() if field.initial is not None}
    data |= {"title": "新办法", "document_no": "9号", "valid_from": clock.today().isoformat()}
    assert client.post("/points/rules/new/", data | {"title": ""}).status_code == 200
    assert client.post("/points/rules/new/", data).status_code == 302
    rule = PointsRule.objects.get()
    page = client.get(f"/points/rules/{rule.code}/").content.decode()
    assert "没有参与起草的另一个人批准" in page
    assert "上个季度" in page
    assert client.post(f"/points/rules/{rule.code}/do/approve/").status_code == 403
    second = login(cast.centre2)
    assert f"/points/rules/{rule.code}/" in second.get("/todo/").content.decode()
    assert second.post(f"/points/rules/{rule.code}/do/approve/").status_code == 302
    rule.refresh_from_db()
    assert rule.approved_by == cast.centre2
