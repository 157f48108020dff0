import datetime as dt
import threading

import pytest
from django.db import connection

from shijian.kernel import clock, flow
from shijian.kernel.actor import ANONYMOUS, Channel
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry
from shijian.orders.enums import AssignmentState, Category, ItemState, OfferState, OrderState, Urgency
from shijian.orders.models import Order
from shijian.orders.operations import intake
from shijian.orders.operations.verify import UrgedAlready
from shijian.people.models import Message, Person
from shijian.volunteers.enums import Risk
from tests.factories.orders import AssignmentFactory, MenuItemFactory, OfferFactory, OrderFactory
from tests.factories.people import AccountFactory, PersonFactory
from tests.factories.volunteers import SkillFactory

MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=clock.ZONE)
NEED = {"title": "换灯泡", "category": Category.REPAIR}


@pytest.fixture(autouse=True)
def _monday_morning(time_machine):
    time_machine.move_to(MONDAY, tick=False)


def window(days=1):
    start = MONDAY + dt.timedelta(days=days)
    return {"wished_from": start, "wished_until": start + dt.timedelta(hours=3)}


def asked(cast, actor_of, **facts):
    base = {"recipient": cast.resident, "unit": cast.resident.unit, **window(), **NEED}
    return intake.create_order(actor=actor_of(cast.resident), **{**base, **facts})


def test_a_resident_asks_in_own_words_and_the_station_is_told(cast, actor_of, county):
    order = asked(cast, actor_of, address="3 组 12 号")
    assert (order.number, order.state) == ("20261123-0001", OrderState.VERIFYING)
    assert (order.handler, order.channel, order.taken_by) == (county.station, "web", None)
    assert order.asked_by == order.recipient == cast.resident
    assert order.contact_phone == cast.resident.phone
    # 8 working hours from Monday 9:00, with the noon break: Tuesday 9:00
    assert order.due_at == MONDAY + dt.timedelta(days=1)
    assert [log.transition for log in flow.history("order", order.pk)] == ["submit"]
    message = Message.objects.get()
    assert (message.person, message.url) == (cast.station, f"/office/orders/{order.pk}/")
    assert AuditEntry.objects.get(action="order.create").object_id == order.pk


def test_an_order_from_the_menu_copies_what_the_item_says(cast, actor_of):
    skill = SkillFactory()
    item = MenuItemFactory(
        team=cast.team, minutes=45, headcount=2, risk=Risk.SOME, risk_note="小心", recipient="elder"
    )
    item.skills.set([skill])
    order = asked(cast, actor_of, item=item, title="", category="")
    assert (order.title, order.category, order.minutes, order.headcount) == (item.title, item.category, 45, 2)
    assert (order.risk, order.risk_note, order.recipient_kind) == (Risk.SOME, "小心", "elder")
    assert list(order.skills.all()) == [skill]


def test_the_menu_is_not_offered_elsewhere_nor_out_of_season_nor_when_retired(cast, actor_of, county):
    retired = MenuItemFactory(team=cast.team, state=ItemState.RETIRED)
    summer = MenuItemFactory(team=cast.team, months=[6])
    elsewhere = MenuItemFactory(team=cast.team, unit=county.hub2)
    for item, field in ((retired, "item"), (elsewhere, "item"), (summer, "wished_from")):
        with pytest.raises(Invalid) as caught:
            asked(cast, actor_of, item=item)
        assert set(caught.value.fields) == {field}
    assert not Order.objects.exists()


def test_an_emergency_is_due_in_two_hours_by_the_clock(cast, actor_of):
    assert asked(cast, actor_of, urgency=Urgency.EMERGENCY).due_at == MONDAY + dt.timedelta(hours=2)


def test_staff_take_an_order_for_a_caller_without_an_account(cast, actor_of, county):
    order = intake.create_order(
        actor=actor_of(cast.station), unit=county.station, other_name="杨奶奶", other_phone="13800000001",
        asker_name="杨小明", asker_phone="13800000002", channel=Channel.PHONE, **window(), **NEED,
    )  # fmt: skip
    assert (order.recipient.name, order.asked_by.name, order.taken_by) == ("杨奶奶", "杨小明", cast.station)
    assert (order.channel, order.contact_phone) == ("phone", "13800000001")
    log = flow.history("order", order.pk).get()
    assert (log.channel, log.for_person_id, log.actor_person_id) == (
        "phone",
        order.asked_by_id,
        cast.station.pk,
    )
    again = intake.create_order(
        actor=actor_of(cast.station), unit=county.station, other_name="杨奶奶", other_phone="138 0000 0001",
        channel=Channel.DOOR, **window(), **NEED,
    )  # fmt: skip
    assert (again.recipient, again.asked_by) == (order.recipient, order.recipient)
    assert Person.objects.filter(name="杨奶奶").count() == 1


