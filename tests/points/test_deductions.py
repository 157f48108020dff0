"""Deductions: only by decision with evidence, told, open to appeal, decided by three people; never for refusing."""

import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from shijian.kernel import audit
from shijian.kernel.actor import SYSTEM
from shijian.kernel.duties import OwnEntry
from shijian.kernel.errors import Invalid, NotAllowed, WrongState
from shijian.people.models import Message
from shijian.points.enums import Ground
from shijian.points.models import Batch, Deduction
from shijian.points.operations import appeals, deductions
from shijian.points.queries.balances import Balance, balance_of
from tests.conftest import actor_of
from tests.factories.points import DeductionFactory

pytestmark = pytest.mark.django_db
FACTS = {"ground": "faked", "amount": 2, "facts": "没有到场", "evidence": "档案盒 7"}


@pytest.fixture
def rich(cast, rule, served, credit):
    served(minutes=300)
    credit()
    return cast.volunteer.volunteer


def proposed(cast, volunteer, **facts):
    return deductions.propose_deduction(volunteer, actor=actor_of(cast.hub), **FACTS | facts)


def decided(cast, volunteer, **facts):
    return deductions.decide_deduction(proposed(cast, volunteer, **facts), actor=actor_of(cast.centre))


def test_to_refuse_a_task_can_never_be_a_ground(cast, rich):
    assert set(Ground.values) == {"faked", "doubled", "traded"}
    for ground in ("refused", "refusal", "absent", ""):
        with pytest.raises(Invalid) as caught:
            proposed(cast, rich, ground=ground)
        assert "ground" in caught.value.fields
    with pytest.raises(DatabaseError), transaction.atomic():
        DeductionFactory(ground="refused")


@pytest.mark.parametrize("field", ["facts", "evidence"])
def test_nothing_without_facts_and_evidence(cast, rich, field):
    with pytest.raises(Invalid) as caught:
        proposed(cast, rich, **{field: " "})
    assert set(caught.value.fields) == {field}


def test_a_decision_is_told_and_nothing_moves_before_the_time_is_over(cast, rich):
    row = proposed(cast, rich)
    with pytest.raises(OwnEntry):
        deductions.decide_deduction(row, actor=actor_of(cast.hub))
    row = deductions.decide_deduction(row, actor=actor_of(cast.centre))
    message = Message.objects.get(person=cast.volunteer)
    assert message.text.startswith("拟扣除 2 分：没有真的去服务。")
    assert (deductions.sweep(), balance_of(rich.pk)) == (0, Balance(5, 5))
    with pytest.raises(WrongState):
        deductions.carry_out(row, actor=SYSTEM)
    with time_machine.travel(row.appeal_until, tick=False):
        assert [deductions.sweep(), deductions.sweep()] == [1, 0]
    assert balance_of(rich.pk) == Balance(3, 5)


def test_a_third_person_decides_on_an_appeal(cast, rich):
    row = appeals.appeal_deduction(decided(cast, rich), words="我到场了", actor=actor_of(cast.volunteer))
    with connection.cursor() as cursor:
        cursor.execute("SELECT appeal, facts FROM points_deduction")
        assert "到场" not in str(cursor.fetchall())
    with time_machine.travel(row.appeal_until + dt.timedelta(days=1)):
        assert deductions.sweep() == 0
    for near in (cast.hub, cast.centre, cast.volunteer):
        with pytest.raises((OwnEntry, NotAllowed)):
            appeals.settle_appeal(row, uphold=True, answer="维持", actor=actor_of(near))
    with pytest.raises(Invalid):
        appeals.settle_appeal(row, uphold=False, answer=" ", actor=actor_of(cast.centre2))
    row = appeals.settle_appeal(row, uphold=False, answer="有照片为证", actor=actor_of(cast.centre2))
    assert (row.state, balance_of(rich.pk)) == ("lifted", Balance(5, 5))
    assert "申诉成立" in Message.objects.filter(person=cast.volunteer).latest("id").text


def test_an_upheld_deduction_takes_at_most_what_is_there(cast, rich):
    row = decided(cast, rich, amount=50)
    appeals.appeal_deduction(row, words="不对", actor=actor_of(cast.volunteer))
    row = appeals.settle_appeal(row, uphold=True, answer="查实", actor=actor_of(cast.centre2))
    assert (row.state, balance_of(rich.pk)) == ("upheld", Balance(0, 5))
    assert row.batch.source_kind == "deduction"


def test_a_deduction_of_whoever_has_nothing_ends_without_a_batch(cast):
    row = DeductionFactory(state="decided", appeal_until=timezone.now())
    assert deductions.carry_out(row, actor=SYSTEM).batch is None
    assert Batch.objects.count() == 0


def test_only_in_time_and_only_the_person(cast, rich):
    row = decided(cast, rich)
    for other in (cast.stranger, cast.resident, cast.leader):
        with pytest.raises(NotAllowed):
            appeals.appeal_deduction(row, words="不对", actor=actor_of(other))
    with time_machine.travel(row.appeal_until), pytest.raises(WrongState):
        appeals.appeal_deduction(row, words="不对", actor=actor_of(cast.volunteer))


@pytest.mark.parametrize("who", ["station", "stranger", "resident", "volunteer", "overseer"])
def test_who_may_not_propose(cast, rich, who):
    with pytest.raises(NotAllowed):
        deductions.propose_deduction(rich, actor=actor_of(getattr(cast, who)), **FACTS)


def test_without_its_audit_row_nothing_is_decided(cast, rich, monkeypatch):
    row = proposed(cast, rich)

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError):
        deductions.decide_deduction(row, actor=actor_of(cast.centre))
    row.refresh_from_db()
    assert (row.state, Message.objects.count()) == ("proposed", 0)


def test_from_the_proposal_to_the_answer_on_pages(cast, rich, login):
    hub = login(cast.hub)
    assert hub.get(f"/office/points/volunteers/{rich.pk}/deduct/").status_code == 200
    assert hub.post(f"/office/points/volunteers/{rich.pk}/deduct/", FACTS).status_code == 302
    row = Deduction.objects.get()
    url = f"/points/deductions/{row.pk}/"
    assert "另一个人决定" in hub.get(url).content.decode()
    person, centre, third = login(cast.volunteer), login(cast.centre), login(cast.centre2)
    assert person.get(url).status_code == 404
    assert url in centre.get("/todo/").content.decode()
    assert centre.post(f"{url}do/decide/").status_code == 302
    page = person.get(url).content.decode()
    assert "没有到场" in page
    assert "所长" not in page
    assert person.post(f"{url}do/appeal/", {"words": "我到场了"}).status_code == 302
    assert centre.post(f"{url}do/settle/", {"uphold": "yes", "answer": "维持"}).status_code == 403
    assert third.post(f"{url}do/settle/", {"uphold": "no", "answer": "有照片"}).status_code == 302
    assert "有照片" in person.get(url).content.decode()
    for stranger in (cast.stranger, cast.leader, cast.resident):
        assert login(stranger).get(url).status_code == 404
        assert login(stranger).post(f"{url}do/appeal/", {"words": "x"}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_shows_the_reach_only(cast, county, rich, login, django_assert_num_queries, count):
    own = [DeductionFactory(volunteer=rich) for _ in range(count)]
    DeductionFactory(volunteer__person__unit=county.station_other)
    client = login(cast.hub)
    with django_assert_num_queries(6):
        page = client.get("/office/points/deductions/")
    assert [row.pk for row in page.context["page"].items] == [row.pk for row in reversed(own)]
    assert login(cast.station).get("/office/points/deductions/").status_code == 404
