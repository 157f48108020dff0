"""One Idempotency-Key, one deed, also when the same request comes twice at the same moment."""

import datetime as dt
import json
import threading

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from shijian.api.idempotency import forget
from shijian.kernel.models import IdempotentReply
from shijian.orders.models import Order
from tests.factories.orders import OrderFactory
from tests.factories.people import ApiTokenFactory

START = timezone.now() + dt.timedelta(days=1)
NEED = {
    "title": "换灯泡",
    "category": "repair",
    "wished_from": START.isoformat(),
    "wished_until": (START + dt.timedelta(hours=2)).isoformat(),
}
KEY = {"Idempotency-Key": "order-of-today"}


def test_a_replay_gives_the_first_reply_and_makes_nothing(api, cast):
    call = api(cast.resident)
    first, again = call("POST", "orders", NEED, **KEY), call("POST", "orders", NEED, **KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Order.objects.count() == 1


def test_another_body_under_the_same_key_is_a_conflict(api, cast):
    call = api(cast.resident)
    call("POST", "orders", NEED, **KEY)
    other = call("POST", "orders", {**NEED, "title": "修水管"}, **KEY)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency-key-reused")
    elsewhere = call("POST", f"orders/{Order.objects.get().pk}/urge", **KEY)
    assert elsewhere.json()["code"] == "idempotency-key-reused"
    assert Order.objects.count() == 1


def test_two_accounts_do_not_share_keys(api, cast):
    assert api(cast.resident)("POST", "orders", NEED, **KEY).status_code == 201
    assert api(cast.leader)("POST", "orders", NEED, **KEY).status_code == 201
    assert Order.objects.count() == 2


def test_a_refusal_is_not_kept(api, cast):
    call = api(cast.resident)
    assert call("POST", "orders", {**NEED, "title": "换灯泡", "category": None}, **KEY).status_code == 422
    assert call("POST", "orders", NEED, **KEY).status_code == 201


def test_a_replay_on_an_order_that_moved_on(api, cast, county):
    order = OrderFactory(recipient=cast.resident)
    call = api(cast.station)
    first = call("POST", f"orders/{order.pk}/verify", {}, **KEY)
    api(cast.resident)("POST", f"orders/{order.pk}/withdraw", {"reason": "好了"})
    assert call("POST", f"orders/{order.pk}/verify", {}, **KEY).json() == first.json()
    assert call("POST", f"orders/{order.pk}/verify", {}).status_code == 409


@pytest.mark.parametrize("key", ["short", "x" * 81, "with space", "钥匙钥匙钥匙钥匙", "new\tline-0"])
def test_an_unusable_key_is_refused(api, cast, key):
    answer = api(cast.resident)("POST", "orders", NEED, **{"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-idempotency-key")


def test_the_reply_is_kept_encrypted_and_for_two_days(api, cast, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    api(cast.resident)("POST", "orders", {**NEED, "contact_phone": "13900001111"}, **KEY)
    assert "13900001111" not in IdempotentReply.objects.get().body
    assert forget() == 0
    time_machine.shift(dt.timedelta(days=2, minutes=1))
    assert forget() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_request_twice_at_once(cast):
    ApiTokenFactory(account=cast.resident.account, secret="twin")
    answers, barrier = [], threading.Barrier(2)

    def send():
        barrier.wait()
        try:
            client = Client(headers={"Authorization": "Bearer twin", **KEY})
            answers.append(client.post("/api/v1/orders", json.dumps(NEED), content_type="application/json"))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Order.objects.count() == 1


def test_no_reply_to_a_complaint_is_kept_under_an_account(api, cast, county):
    body = {
        "kind": "unit", "object_id": county.station.pk, "ground": "conduct", "words": "态度很差",
        "anonymous": True,
    }  # fmt: skip
    call = api(cast.resident)
    answers = [call("POST", "complaints", body, **{"Idempotency-Key": "complaint-1"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert IdempotentReply.objects.count() == 0
