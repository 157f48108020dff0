"""Whatever is sent: a problem document that names the trouble, never a server error."""

import pytest
from django.test import Client

from shijian.kernel.models import IdempotentReply
from tests.factories.orders import OrderFactory
from tests.factories.people import ApiTokenFactory

HUGE = (2**63, 2**64, 10**40)


@pytest.fixture
def raw(cast):
    """Send raw bytes as the cast's resident."""
    ApiTokenFactory(account=cast.resident.account, secret="raw")
    client = Client(headers={"Authorization": "Bearer raw"})

    def send(method, path, body=b"", **headers):
        return client.generic(method, f"/api/v1/{path}", body, "application/json", headers=headers)

    return send


def refused(answer, status, code):
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    body = answer.json()
    assert (body["status"], body["code"]) == (status, code)
    assert body["title"]
    return body


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"nope", b"\xff\xfe", b'{"title": "\\u0000"}', b'{"\\u0000": 1}', b'{"title": "\\ud800"}',
        b'{"minutes": NaN}', b'{"minutes": Infinity}', b"[" * 5000, b'{"a":' * 5000,
        b'{"minutes": ' + b"9" * 5000 + b"}",
    ],
)  # fmt: skip
def test_a_body_that_is_no_usable_json(raw, body):
    refused(raw("POST", "orders", body), 400, "bad-request")


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"7", b'"text"', b"{}", b"true"])
def test_a_body_of_another_kind(raw, body):
    assert refused(raw("POST", "orders", body), 422, "invalid")["errors"]


def test_a_wrong_field_is_named_in_chinese(raw):
    body = refused(raw("POST", "orders", b'{"title": ""}'), 422, "invalid")
    assert body["errors"]["wished_from"] == "缺少这一项。"
    assert body["errors"]["title"] == "太短了：至少 1 个字。"


def test_a_body_over_the_limit(raw, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    body = b'{"title": "' + b"x" * 2000 + b'"}'
    refused(raw("POST", "orders", body), 413, "too-large")
    refused(raw("POST", "orders", body, **{"Idempotency-Key": "too-large-1"}), 413, "too-large")
    assert not IdempotentReply.objects.exists()


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "", "image/png", "application/xml"]
)
def test_a_body_that_does_not_say_it_is_json(cast, kind):
    ApiTokenFactory(account=cast.resident.account, secret="kind")
    client = Client(headers={"Authorization": "Bearer kind"})
    answer = client.generic("POST", "/api/v1/orders", b'{"title": "x"}', kind)
    assert "application/json" in refused(answer, 415, "unsupported-media-type")["detail"]
    assert client.get("/api/v1/orders").json()["items"] == []


def test_a_body_of_json_may_name_its_charset(cast):
    ApiTokenFactory(account=cast.resident.account, secret="kind")
    client = Client(headers={"Authorization": "Bearer kind"})
    kind = "Application/JSON; charset=utf-8"
    refused(client.generic("POST", "/api/v1/orders", b"{}", kind), 422, "invalid")


def test_too_many_wrong_passwords(cast):
    body = {"login": cast.hub.account.login_name, "password": "wrong"}
    answers = [Client().post("/api/v1/tokens", body, "application/json") for _ in range(30)]
    assert refused(answers[0], 401, "login-refused")
    assert refused(answers[-1], 429, "login-locked")["detail"]


@pytest.mark.parametrize("key", [0, -1, 987654, *HUGE])
@pytest.mark.parametrize(
    "path", ["orders/{}", "units/{}", "teams/{}", "volunteers/{}", "menu-items/{}", "orders/{}/timeline"]
)
def test_an_id_of_nothing_is_not_found(raw, path, key):
    refused(raw("GET", path.format(key)), 404, "not-found")


@pytest.mark.parametrize("path", ["orders/{}/claim", "orders/{}/urge", "offers/{}/accept"])
@pytest.mark.parametrize("key", [0, -1, 987654, *HUGE])
def test_a_deed_on_nothing_is_not_found(raw, path, key):
    refused(raw("POST", path.format(key)), 404, "not-found")


