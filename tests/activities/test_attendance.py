"""Coming and going: what counts, what waits, what is refused, and the records that come of it."""

import datetime as dt
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shijian.activities.enums import NotCounted, Outcome, SignupState
from shijian.activities.models import Presence, Scan, Signup
from shijian.activities.operations import batch, closing, leaving, scanning, sign_up, vouching
from shijian.activities.queries import attendance, codes
from shijian.kernel.duties import OwnEntry
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry
from shijian.people.models import Message
from shijian.records.enums import Grade
from shijian.records.models import ServiceRecord
from tests.conftest import actor_of
from tests.factories.activities import ActivityFactory, OpeningFactory, SessionFactory, SignupFactory
from tests.factories.people import AccountFactory
from tests.factories.volunteers import VolunteerFactory

COUNTED, WAITING, REFUSED = Outcome.COUNTED, Outcome.WAITING, Outcome.REFUSED


@pytest.fixture
def helper(feast, cast):
    """The volunteer's place at the feast."""
    return sign_up.sign_up(feast.session, feast.help, person=cast.volunteer, actor=actor_of(cast.volunteer))


@pytest.fixture
def at(feast, time_machine):
    """`at(minutes)` goes to so many minutes after the start."""

    def go(minutes):
        moment = feast.session.starts_at + dt.timedelta(minutes=minutes)
        time_machine.move_to(moment, tick=False)
        return moment

    return go


def own(signup, kind, *, code="", nonce=None, **facts):
    nonce = nonce or f"{kind}-{random.random()}"
    return scanning.check_self(
        signup, kind=kind, nonce=nonce, code=code, actor=actor_of(signup.person), **facts
    )


def shown(feast, moment, place=None):
    key = codes.site_key(feast.session)
    return codes.site_code(key, place.pk if place else 0, codes.minute_of(moment))


def desk(signup, kind, person, **facts):
    nonce = facts.pop("nonce", f"{kind}-{random.random()}")
    return scanning.scan_for(signup, kind=kind, nonce=nonce, actor=actor_of(person), **facts)


def hours():
    rows = ServiceRecord.objects.valid().order_by("started_at")
    return list(rows.values_list("minutes", "grade"))


def test_the_code_on_site_in_and_out_makes_a_record_of_the_site(feast, helper, at):
    moment = at(0)
    assert own(helper, "in", code=shown(feast, moment, feast.place)).counts
    moment = at(95)
    answer = own(helper, "out", code=shown(feast, moment).lower())
    record = ServiceRecord.objects.get()
    assert (answer.outcome, record.minutes, record.grade, record.place) == (COUNTED, 95, "site", "文化广场")
    assert (record.source_kind, record.source_id) == ("activity", feast.session.pk)
    assert Presence.objects.get().record == record


def test_a_code_counts_in_its_minute_and_the_next_one_only(feast, helper, at):
    code = shown(feast, at(0))
    at(1.9)
    assert own(helper, "in", code=code).counts
    at(2)
    with pytest.raises(Invalid) as refused:
        own(helper, "out", code=code)
    assert set(refused.value.fields) == {"code"}
    assert Scan.objects.count() == 1


def test_who_runs_the_activity_proves_nothing_by_its_code(feast, cast, at):
    mine = sign_up.sign_up(feast.session, feast.help, person=cast.leader, actor=actor_of(cast.leader))
    own(mine, "in", code=shown(feast, at(0)))
    own(mine, "out", code=shown(feast, at(60)))
    assert hours() == [(60, "self")]
    with pytest.raises(OwnEntry):
        desk(mine, "in", cast.leader)


def test_without_the_code_only_where_the_activity_lets_it_be(feast, helper, at):
    at(0)
    answer = own(helper, "in")
    assert (answer.outcome, answer.why) == (REFUSED, str(NotCounted.NEEDS_CODE.label))
    feast.activity.needs_code = False
    feast.activity.save()
    assert own(helper, "in").counts
    at(30)
    own(helper, "out")
    assert hours() == [(30, "self")]


