"""How likely a yes is: learnt in the night, shown to who plans, in words for each person."""

import datetime as dt
import re

import numpy as np
import pytest
from django.urls import reverse

from shijian.kernel import clock
from shijian.kernel.errors import NotAllowed
from shijian.kernel.models import AuditEntry
from shijian.matching import chance
from shijian.orders.enums import OfferState
from shijian.orders.models import ChanceModel, Offer
from shijian.orders.operations.plans import learning, making
from shijian.orders.queries import candidates, likely, plans
from shijian.orders.queries.weeks import chances
from tests.conftest import actor_of
from tests.factories.orders import ChanceModelFactory, OfferFactory
from tests.orders import scene
from tests.orders.test_weeks import next_week, wanted

PAGE = "orders:chances"


def answered(volunteer, number, *, yes, km, form="costs"):
    """So many answers of somebody, with the facts as offers store them: now with costs, before with points."""
    state, refusal = (OfferState.ACCEPTED, "") if yes else (OfferState.REFUSED, "busy")
    stored = {form: [["distance", km, 0], ["free", "free", 0], ["load", 1, 0]]}
    for _each in range(number):
        OfferFactory(volunteer=volunteer, state=state, refusal=refusal, explanation=stored)
    Offer.objects.filter(answered_at=None).update(
        answered_at=clock.now(), made_at=clock.now() - dt.timedelta(days=9)
    )


def taught(cast):
    answered(cast.volunteer.volunteer, 40, yes=True, km=0.5)
    answered(cast.leader.volunteer, 40, yes=False, km=30.0, form="reasons")


def test_the_night_learns_once_a_day_from_old_and_new_answers(cast):
    assert (learning.sweep(), ChanceModel.objects.count()) == (0, 0)
    assert np.allclose(chances.current().weights, chance.PRIOR)
    taught(cast)
    assert (learning.sweep(), learning.sweep()) == (1, 0)
    row = ChanceModel.objects.get()
    assert (row.answers, sum(group[2] for group in row.groups)) == (80, 80)
    assert row.off == pytest.approx(
        sum(abs(said - real) * number for said, real, number in row.groups) / 80, abs=1e-3
    )
    model = chances.current()
    assert model.answers == 80
    near, far = model.predict(
        chances.Facts.of([(0.5, True, 1, 0, 0, False), (30.0, True, 1, 0, 0, False)]).rows()
    )
    assert near > 0.7 > 0.3 > far
    assert AuditEntry.objects.filter(action="dispatch.learn").count() == 1


def test_only_the_clock_lets_it_learn(cast):
    taught(cast)
    with pytest.raises(NotAllowed):
        learning.learn_chances(actor=actor_of(cast.centre))
    assert not ChanceModel.objects.exists()


def test_the_newest_row_holds_and_one_of_other_features_does_not(cast):
    ChanceModelFactory(at=clock.now() - dt.timedelta(days=1), weights=[0] * 7)
    newest = ChanceModelFactory()
    assert chances.current().weights.tolist() == newest.weights
    ChanceModelFactory(weights=[1, 2, 3])
    assert chances.current().weights.tolist() == chance.PRIOR.tolist()


def test_who_plans_reads_what_was_learnt(cast, login, django_assert_num_queries):
    for person, status in ((cast.hub, 200), (cast.centre, 200), (cast.stranger, 200), (cast.station, 403)):
        assert login(person).get(reverse(PAGE)).status_code == status
    for person in (cast.resident, cast.volunteer, cast.leader):
        assert login(person).get(reverse(PAGE)).status_code == 403
    client = login(cast.hub)
    text = client.get(reverse(PAGE)).content.decode()
    assert "答复还太少" in text
    assert "估得准不准" not in text
    ChanceModelFactory()
    with django_assert_num_queries(6):
        text = client.get(reverse(PAGE)).content.decode()
    assert "240 次答复" in text
    rows = re.findall(r'<td class="number">([\d.]+)</td>', text)
    assert rows[-6:] == ["3.5", "3.8", "120", "7.0", "6.8", "120"]
    assert "每十次差 0.3 次" in text
    assert cast.volunteer.name not in text
    plan_list = client.get(reverse("orders:plans")).content.decode()
    assert reverse(PAGE) in plan_list


def test_each_line_says_why_so_likely_and_remembers_it(cast, county, login):
    answered(cast.volunteer.volunteer, 3, yes=False, km=1.0)
    wanted(county.station)
    plan = making.make_plan(county.hub, week=next_week(), actor=actor_of(cast.hub))
    asked = {
        each.line.volunteer_id: each
        for row in plans.rows_of(plan, list(plans.needs(plan)))
        for each in row.asked
    }
    line = asked[cast.volunteer.volunteer.pk]
    assert "以前问了 3 次，没答应或没回复 3 次：可能性小一些" in line.why
    assert (line.line.likely["yes"], line.line.likely["no"]) == (0, 3)
    page = login(cast.hub).get(reverse("orders:plan", args=[plan.pk])).content.decode()
    assert page.count("为什么这样估计") == len([each for each in asked.values() if each.why]) > 0


def test_the_parts_are_told_with_the_weightiest_first():
    told = {"parts": [0.4, -0.06, 0.5, -0.3, -0.01, 0.0], "free": True, "load": 2, "yes": 1, "no": 2}
    assert likely.words(told, 8) == [
        "那时有空：可能性大一些",
        "相距 0.8 公里：可能性大一些",
        "四周内服务 2 次：可能性小一些",
    ]
    assert likely.words({}, 8) == []
    assert likely.words({**told, "parts": [1.0]}, 8) == []


def test_the_desk_reads_it_of_each_candidate_and_the_leader_does_not(cast, county, login):
    helper = scene.helper(county.station)
    answered(helper, 2, yes=True, km=1.0)
    order = scene.queued(cast, county)
    found = next(each for each in candidates.volunteers_for(order) if each.subject == helper)
    assert "以前问了 2 次，答应 2 次：可能性大一些" in found.why
    page = login(cast.hub).get(reverse("orders:dispatch", args=[order.pk])).content.decode()
    assert "以前问了 2 次，答应 2 次：可能性大一些" in page
    mine = scene.queued(cast, county, state="accepted", team=cast.team)
    page = login(cast.leader).get(reverse("orders:team-order", args=[mine.pk])).content.decode()
    assert cast.volunteer.name in page
    assert "为什么这样估计" not in page


def test_a_volunteer_reads_what_plans_expect_of_him_and_of_nobody_else(cast, login):
    answered(cast.leader.volunteer, 4, yes=True, km=1.0)
    answered(cast.volunteer.volunteer, 3, yes=False, km=1.0)
    page = login(cast.volunteer).get(reverse("orders:offers")).content.decode()
    expected = likely.own(cast.volunteer.volunteer.pk)
    assert f"估计您十次中大约答应 {expected.times} 次" in page
    assert "以前问了 3 次，没答应或没回复 3 次：可能性小一些" in page
    assert expected.times < likely.own(cast.leader.volunteer.pk).times
    assert "先邀请谁" not in login(cast.resident).get(reverse("orders:offers")).content.decode()