@pytest.mark.parametrize("key", ["abc", "1.5", "%00", "%F0%9F%98%80", "9" * 5000])
def test_an_id_that_is_no_number(raw, key):
    refused(raw("GET", f"orders/{key}"), 422, "invalid")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("units?parent=99999999999999999999", 422), ("records?volunteer=-1", 422), ("teams?unit=x", 422),
        ("orders?state=%00", 400), ("orders?q=%00", 400), ("orders?limit=many", 422), ("orders?view=all;drop", 422),
        ("orders?cursor=%F0%9F%98%80", 422), ("volunteers?skill=%00", 400), ("orders?cursor=AAAA", 422),
    ],
)  # fmt: skip
def test_a_query_that_makes_no_sense(raw, query, status):
    assert raw("GET", query).status_code == status


@pytest.mark.parametrize(
    "query", ["volunteers?q=%25_'%22", "teams?q=" + "长" * 500, "orders?q=🙂", "units?q=*"]
)
def test_a_search_of_odd_signs_finds_nothing(raw, query):
    assert raw("GET", query).json() == {"items": [], "next": ""}


@pytest.mark.parametrize(
    "moment",
    [
        "0001-01-01T00:00",
        "9999-12-31T23:59+00:00",
        1767225600,
        "tomorrow",
        "2026-02-30T10:00",
        True,
        None,
        [],
        "1e400",
    ],
)
def test_a_moment_that_no_calendar_holds(api, cast, moment):
    body = {"title": "x", "category": "repair", "wished_from": moment, "wished_until": "2099-01-01T00:00"}
    answer = api(cast.resident)("POST", "orders", body)
    assert "wished_from" in refused(answer, 422, "invalid")["errors"]


@pytest.mark.parametrize(
    "path", ["nothing", "orders/1/nothing", "orders/", "", "orders/1/verify/2", "%2e%2e/x"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_route(raw, path, method):
    refused(raw(method, path), 404, "not-found")


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "orders"), ("DELETE", "orders/1"), ("GET", "tokens"), ("PATCH", "me")]
)
def test_a_method_that_the_route_does_not_know(raw, method, path):
    answer = raw(method, path)
    refused(answer, 405, "method-not-allowed")
    assert answer.headers["Allow"]


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Bearer wrong", "Basic abc", "bearer\t", "Bearer 令牌", "Bearer a b c"],
)
def test_without_a_running_token(db, header):
    headers = {} if header is None else {"Authorization": header}
    for method, path in [
        ("GET", "me"),
        ("POST", "orders"),
        ("GET", "orders/1"),
        ("DELETE", "tokens/current"),
    ]:
        answer = Client(headers=headers).generic(method, f"/api/v1/{path}")
        refused(answer, 401, "not-authenticated")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_revoked_token_is_over_at_once(raw):
    assert raw("DELETE", "tokens/current").status_code == 204
    refused(raw("GET", "me"), 401, "not-authenticated")
    refused(raw("POST", "orders", b"{}", **{"Idempotency-Key": "after-the-end"}), 401, "not-authenticated")


def test_the_scheme_may_be_written_small(cast):
    ApiTokenFactory(account=cast.resident.account, secret="small")
    client = Client(headers={"Authorization": "bearer small"})
    assert client.get("/api/v1/me").status_code == 200
    assert client.delete("/api/v1/tokens/current").status_code == 204
    assert client.get("/api/v1/me").status_code == 401


def test_a_session_of_the_pages_is_no_token(login, cast):
    assert login(cast.resident).get("/api/v1/me").status_code == 401


def test_a_crash_of_ours_is_a_problem_document(raw, cast, monkeypatch):
    from shijian.orders.api import orders

    monkeypatch.setattr(orders.OrderOut, "of", None)
    OrderFactory(recipient=cast.resident)
    client = Client(headers={"Authorization": "Bearer raw"}, raise_request_exception=False)
    refused(client.get("/api/v1/orders"), 500, "server-error")


def test_errors_speak_the_language_that_was_asked_for(raw):
    chinese = raw("GET", "orders/1").json()["title"]
    english = raw("GET", "orders/1", **{"Accept-Language": "en"}).json()["title"]
    assert (english, chinese) == ("There is nothing here that you can see.", "没有您可以查看的内容。")
