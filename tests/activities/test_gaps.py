"""Promises elsewhere, changed risks, offers declined and lapsed, merged entries, the next meeting of an activity."""

import datetime as dt

import pytest

from shijian.activities.enums import Refusal, SignupState
from shijian.activities.models import Activity, ActivityRiskReading, Session, Signup, SwapRequest
from shijian.activities.operations import (
    blocks,
    leaving,
    prepare,
    sessions,
    sign_up,
    standing,
    swaps,
    sweep,
)
from shijian.activities.operations.merging import merge_signups
from shijian.activities.queries import risks
from shijian.kernel.actor import SYSTEM
from shijian.kernel.errors import WrongState
from shijian.orders.models import Assignment
from shijian.orders.operations import answer
from shijian.orders.operations.steps import Unfit
from shijian.people.models import Message
from tests.conftest import actor_of
from tests.factories.activities import ActivityFactory, OpeningFactory, SessionFactory
from tests.factories.orders import AssignmentFactory, OrderFactory
from tests.factories.people import AccountFactory, PersonFactory

TAKEN, WAITING, OFFERED = SignupState.TAKEN, SignupState.WAITING, SignupState.OFFERED


def people(count, unit):
    return [AccountFactory(person__unit=unit).person for _n in range(count)]


def join(feast, person, opening=None, actor=None):
    return sign_up.sign_up(
        feast.session, opening or feast.part, person=person, actor=actor or actor_of(person)
    )


def refusal(call):
    with pytest.raises(sign_up.Refused) as refused:
        call()
    return refused.value


def order_at(feast, person, **facts):
    start = feast.session.starts_at
    return OrderFactory(
        recipient=PersonFactory(unit=person.unit), unit=person.unit, wished_from=start,
        wished_until=start + dt.timedelta(hours=1), **facts,
    )  # fmt: skip


def test_who_is_bound_to_an_order_takes_no_place_at_that_time(feast, cast):
    order = order_at(feast, cast.volunteer)
    row = AssignmentFactory(order=order, volunteer=cast.volunteer.volunteer)
    assert refusal(lambda: join(feast, cast.volunteer, feast.help)).refusal == Refusal.BUSY
    Assignment.objects.filter(pk=row.pk).update(state="withdrawn")
    assert join(feast, cast.volunteer, feast.help).state == TAKEN


def test_who_has_a_place_is_not_bound_to_an_order_at_that_time(feast, cast):
    order = order_at(feast, cast.volunteer, state="queued", open_to_claim=True)
    join(feast, cast.volunteer, feast.help)
    with pytest.raises(Unfit) as unfit:
        answer.claim_order(order, actor=actor_of(cast.volunteer))
    assert unfit.value.rule == "busy"


def test_a_declined_offer_goes_to_the_next_one_without_a_reason(feast, county, time_machine):
    persons = people(5, county.station)
    rows = [join(feast, person) for person in persons]
    leaving.withdraw(rows[0], reason="", actor=actor_of(persons[0]))
    time_machine.move_to(feast.session.starts_at - dt.timedelta(hours=20))
    Signup.objects.filter(pk=rows[3].pk).update(offered_until=feast.session.starts_at)
    left = leaving.decline_place(rows[3], actor=actor_of(persons[3]))
    assert (left.state, left.reason, left.short_notice) == ("withdrawn", "", False)
    assert Signup.objects.get(pk=rows[4].pk).state == OFFERED
    with pytest.raises(WrongState):
        leaving.decline_place(rows[3], actor=actor_of(persons[3]))


def test_after_a_lapsed_offer_one_waits_again_at_the_end_of_the_line(feast, county, time_machine):
    persons = people(6, county.station)
    rows = [join(feast, person) for person in persons]
    leaving.withdraw(rows[0], reason="", actor=actor_of(persons[0]))
    time_machine.move_to(dt.datetime(2026, 6, 17, 1, 0, tzinfo=dt.UTC))
    sweep.sweep()
    again = join(feast, persons[3])
    states = dict(Signup.objects.filter(pk__gte=rows[3].pk).values_list("pk", "state"))
    assert states == {rows[3].pk: "lapsed", rows[4].pk: OFFERED, rows[5].pk: WAITING, again.pk: WAITING}


def test_the_release_window_names_its_moment(feast, cast, county):
    for days in (3, 5, 7):
        other = ActivityFactory(published=True, unit=county.station)
        part = OpeningFactory(activity=other, for_residents=True)
        session = SessionFactory(activity=other, starts_at=feast.session.starts_at + dt.timedelta(days=days))
        sign_up.sign_up(session, part, person=cast.resident, actor=actor_of(cast.resident))
    feast.activity.opens_at = dt.datetime(2026, 6, 15, 23, 0, tzinfo=dt.UTC)
    feast.activity.save()
    refused = refusal(lambda: join(feast, cast.resident))
    assert refused.refusal == Refusal.OTHERS_FIRST
    assert "明天" in str(refused)
    assert "7:00" in str(refused)