def test_staff_scan_beside_the_own_one_confirms_it(feast, helper, cast, at):
    own(helper, "in", code=shown(feast, at(0)))
    at(2)
    desk(helper, "in", cast.leader)
    at(60)
    desk(helper, "out", cast.leader)
    assert hours() == [(60, "mutual")]


def test_strangers_and_other_people_scan_nobody(feast, helper, cast, at):
    at(0)
    with pytest.raises(OutOfReach):
        desk(helper, "in", cast.stranger)
    with pytest.raises(OutOfReach):
        scanning.check_self(helper, kind="in", nonce="n", actor=actor_of(cast.resident))
    with pytest.raises(NotAllowed):
        scanning.check_self(helper, kind="in", nonce="n", actor=actor_of(cast.leader))
    assert Scan.objects.count() == 0


def test_a_nonce_counts_once_and_for_one_person(feast, helper, cast, at):
    at(0)
    first = desk(helper, "in", cast.leader, nonce="n")
    again = desk(helper, "in", cast.leader, nonce="n")
    assert (first.scan, Scan.objects.count()) == (again.scan, 1)
    other = SignupFactory(session=feast.session, opening=feast.part)
    with pytest.raises(Conflict):
        desk(other, "in", cast.leader, nonce="n")


@pytest.mark.parametrize(("minutes", "why"), [(-61, "early"), (241, "over")])
def test_outside_the_window_it_is_kept_and_refused(feast, helper, cast, at, minutes, why):
    at(minutes)
    answer = desk(helper, "in", cast.leader)
    assert (answer.outcome, answer.scan.verdicts.get().why) == (REFUSED, why)
    assert Presence.objects.count() == 0


def test_uninsured_in_danger_is_refused_when_coming(feast, helper, cast, at):
    feast.activity.risk, feast.activity.risk_note = 2, "高空"
    feast.activity.save()
    at(0)
    assert desk(helper, "in", cast.leader).why == str(NotCounted.UNINSURED.label)


def test_residents_are_counted_and_get_no_record(feast, cast, at):
    signup = sign_up.sign_up(feast.session, feast.part, person=cast.resident, actor=actor_of(cast.resident))
    at(0)
    desk(signup, "in", cast.leader)
    at(60)
    desk(signup, "out", cast.leader)
    closing.count_walk_ins(feast.session, more=3, actor=actor_of(cast.leader))
    feast.session.refresh_from_db()
    assert (attendance.participants(feast.session), hours()) == (4, [])


def test_an_overlap_is_noted_told_to_the_office_and_loses_nothing(feast, helper, cast, at):
    start = at(0)
    desk(helper, "in", cast.leader)
    at(60)
    other = ActivityFactory(published=True, unit=feast.activity.unit, organiser=cast.leader)
    session = SessionFactory(activity=other, starts_at=start)
    second = SignupFactory(
        session=session,
        opening=OpeningFactory(activity=other),
        person=cast.volunteer,
        volunteer=helper.volunteer,
    )
    desk(second, "in", cast.leader, at=start)
    desk(second, "out", cast.leader, at=start + dt.timedelta(minutes=50))
    answer = desk(helper, "out", cast.leader)
    assert (answer.outcome, hours()) == (COUNTED, [(50, "witnessed")])
    row = Presence.objects.get(signup=helper)
    assert (row.record, row.note) == (None, "该志愿者在这段时间已有服务记录。")
    assert "才让" in Message.objects.filter(person=cast.station).latest("pk").text


def test_one_press_for_all_leaves_out_oneself(feast, helper, cast, at):
    mine = sign_up.sign_up(feast.session, feast.help, person=cast.leader, actor=actor_of(cast.leader))
    start = at(90)
    run = actor_of(cast.leader)
    facts = {"nonce": "all", "at": start - dt.timedelta(minutes=85), "actor": run}
    answers = scanning.scan_many(feast.session, [helper.pk, mine.pk, 987_654], kind="in", **facts)
    assert [(each.scan.signup_id, each.scan.way) for each in answers] == [(helper.pk, "leader")]
    closing.end_meeting(feast.session, nonce="end", actor=run)
    assert hours() == [(85, "witnessed")]
    feast.session.refresh_from_db()
    assert feast.session.ended_at == start