def test_a_guardian_asks_for_a_ward(cast, actor_of):
    ward = PersonFactory(guardian=cast.resident, unit=cast.resident.unit)
    order = asked(cast, actor_of, recipient=ward)
    assert (order.recipient, order.asked_by, order.taken_by) == (ward, cast.resident, None)


def test_a_resident_may_name_a_neighbour_but_never_learns_what_is_known_of_him(cast, actor_of, county):
    known = PersonFactory(unit=county.station, name="邻居", address="秘密住处")
    order = asked(cast, actor_of, recipient=None, other_name="邻居", other_phone=known.phone)
    assert (order.recipient, order.asked_by, order.address) == (known, cast.resident, "")
    with pytest.raises(OutOfReach):
        asked(cast, actor_of, recipient=known)
    with pytest.raises(Invalid):
        asked(cast, actor_of, recipient=None, other_name="邻居", other_phone="")


def test_strangers_and_visitors_take_no_orders(cast, actor_of, county):
    with pytest.raises(OutOfReach):
        asked_by_stranger = {"recipient": cast.resident, "unit": county.station, **window(), **NEED}
        intake.create_order(actor=actor_of(cast.stranger), **asked_by_stranger)
    with pytest.raises(NotAllowed):
        intake.create_order(actor=ANONYMOUS, unit=county.station, other_name="甲", **window(), **NEED)
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "长" * 61}, "title"),
        ({"category": "none"}, "category"),
        ({"minutes": 5}, "minutes"),
        ({"headcount": 0}, "headcount"),
        ({"risk": 1}, "risk_note"),
        ({"contact_phone": "12x"}, "contact_phone"),
        (
            {"wished_until": MONDAY - dt.timedelta(days=1), "wished_from": MONDAY - dt.timedelta(days=2)},
            "wished_from",
        ),
        ({"wished_until": MONDAY, "wished_from": MONDAY + dt.timedelta(hours=1)}, "wished_until"),
        ({"wished_until": MONDAY + dt.timedelta(days=400)}, "wished_from"),
    ],
)
def test_wrong_input_names_its_field(cast, actor_of, facts, field):
    with pytest.raises(Invalid) as caught:
        asked(cast, actor_of, **facts)
    assert set(caught.value.fields) == {field}
    assert not Order.objects.exists()


def test_the_same_key_gives_the_first_order(cast, actor_of):
    first = asked(cast, actor_of, idempotency_key="key-0001")
    again = asked(cast, actor_of, idempotency_key="key-0001", title="别的")
    assert (again.pk, again.title) == (first.pk, "换灯泡")
    assert Order.objects.count() == 1
    assert Message.objects.count() == 1


def test_numbers_count_up_and_pass_9999(cast, actor_of):
    assert [asked(cast, actor_of).number for _ in range(2)] == ["20261123-0001", "20261123-0002"]
    OrderFactory(number="20261123-9999", recipient=cast.resident)
    assert [asked(cast, actor_of).number for _ in range(2)] == ["20261123-10000", "20261123-10001"]


def test_verification_corrects_the_need_and_hands_it_to_the_dispatcher(cast, actor_of, county):
    order, skill = asked(cast, actor_of), SkillFactory()
    changes = {"headcount": 2, "skills": [skill], "category": Category.ELDERS, "risk_note": "登高"}
    order = intake.verify_order(
        order, changes=changes, risk=1, note="已电话核实", actor=actor_of(cast.station)
    )
    assert (order.state, order.headcount, order.risk, order.handler) == (OrderState.QUEUED, 2, 1, county.hub)
    assert (order.verified_at, order.due_at) == (MONDAY, MONDAY + dt.timedelta(days=1))
    assert list(order.skills.all()) == [skill]
    entry = AuditEntry.objects.get(action="order.verify")
    assert entry.changes["headcount"] == [1, 2]
    told = set(Message.objects.exclude(person=cast.station).values_list("person__name", flat=True))
    assert told == {"王秀兰", "所长"}