def test_a_higher_risk_is_read_again_and_minors_go(feast, cast, county):
    child = PersonFactory(unit=county.station, guardian=cast.resident, birth_date=dt.date(2016, 1, 1))
    cast.resident.birth_date = dt.date(1980, 1, 1)
    cast.resident.save()
    adult, minor = join(feast, cast.resident), join(feast, child, actor=actor_of(cast.resident))
    third, fourth = people(2, county.station)
    for person in (third, fourth):
        person.birth_date = dt.date(1990, 1, 1)
        person.save()
        join(feast, person)
    facts = {"risk": 1, "risk_note": "用刀剪粽叶，小心划伤"}
    prepare.change_activity(feast.activity, facts=facts, actor=actor_of(cast.leader))
    minor.refresh_from_db()
    assert minor.state == "removed"
    texts = " ".join(Message.objects.filter(person=cast.resident).values_list("text", flat=True))
    assert ("重新阅读" in texts, "只能取消" in texts) == (True, True)
    moved = Signup.objects.get(person=fourth)
    assert (moved.state, moved.seat) == (OFFERED, minor.seat)
    assert refusal(lambda: sign_up.accept_place(moved, actor=actor_of(fourth))).refusal == Refusal.UNREAD
    version = risks.version_of(Signup.objects.get(pk=adult.pk).session.activity)
    sign_up.read_activity_risk(moved.session.activity, version=version, actor=actor_of(fourth))
    assert sign_up.accept_place(moved, actor=actor_of(fourth)).risk_read == version


def test_a_danger_lets_nobody_stay_uninsured(feast, cast):
    row = join(feast, cast.volunteer, feast.help)
    facts = {"risk": 2, "risk_note": "在河边"}
    prepare.change_activity(feast.activity, facts=facts, actor=actor_of(cast.leader))
    row.refresh_from_db()
    assert (row.state, row.reason_note) == ("removed", str(Refusal.UNINSURED.label))
    assert "没有意外保险" in Message.objects.filter(person=cast.volunteer).latest("pk").text


def test_the_guardian_reads_for_the_child(feast, cast, county):
    child = PersonFactory(unit=county.station, guardian=cast.resident, birth_date=dt.date(2016, 1, 1))
    feast.activity.risk_note, feast.activity.risk = "人多", 0
    feast.activity.save()
    from shijian.kernel.models import PolicyValue

    PolicyValue.objects.create(
        key="activity.risk_read_from", value=0, valid_from="2020-01-01", document_no="夏文明〔2020〕1号"
    )
    actor = actor_of(cast.resident)
    assert refusal(lambda: join(feast, child, actor=actor)).refusal == Refusal.UNREAD
    sign_up.read_activity_risk(feast.activity, version=risks.version_of(feast.activity), actor=actor)
    assert join(feast, child, actor=actor).state == TAKEN


def test_merged_entries_keep_the_better_place_once(feast, cast, county):
    kept, old = people(2, county.station)
    fillers = people(2, county.station)
    first = join(feast, old)
    for person in fillers:
        join(feast, person)
    second, third = join(feast, kept), join(feast, people(1, county.station)[0])
    sign_up.read_activity_risk(feast.activity, version=risks.version_of(feast.activity), actor=actor_of(old))
    merge_signups(old, kept, actor_of(cast.leader))
    old.merged_into = kept
    old.save()
    sweep.sweep()
    states = {
        row.pk: (row.person_id, row.state) for row in Signup.objects.filter(pk__in=(first.pk, second.pk))
    }
    assert states == {first.pk: (kept.pk, TAKEN), second.pk: (kept.pk, "removed")}
    assert Signup.objects.get(pk=third.pk).state == WAITING
    assert ActivityRiskReading.objects.filter(person=kept).count() == 1


def test_a_doubled_place_is_given_to_who_waits(feast, cast, county):
    kept, old, other, waits = people(4, county.station)
    double = join(feast, old)
    for person in (kept, other, waits):
        join(feast, person)
    merge_signups(old, kept, actor_of(cast.leader))
    old.merged_into = kept
    old.save()
    sweep.sweep()
    double.refresh_from_db()
    assert (double.state, Signup.objects.get(person=waits).state) == ("removed", OFFERED)