def test_the_leaders_list_is_late_after_two_days_and_a_second_person_decides(feast, helper, cast, at):
    start = feast.session.starts_at
    at(4 * 24 * 60)
    with pytest.raises(Invalid):
        desk(helper, "in", cast.leader, at=start)
    for kind, minutes in (("in", 0), ("out", 60)):
        moment = start + dt.timedelta(minutes=minutes)
        answer = desk(helper, kind, cast.leader, at=moment, note="手机坏了")
        assert answer.outcome == WAITING
    waiting = list(attendance.waiting(feast.session))
    with pytest.raises(OwnEntry):
        vouching.decide_scans(waiting, counts=True, why="", actor=actor_of(cast.leader))
    with pytest.raises(OutOfReach):
        vouching.decide_scans(waiting, counts=True, why="", actor=actor_of(cast.stranger))
    vouching.decide_scans(waiting, counts=True, why="", actor=actor_of(cast.station))
    assert hours() == [(60, "late")]
    with pytest.raises(WrongState):
        vouching.decide_scans(waiting, counts=True, why="", actor=actor_of(cast.station))


def test_a_paper_list_needs_its_photo(feast, helper, cast, at):
    start = at(100)
    with pytest.raises(Invalid):
        desk(helper, "in", cast.leader, way="paper")
    facts = {"way": "paper", "evidence": "pictures/one"}
    desk(helper, "in", cast.leader, at=start - dt.timedelta(minutes=90), **facts)
    desk(helper, "out", cast.leader, at=start, **facts)
    assert hours() == [(90, "witnessed")]


def test_an_objection_makes_a_second_person_look(feast, helper, cast, at):
    at(0)
    scan = own(helper, "in").scan
    vouching.object_to(scan, words="我在场，手机没电", actor=actor_of(cast.volunteer))
    (waits,) = attendance.waiting(feast.session)
    assert attendance.said(waits.why) == "我在场，手机没电"
    vouching.decide_scans([waits], counts=True, why="", actor=actor_of(cast.leader))
    assert Presence.objects.get().ended_at is None
    assert "已计入" in Message.objects.filter(person=cast.volunteer).latest("pk").text


def test_own_words_afterwards_wait_and_take_back_that_nobody_came(feast, helper, cast, at):
    start = feast.session.starts_at
    at(200)
    leaving.mark_absent(helper, actor=actor_of(cast.leader))
    claim = {"came_at": start, "left_at": start + dt.timedelta(minutes=60), "nonce": "c"}
    vouching.claim_times(helper, why="名单上漏了我", actor=actor_of(cast.volunteer), **claim)
    assert hours() == []
    waiting = attendance.waiting(feast.session)
    vouching.decide_scans(waiting, counts=True, why="", actor=actor_of(cast.leader))
    helper.refresh_from_db()
    assert (hours(), helper.state) == ([(60, "late")], SignupState.TAKEN)


def test_nobody_is_absent_who_has_a_scan(feast, helper, cast, at):
    at(0)
    own(helper, "in")
    with pytest.raises(WrongState):
        leaving.mark_absent(helper, actor=actor_of(cast.leader))


def test_a_forgotten_going_is_asked_for_and_then_the_policy_decides(feast, helper, cast, at):
    own(helper, "in", code=shown(feast, at(10)))
    at(241)
    closing.sweep_forgotten()
    closing.sweep_forgotten()
    assert Message.objects.filter(person=cast.volunteer, key__startswith="forgotten").count() == 1
    at(241 + 24 * 60 + 1)
    closing.sweep_forgotten()
    closing.sweep_forgotten()
    assert hours() == [(110, "self")]


def test_the_answer_to_the_question_counts_at_once(feast, helper, cast, at):
    own(helper, "in", code=shown(feast, at(0)))
    at(24 * 60)
    left = feast.session.starts_at + dt.timedelta(minutes=70)
    facts = {"came_at": None, "why": "", "actor": actor_of(cast.volunteer)}
    vouching.claim_times(helper, left_at=left, nonce="a", **facts)
    assert hours() == [(70, "self")]
    with pytest.raises(WrongState):
        vouching.claim_times(helper, left_at=left, nonce="b", **facts)


