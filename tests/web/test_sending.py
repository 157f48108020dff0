"""What a device sends from its queue: once, with the first outcome for each later try."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from shijian.kernel.models import AuditEntry, IdempotentReply
from shijian.kernel.replies import forget
from shijian.orders.enums import AssignmentState
from shijian.orders.models import Assignment, Order
from shijian.people.models import Message
from shijian.records.models import ServiceRecord
from tests.orders import scene

KEY, OTHER = f"q-{'a' * 32}", f"q-{'b' * 32}"
HOUR = 3600 * 1000


def send(client, url, data=None, *, key=KEY, ago=0, clock_off=0):
    """Post as the queue of a device does; `ago` and `clock_off` in milliseconds."""
    now = round(timezone.now().timestamp() * 1000) + clock_off
    said = {"Idempotency-Key": key, "Queued-At": str(now - ago), "Queued-Now": str(now)}
    return client.post(url, data or {}, headers=said)


@pytest.fixture
def service(cast, county):
    """A promise of the volunteer whose wished time is now."""
    made = scene.accepted(cast, county)
    return made.assignments[0]


def test_a_check_in_sent_twice_happens_once_and_both_hear_the_same(cast, login, service):
    client, url = login(cast.volunteer), f"/services/{service.pk}/in/"
    first, again = send(client, url).json(), send(client, url).json()
    assert (
        first == again == {"state": "sent", "text": "已签到，谢谢您来。", "url": f"/services/{service.pk}/"}
    )
    assert AuditEntry.objects.filter(action="service.check-in").count() == 1


def test_the_same_key_of_a_stranger_gives_him_nothing(cast, login, service):
    url = f"/services/{service.pk}/in/"
    send(login(cast.volunteer), url)
    stranger = send(login(cast.stranger), url).json()
    assert (stranger["state"], stranger["url"]) == ("refused", "")
    assert "已签到" not in stranger["text"]
    assert IdempotentReply.objects.count() == 2


def test_nobody_logged_in_is_asked_to_log_in_and_nothing_happens(cast, service):
    answer = send(Client(), f"/services/{service.pk}/in/").json()
    service.refresh_from_db()
    assert (answer, service.state) == ({"state": "login"}, AssignmentState.COMMITTED)


def test_a_key_used_for_another_action_is_refused(cast, login, service):
    client = login(cast.volunteer)
    send(client, f"/services/{service.pk}/in/")
    answer = send(client, f"/services/{service.pk}/out/").json()
    service.refresh_from_db()
    assert (answer["state"], service.state) == ("refused", AssignmentState.SERVING)


def test_a_refusal_says_why_and_stands(cast, login, service):
    client, url = login(cast.volunteer), f"/services/{service.pk}/out/"
    first, again = send(client, url).json(), send(client, url).json()
    assert (first["state"], first["text"]) == ("refused", "这位志愿者现在不在服务中。")
    assert again == first


def test_without_a_valid_token_nothing_is_remembered(cast, service):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.volunteer.account)
    assert send(client, f"/services/{service.pk}/in/").status_code == 403
    assert IdempotentReply.objects.count() == 0


def test_an_order_taken_without_signal_is_made_once(cast, county, login):
    client = login(cast.station)
    need = {
        "idempotency_key": KEY, "channel": "door", "other_name": "杨奶奶", "unit": county.station.pk,
        "title": "修水管", "category": "repair", "when": "tomorrow-am", "urgency": "1",
    }  # fmt: skip
    first, again = (send(client, "/office/orders/take/", need).json() for _ in range(2))
    order = Order.objects.get()
    assert first == again
    assert (first["state"], first["url"]) == ("sent", f"/office/orders/{order.pk}/")


def test_tomorrow_is_counted_from_the_day_on_which_it_was_said(cast, county, login):
    need = {
        "idempotency_key": KEY, "channel": "door", "other_name": "杨奶奶", "unit": county.station.pk,
        "title": "修水管", "category": "repair", "when": "after-am", "urgency": "1",
    }  # fmt: skip
    said = timezone.localtime()
    with time_machine.travel(said + dt.timedelta(hours=24), tick=False):
        send(login(cast.station), "/office/orders/take/", need, ago=24 * HOUR)
    wished = timezone.localtime(Order.objects.get().wished_from).date()
    assert wished == said.date() + dt.timedelta(days=2)


def test_a_form_with_mistakes_is_refused_with_its_sentences(cast, login):
    answer = send(login(cast.station), "/office/orders/take/", {"idempotency_key": KEY}).json()
    assert answer["state"] == "refused"
    assert "谁需要帮助" in answer["text"]
    assert Order.objects.count() == 0


@pytest.mark.parametrize("clock_off", [0, 24 * HOUR, -24 * HOUR])
def test_a_clock_wrong_by_a_day_changes_nothing(cast, login, service, clock_off):
    begun = timezone.now()
    with time_machine.travel(begun + dt.timedelta(minutes=20), tick=False):
        send(login(cast.volunteer), f"/services/{service.pk}/in/", ago=20 * 60000, clock_off=clock_off)
    service.refresh_from_db()
    assert abs(service.checked_in_at - begun) < dt.timedelta(seconds=5)
    assert service.in_received_at - service.checked_in_at == dt.timedelta(minutes=20)


def test_a_claim_from_the_future_or_outside_the_window_counts_as_now(cast, login, service):
    with time_machine.travel(timezone.now(), tick=False):
        for ago in (-HOUR, 100 * HOUR):
            Assignment.objects.filter(pk=service.pk).update(
                state=AssignmentState.COMMITTED, checked_in_at=None
            )
            key = f"q-{abs(ago):032x}"
            send(login(cast.volunteer), f"/services/{service.pk}/in/", ago=ago, key=key)
            service.refresh_from_db()
            assert (service.checked_in_at, service.in_received_at) == (timezone.now(), None)


def test_own_times_that_arrive_hours_late_wait_for_a_second_person(cast, login, service):
    begun = timezone.now()
    volunteer = login(cast.volunteer)
    with time_machine.travel(begun + dt.timedelta(hours=3), tick=False):
        send(volunteer, f"/services/{service.pk}/in/", ago=3 * HOUR)
        send(volunteer, f"/services/{service.pk}/out/", ago=2 * HOUR, key=OTHER)
        service.refresh_from_db()
        assert (service.state, service.record_id) == (AssignmentState.DONE, None)
        assert Message.objects.filter(text__contains="第二个人").exists()
        times = {"start": service.checked_in_at, "end": service.checked_out_at}
        shown = {name: f"{timezone.localtime(at):%Y-%m-%dT%H:%M}" for name, at in times.items()}
        login(cast.station).post(f"/office/services/{service.pk}/times/", shown)
    record = ServiceRecord.objects.get()
    assert (record.grade, record.minutes) == ("late", 60)


def test_times_that_arrive_soon_are_ones_own(cast, login, service):
    begun = timezone.now()
    volunteer = login(cast.volunteer)
    with time_machine.travel(begun, tick=False):
        send(volunteer, f"/services/{service.pk}/in/")
    with time_machine.travel(begun + dt.timedelta(minutes=80), tick=False):
        send(volunteer, f"/services/{service.pk}/out/", ago=20 * 60000, key=OTHER)
    record = ServiceRecord.objects.get()
    assert (record.grade, record.minutes) == ("self", 60)


def test_replies_to_a_queue_are_kept_for_a_month(cast):
    for key in (KEY, "api-client-key"):
        IdempotentReply.objects.create(account_id=cast.volunteer.account.pk, key=key, fingerprint="x")
    IdempotentReply.objects.update(at=timezone.now() - dt.timedelta(days=20))
    assert (forget(), IdempotentReply.objects.get().key) == (1, KEY)