def test_a_risk_needs_its_statement_at_verification_too(cast, actor_of):
    order = asked(cast, actor_of)
    with pytest.raises(Invalid) as caught:
        intake.verify_order(order, risk=2, actor=actor_of(cast.station))
    assert set(caught.value.fields) == {"risk_note"}
    order.refresh_from_db()
    assert order.state == OrderState.VERIFYING


def test_a_refusal_is_appealed_once_and_seen_by_the_next_office(cast, actor_of, county):
    order = asked(cast, actor_of)
    with pytest.raises(Invalid):
        intake.reject_order(order, reason="  ", actor=actor_of(cast.station))
    order = intake.reject_order(order, reason="不属于志愿服务", actor=actor_of(cast.station))
    assert (order.state, order.due_at, order.closed_at) == (OrderState.REJECTED, None, MONDAY)
    order = intake.appeal_order(order, reason="我确实需要", actor=actor_of(cast.resident))
    assert (order.state, order.handler, order.closed_at) == (OrderState.VERIFYING, county.hub, None)
    intake.reject_order(order, reason="仍不属于", actor=actor_of(cast.hub))
    with pytest.raises(Conflict):
        intake.appeal_order(order, reason="再看", actor=actor_of(cast.resident))


@pytest.mark.parametrize(
    ("leave", "target"),
    [
        (
            lambda order, actor: intake.reject_order(order, reason="不属于志愿服务", actor=actor),
            OrderState.REJECTED,
        ),
        (
            lambda order, actor: intake.refer_order(
                order, referred_to="民政办", reason="需专业人员", actor=actor
            ),
            OrderState.UNMET,
        ),
    ],
)
def test_rejecting_and_referring_free_who_claimed(cast, actor_of, leave, target):
    order = OrderFactory(state=OrderState.QUEUED, recipient=cast.resident, headcount=2)
    bound = AssignmentFactory(order=order, volunteer=cast.volunteer.volunteer)
    order = leave(order, actor_of(cast.centre))
    bound.refresh_from_db()
    assert (order.state, bound.state) == (target, AssignmentState.WITHDRAWN)
    assert Message.objects.filter(person=cast.volunteer).count() == 1
    assert Message.objects.filter(person=cast.stranger).count() == 0


def test_withdrawing_frees_whoever_was_asked_or_bound(cast, actor_of):
    order = OrderFactory(state=OrderState.ACCEPTED, recipient=cast.resident, team=cast.team)
    offer = OfferFactory(order=order, volunteer=cast.volunteer.volunteer)
    bound = AssignmentFactory(order=order, volunteer=cast.volunteer.volunteer)
    order = intake.withdraw_order(order, reason="已经解决", actor=actor_of(cast.resident))
    offer.refresh_from_db()
    bound.refresh_from_db()
    assert (order.state, offer.state, bound.state) == (
        OrderState.WITHDRAWN,
        OfferState.CANCELLED,
        AssignmentState.WITHDRAWN,
    )
    assert set(Message.objects.values_list("person__name", flat=True)) == {"才让", "马队长"}


def test_reminding_works_once_a_day(cast, actor_of, time_machine):
    order = asked(cast, actor_of)
    intake.urge_order(order, actor=actor_of(cast.resident))
    with pytest.raises(UrgedAlready) as caught:
        intake.urge_order(order, actor=actor_of(cast.resident))
    assert "明天" in str(caught.value)
    time_machine.move_to(MONDAY + dt.timedelta(hours=25), tick=False)
    intake.urge_order(order, actor=actor_of(cast.resident))
    assert Message.objects.filter(person=cast.station).count() == 3
    order.refresh_from_db()
    assert order.state == OrderState.VERIFYING


def test_nobody_is_reminded_of_what_is_over(cast, actor_of):
    order = OrderFactory(state=OrderState.CLOSED, recipient=cast.resident)
    with pytest.raises(WrongState):
        intake.urge_order(order, actor=actor_of(cast.resident))


