"""Trainings: who enters them, who confirms them, until when they count (decree 685, article 16)."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from shijian.kernel import audit, clock, jobs
from shijian.kernel.actor import SYSTEM
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry
from shijian.people.models import Message
from shijian.volunteers.models import Training, TrainingKind
from shijian.volunteers.operations import expiries, trainings
from tests.conftest import actor_of
from tests.factories.volunteers import (
    GroupInsuranceFactory,
    InsuranceFactory,
    TrainingFactory,
    TrainingKindFactory,
    VolunteerFactory,
    VolunteerSkillFactory,
)

FACTS = {
    "course": "春季急救班", "minutes": 240, "day": dt.date(2026, 3, 2), "organiser": "县红十字会",
    "evidence": "证书12号",
}  # fmt: skip


@pytest.fixture
def kind(db):
    return TrainingKindFactory(name="心肺复苏", code="cpr", valid_months=24)


def enter(cast, kind, by, **more):
    return trainings.record_training(
        cast.volunteer.volunteer, kind=kind, actor=actor_of(by), **{**FACTS, **more}
    )


def test_what_an_officer_saw_counts_at_once_until_the_term_of_the_kind(cast, kind):
    row = enter(cast, kind, cast.station)
    assert (row.valid_until, row.confirmed_by, row.entered_by) == (dt.date(2028, 3, 1), None, cast.station)
    assert row.counts_on(dt.date(2026, 3, 2))
    assert row.counts_on(dt.date(2028, 3, 1))
    assert not row.counts_on(dt.date(2026, 3, 1))
    assert not row.counts_on(dt.date(2028, 3, 2))
    entry = AuditEntry.objects.get(action="training.enter")
    assert (entry.for_person_id, "红十字" in str(entry.changes)) == (cast.volunteer.pk, False)
    assert Message.objects.filter(person=cast.volunteer, text__contains="春季急救班").count() == 1


def test_what_a_leader_enters_waits_for_the_office(cast, kind, login):
    row = enter(cast, kind, cast.leader)
    assert row.counts_since is None
    assert not row.counts_on(clock.today())
    for person, refusal in (
        (cast.leader, NotAllowed),
        (cast.stranger, OutOfReach),
        (cast.volunteer, NotAllowed),
    ):
        with pytest.raises(refusal):
            trainings.confirm_training(row, actor=actor_of(person))
    assert "春季急救班" in login(cast.station).get("/todo/").content.decode()
    assert "春季急救班" not in login(cast.stranger).get("/todo/").content.decode()
    trainings.confirm_training(row, actor=actor_of(cast.station))
    row.refresh_from_db()
    assert (row.confirmed_by, row.counts_since is not None) == (cast.station, True)
    with pytest.raises(WrongState):
        trainings.confirm_training(row, actor=actor_of(cast.hub))


def test_some_kinds_always_want_a_second_person(cast, kind):
    TrainingKind.objects.update(needs_second=True)
    kind.refresh_from_db()
    row = enter(cast, kind, cast.station)
    assert row.counts_since is None
    with pytest.raises(NotAllowed):
        trainings.confirm_training(row, actor=actor_of(cast.station))
    with pytest.raises(IntegrityError), transaction.atomic():
        Training.objects.update(confirmed_by=cast.station)
    trainings.confirm_training(row, actor=actor_of(cast.hub))


@pytest.mark.parametrize(
    ("by", "refusal"),
    [("volunteer", NotAllowed), ("stranger", OutOfReach), ("resident", OutOfReach), ("overseer", OutOfReach)],
)
def test_nobody_enters_it_for_himself_or_from_elsewhere(cast, kind, by, refusal):
    with pytest.raises(refusal):
        enter(cast, kind, getattr(cast, by))
    assert Training.objects.count() == 0


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"course": " "}, "course"), ({"evidence": ""}, "evidence"), ({"organiser": "x" * 81}, "organiser"),
        ({"minutes": 0}, "minutes"), ({"day": dt.date(2999, 1, 1)}, "day"),
        ({"valid_until": dt.date(2026, 3, 1)}, "valid_until"),
    ],
)  # fmt: skip
def test_each_wrong_fact_is_named(cast, kind, more, field):
    with pytest.raises(Invalid) as refused:
        enter(cast, kind, cast.station, **more)
    assert set(refused.value.fields) == {field}


def test_it_is_taken_out_of_the_count_with_a_reason_and_stays(cast, kind):
    row = enter(cast, kind, cast.station)
    with pytest.raises(Invalid):
        trainings.void_training(row, reason=" ", actor=actor_of(cast.hub))
    with pytest.raises(NotAllowed):
        trainings.void_training(row, reason="没有参加", actor=actor_of(cast.volunteer))
    trainings.void_training(row, reason="没有参加", actor=actor_of(cast.hub))
    row.refresh_from_db()
    assert (row.counts_on(clock.today()), row.void_reason) == (False, "没有参加")
    with pytest.raises(WrongState):
        trainings.void_training(row, reason="再来", actor=actor_of(cast.hub))


def test_the_audit_is_written_with_the_deed(cast, kind, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        enter(cast, kind, cast.station)
    assert Training.objects.count() == 0


def test_kinds_are_data_of_who_sets_policies(cast, kind):
    for person in (cast.hub, cast.station, cast.volunteer):
        with pytest.raises(NotAllowed):
            trainings.add_training_kind(code="x", name="某种", actor=actor_of(person))
    made = trainings.add_training_kind(code="x", name="某种", valid_months=6, actor=actor_of(cast.centre))
    with pytest.raises(Conflict):
        trainings.change_training_kind(made, name="心肺复苏", actor=actor_of(cast.centre))
    trainings.change_training_kind(made, name="另一种", is_offered=False, actor=actor_of(cast.centre))
    made.refresh_from_db()
    assert (made.name, made.is_offered, made.code) == ("另一种", False, "x")


def test_the_way_over_the_pages(cast, kind, login):
    client, volunteer = login(cast.leader), cast.volunteer.volunteer
    form = {**FACTS, "kind": kind.pk, "place": "", "valid_until": ""}
    client.post(reverse("volunteers:training", args=[volunteer.pk]), form)
    row = Training.objects.get()
    office = login(cast.station)
    page = office.get(reverse("volunteers:detail", args=[volunteer.pk])).content.decode()
    assert "春季急救班" in page
    confirm = reverse("volunteers:training-decide", args=[row.pk, "confirm"])
    assert confirm in page
    assert office.get(confirm).status_code == 200
    assert login(cast.stranger).post(confirm).status_code == 404
    office.post(confirm)
    row.refresh_from_db()
    assert row.confirmed_by == cast.station
    mine = login(cast.volunteer).get(reverse("volunteers:me")).content.decode()
    assert ("春季急救班" in mine, confirm in mine) == (True, False)
    office.post(reverse("volunteers:training-decide", args=[row.pk, "void"]), {"reason": "重复"})
    row.refresh_from_db()
    assert row.voided_by == cast.station
    centre = login(cast.centre)
    centre.post(
        reverse("volunteers:training-kinds"),
        {"code": "new", "name": "新培训", "valid_months": 3, "is_offered": "on"},
    )
    assert "新培训" in login(cast.station).get(reverse("volunteers:training-kinds")).content.decode()
    assert office.post(reverse("volunteers:training-kinds"), {}).status_code == 403
    centre.post(reverse("volunteers:training-kind", args=["new"]), {"name": "改名", "valid_months": 0})
    assert TrainingKind.objects.get(code="new").is_offered is False


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_volunteer_costs_the_same_however_many(cast, login, django_assert_num_queries, rows):
    client, volunteer = login(cast.station), cast.volunteer.volunteer
    client.get(reverse("volunteers:detail", args=[volunteer.pk]))
    TrainingFactory.create_batch(rows, volunteer=volunteer)
    with django_assert_num_queries(COST):
        client.get(reverse("volunteers:detail", args=[volunteer.pk]))


COST = 21


def test_who_is_concerned_is_reminded_once_before_an_end(cast, kind, county):
    assert [job.func for job in jobs.recurring() if job.name == "volunteers.expiries"] == [
        "shijian.volunteers.operations.expiries.sweep"
    ]
    soon, volunteer = clock.today() + dt.timedelta(days=30), cast.volunteer.volunteer
    InsuranceFactory(volunteer=volunteer, valid_until=soon, policy_no="SECRET-1")
    VolunteerSkillFactory(volunteer=volunteer, licence_no="医123", licence_until=soon)
    TrainingFactory(volunteer=volunteer, kind=kind, valid_until=soon)
    GroupInsuranceFactory(unit=county.station, valid_until=soon)
    for end in (soon + dt.timedelta(days=1), clock.today() - dt.timedelta(days=1)):
        InsuranceFactory(valid_until=end)
        TrainingFactory(kind=kind, valid_until=end)
        GroupInsuranceFactory(unit=county.station2, valid_until=end)
    InsuranceFactory(volunteer=VolunteerFactory(state="left"), valid_until=soon)
    expiries.sweep()
    assert expiries.remind(actor=SYSTEM) == 0
    assert Message.objects.filter(person=cast.volunteer).count() == 3
    assert Message.objects.filter(person=cast.station).count() == 1
    assert Message.objects.count() == 4
    assert not Message.objects.filter(text__contains="医123").exists()


def test_who_has_had_it_again_is_not_reminded(cast, kind):
    soon = clock.today() + dt.timedelta(days=3)
    for until in (soon, soon + dt.timedelta(days=700)):
        TrainingFactory(volunteer=cast.volunteer.volunteer, kind=kind, valid_until=until)
    with time_machine.travel(clock.now(), tick=False):
        assert expiries.remind(actor=SYSTEM) == 0