def test_leaving_ends_the_search_for_a_substitute(feast, cast):
    row = join(feast, cast.volunteer, feast.help)
    swap = swaps.ask_for_substitute(row, actor=actor_of(cast.volunteer))
    leaving.withdraw(row, reason="", actor=actor_of(cast.volunteer))
    assert SwapRequest.objects.get(pk=swap.pk).state == "withdrawn"


def test_a_named_member_is_told(feast, cast):
    (place,) = blocks.take_block(
        feast.session, feast.help, team=cast.team, count=1, actor=actor_of(cast.leader)
    )
    blocks.name_member(place, person=cast.volunteer, actor=actor_of(cast.leader))
    assert "队里安排您参加" in Message.objects.get(person=cast.volunteer).text


def test_ending_a_standing_sign_up_gives_every_place_ahead_to_who_waits(feast, cast, county):
    opening = OpeningFactory(activity=feast.activity, for_residents=True, capacity=2)
    later = SessionFactory(activity=feast.activity, starts_at=feast.session.starts_at + dt.timedelta(days=7))
    regular, *others = people(3, county.station)
    row = standing.come_every_time(opening, person=regular, actor=actor_of(regular))
    for session in (feast.session, later):
        for person in others:
            sign_up.sign_up(session, opening, person=person, actor=actor_of(person))
    standing.end_standing(row, actor=actor_of(regular))
    states = list(Signup.objects.filter(person=others[1]).values_list("state", flat=True))
    assert states == [OFFERED, OFFERED]


def test_the_next_meeting_of_an_activity_is_kept_in_mind(feast, cast, time_machine):
    run, activity, start = actor_of(cast.leader), feast.activity, feast.session.starts_at

    def next_at():
        activity.refresh_from_db()
        return activity.next_at

    assert next_at() == start
    early = sessions.add_session(
        activity, starts_at=start - dt.timedelta(days=1), ends_at=start - dt.timedelta(hours=22), actor=run
    )
    assert next_at() == early.starts_at
    later = start + dt.timedelta(days=2)
    sessions.move_session(early, starts_at=later, ends_at=later + dt.timedelta(hours=1), actor=run)
    assert next_at() == start
    sessions.cancel_session(feast.session, why="下雨", actor=run)
    assert next_at() == later
    time_machine.move_to(later + dt.timedelta(days=1))
    sweep.next_ones(dt.datetime.now(dt.UTC))
    assert next_at() is None
    assert SYSTEM.is_system


def _next_is_true():
    for pk, at, until in Activity.objects.values_list("pk", "next_at", "next_until"):
        coming = Session.objects.filter(
            activity=pk, cancelled_at__isnull=True, ends_at__gt=dt.datetime.now(dt.UTC)
        )
        first = coming.order_by("starts_at", "pk").first()
        assert (at, until) == ((first.starts_at, first.ends_at) if first else (None, None))


@pytest.mark.parametrize("count", [1, 3])
def test_no_way_of_writing_meetings_forgets_which_comes_next(feast, count, django_assert_max_num_queries):
    """Every writer of the object layer: one by one, many at once, by condition."""
    start, hour, day = feast.session.starts_at, dt.timedelta(hours=1), dt.timedelta(days=1)
    others = [ActivityFactory(published=True) for _n in range(count)]
    rows = [
        Session(activity=each, starts_at=start - n * hour, ends_at=start + hour, code_key="k")
        for n, each in enumerate(others)
    ]
    with django_assert_max_num_queries(2):
        keys = [row.pk for row in Session.objects.bulk_create(rows)]
    _next_is_true()
    many, one = Session.objects.filter(pk__in=keys), Session.objects.filter(pk=keys[0])
    moved = [Session(pk=key, ends_at=start + 4 * day) for key in keys]
    new = {"activity": others[0], "starts_at": start - 2 * day, "ends_at": start, "code_key": "k"}
    writes = (
        lambda: many.update(starts_at=start + 2 * day, ends_at=start + 3 * day),
        lambda: one.update(activity=feast.activity),
        lambda: one.update(activity_id=others[0].pk),
        lambda: Session.objects.bulk_update(moved, ["ends_at"]),
        lambda: many.update(cancelled_at=start, cancelled_why="雨"),
        lambda: many.update(cancelled_at=None, cancelled_why=""),
        lambda: Session.objects.update_or_create(pk=keys[0], defaults={"starts_at": start - day}),
        lambda: one.get().delete(),
        lambda: Session.objects.create(**new),
        lambda: Session.objects.filter(activity__in=others).delete(),
    )
    for write in writes:
        write()
        _next_is_true()
    assert set(Activity.objects.values_list("next_at", flat=True)) == {None, start}