def test_a_referral_says_to_whom(cast, actor_of):
    order = OrderFactory(state=OrderState.QUEUED, recipient=cast.resident)
    with pytest.raises(Invalid):
        intake.refer_order(order, referred_to="", reason="需专业机构", actor=actor_of(cast.hub))
    with pytest.raises(NotAllowed):
        intake.refer_order(order, referred_to="民政局", reason="需专业机构", actor=actor_of(cast.station))
    order = intake.refer_order(order, referred_to="民政局", reason="需专业机构", actor=actor_of(cast.hub))
    assert (order.state, order.referred_to, order.due_at) == (OrderState.UNMET, "民政局", None)
    assert "民政局" in Message.objects.get(person=cast.resident).text


def test_strangers_learn_nothing_and_lookers_decide_nothing(cast, actor_of):
    order = asked(cast, actor_of)
    neighbour = AccountFactory(person__unit=cast.resident.unit).person
    for person in (cast.stranger, neighbour, cast.volunteer):
        for attempt in (
            lambda a: intake.verify_order(order, actor=a),
            lambda a: intake.reject_order(order, reason="x", actor=a),
            lambda a: intake.withdraw_order(order, reason="x", actor=a),
            lambda a: intake.urge_order(order, actor=a),
            lambda a: intake.refer_order(order, referred_to="x", reason="x", actor=a),
            lambda a: intake.appeal_order(order, reason="x", actor=a),
        ):
            with pytest.raises(OutOfReach):
                attempt(actor_of(person))
    with pytest.raises(NotAllowed):
        intake.verify_order(order, actor=actor_of(cast.overseer))
    with pytest.raises(NotAllowed):
        intake.verify_order(order, actor=actor_of(cast.resident))


def test_the_second_of_two_officers_is_told_who_was_faster(cast, actor_of):
    order = asked(cast, actor_of)
    intake.verify_order(order, actor=actor_of(cast.station))
    with pytest.raises(WrongState, match="站长"):
        intake.verify_order(order, actor=actor_of(cast.hub))
    order.refresh_from_db()
    assert order.state == OrderState.QUEUED


# SQLite lets one writer in at a time, so that there "at once" is one after the other with stale objects.
REAL = connection.vendor == "postgresql"


def at_once(*calls):
    """Run the calls at the same time, where the database has more than one writer; give what each raised or None."""
    results, barrier = [None] * len(calls), threading.Barrier(len(calls) if REAL else 1)

    def run(at):
        barrier.wait()
        try:
            calls[at]()
        except Exception as error:  # noqa: BLE001 - the test looks at what it was
            results[at] = error
        finally:
            if REAL:
                connection.close()

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(calls))]
    for thread in threads:
        thread.start() if REAL else thread.run()
    for thread in threads if REAL else ():
        thread.join()
    return results


@pytest.mark.django_db(transaction=REAL)
def test_of_two_at_once_one_wins_and_the_other_is_told_who(cast, actor_of):
    order = asked(cast, actor_of)
    station, hub = actor_of(cast.station), actor_of(cast.hub)
    results = at_once(
        lambda: intake.verify_order(order, actor=station), lambda: intake.verify_order(order, actor=hub)
    )
    lost = [error for error in results if error is not None]
    winner = "站长" if results[0] is None else "所长"
    assert len(lost) == 1
    assert isinstance(lost[0], WrongState)
    assert winner in str(lost[0])
    assert [log.transition for log in flow.history("order", order.pk)] == ["submit", "verify"]


@pytest.mark.django_db(transaction=REAL)
def test_numbers_stay_unique_when_many_ask_at_once(cast, actor_of):
    assert at_once(*[lambda: asked(cast, actor_of)] * 6) == [None] * 6
    numbers = Order.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [f"20261123-{n:04d}" for n in range(1, 7)]


@pytest.mark.django_db(transaction=REAL)
def test_the_same_key_twice_at_once_makes_one_order(cast, actor_of):
    results = at_once(*[lambda: asked(cast, actor_of, idempotency_key="key-0001")] * 2)
    assert Order.objects.count() == 1
    assert all(error is None or isinstance(error, Conflict) for error in results)


def test_merged_persons_keep_their_orders(cast, actor_of):
    from shijian.people import operations as people

    old = PersonFactory(unit=cast.resident.unit, phone="")
    order = OrderFactory(recipient=old)
    people.merge_persons(old, into=cast.resident, actor=actor_of(cast.hub))
    order.refresh_from_db()
    assert (order.recipient, order.asked_by) == (cast.resident, cast.resident)