def test_own_scans_that_arrive_after_half_a_day_wait(feast, helper, at):
    moment = at(0)
    code = shown(feast, moment)
    at(13 * 60)
    answer = own(helper, "in", code=code, said=moment)
    assert (answer.outcome, answer.scan.at, answer.scan.way) == (WAITING, moment, "site")


def test_a_wrong_code_written_down_without_signal_is_kept_as_refused(feast, helper, at):
    moment = at(0)
    at(30)
    answer = own(helper, "in", code="AAAAAA", said=moment)
    assert (answer.outcome, answer.why) == (REFUSED, str(NotCounted.CODE.label))


def test_a_record_voided_by_a_person_stays_void(feast, helper, cast, at):
    from shijian.records import operations as records

    at(0)
    desk(helper, "in", cast.leader)
    at(60)
    desk(helper, "out", cast.leader)
    records.void_record(ServiceRecord.objects.get(), reason="重复", actor=actor_of(cast.hub))
    at(61)
    desk(helper, "out", cast.leader)
    assert hours() == []


def test_the_audit_row_is_gone_with_the_scan(feast, helper, cast, at, monkeypatch):
    at(0)

    def broken(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr("shijian.activities.operations.settling.settle", broken)
    with pytest.raises(RuntimeError):
        desk(helper, "in", cast.leader)
    assert AuditEntry.objects.filter(action="activity.scan").count() == 0
    assert Scan.objects.count() == 0


def test_a_batch_answers_each_line_by_itself(feast, helper, cast, at):
    at(60)
    line = batch.Line
    lines = [
        line("a", "in", signup_id=helper.pk, ago=3600),
        line("a", "in", signup_id=helper.pk, ago=3600),
        line("b", "out", code=codes.personal_code(helper), ago=60),
        line("c", "in", code="AAAAAA"),
        line("d", "in", signup_id=SignupFactory().pk),
    ]
    replies = batch.scan_batch(feast.session, lines, actor=actor_of(cast.leader))
    assert [reply.state for reply in replies] == ["counted", "counted", "counted", "failed", "failed"]
    assert hours() == [(59, "site")]


TIMES = st.lists(
    st.tuples(st.sampled_from(["in", "out"]), st.integers(0, 170), st.sampled_from(["staff", "leader"])),
    min_size=1,
    max_size=6,
    unique_by=lambda each: each[1],
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(scans=TIMES, data=st.data())
def test_any_order_and_any_duplication_give_the_same_records(feast, cast, county, at, scans, data):
    start = at(0)
    actor = actor_of(cast.leader)
    outcomes = []
    again = data.draw(st.lists(st.sampled_from(scans), max_size=3))
    for order in (scans, data.draw(st.permutations(scans + again))):
        at(0)
        person = VolunteerFactory(person__unit=county.station)
        AccountFactory(person=person.person)
        Signup.objects.filter(session=feast.session).update(state="withdrawn", ended_at=start)
        signup = sign_up.sign_up(feast.session, feast.help, person=person.person, actor=actor)
        at(180)
        for kind, minutes, way in order:
            moment = start + dt.timedelta(minutes=minutes)
            facts = {"said": moment} if way == "staff" else {"at": moment}
            nonce = f"{signup.pk}:{kind}:{minutes}"
            scanning.scan_for(signup, kind=kind, nonce=nonce, actor=actor, **facts)
        stays = list(
            Presence.objects.filter(signup=signup).values_list("started_at", "ended_at").order_by("pk")
        )
        rows = ServiceRecord.objects.valid().filter(volunteer=person).order_by("started_at")
        outcomes.append((sorted(stays, key=str), list(rows.values_list("started_at", "ended_at", "grade"))))
    assert outcomes[0] == outcomes[1]
    assert Grade.MUTUAL not in [row[2] for row in outcomes[0][1]]
