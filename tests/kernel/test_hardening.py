"""What a hostile client meets before any view of ours: sizes, rates, addresses, headers."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from threading import Thread

import pytest
from django.test import Client, RequestFactory

from shijian.kernel import client_address, counts, limits, sms
from shijian.people.models import Account

PROXIES = [ip_network("10.0.0.0/8"), ip_network("127.0.0.1/32")]


@pytest.fixture
def counted(settings, time_machine):
    """Limits that count, within one minute."""
    time_machine.move_to("2026-11-24T09:00:10+08:00", tick=False)
    settings.RATE_LIMITS = True
    counts.clear()
    yield
    counts.clear()


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "1.2.3.4", "203.0.113.9"),  # not through our proxy: its word counts nothing
        ("127.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("127.0.0.1", "9.9.9.9, 1.2.3.4", "1.2.3.4"),  # the client may have written 9.9.9.9 himself
        ("127.0.0.1", "1.2.3.4, 10.1.1.1", "1.2.3.4"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "10.1.1.1", "127.0.0.1"),
        ("127.0.0.1", "2001:db8::1", "2001:db8::1"),
    ],
)
def test_only_trusted_proxies_say_who_asks(peer, forwarded, found):
    assert client_address.of(peer, forwarded, PROXIES) == found


def test_a_failed_login_is_charged_to_the_client_behind_the_proxy(cast, settings):
    settings.TRUSTED_PROXIES = PROXIES
    data = {"name": cast.hub.account.login_name, "password": "wrong"}
    Client().post("/login/", data, headers={"X-Forwarded-For": "198.51.100.7"})
    assert [failure.ip for failure in cast.hub.account.failures.all()] == ["198.51.100.7"]


def test_one_address_too_many_is_told_when_to_come_back(counted, cast, monkeypatch):
    monkeypatch.setattr(limits, "READ", limits.Rate("read", 3))
    client = Client()
    assert [client.get("/words/").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = client.get("/words/")
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert "操作太频繁" in answer.content.decode()
    assert client.get("/words/", REMOTE_ADDR="198.51.100.8").status_code == 200


def test_persons_behind_one_address_are_counted_each_and_an_invented_session_buys_nothing(
    counted, cast, login, monkeypatch
):
    monkeypatch.setattr(limits, "READ", limits.Rate("read", 2))
    resident, hub = login(cast.resident), login(cast.hub)
    assert [resident.get("/words/").status_code for _ in range(3)] == [200, 200, 429]
    assert hub.get("/words/").status_code == 200
    visitor = Client()
    statuses = []
    for number in range(3):
        visitor.cookies["sessionid"] = f"invented{number}"
        statuses.append(visitor.get("/words/").status_code)
    assert statuses == [200, 200, 429]


def test_the_api_refuses_with_a_problem_document(counted, cast, monkeypatch):
    monkeypatch.setattr(limits, "READ", limits.Rate("read", 1))
    client = Client()
    client.get("/api/v1/openapi.json")
    answer = client.get("/api/v1/openapi.json")
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-requests")
    assert answer.headers["Retry-After"]


def test_a_body_that_claims_too_much_is_refused_unread(cast, login):
    client = login(cast.hub)
    answer = client.post(
        "/login/", b"x=1", content_type="application/x-www-form-urlencoded", CONTENT_LENGTH="99000000"
    )
    assert answer.status_code == 413
    assert "2 MB" in answer.content.decode()


@pytest.mark.parametrize(
    ("method", "kind", "rate"),
    [
        ("get", "", limits.READ),
        ("post", "application/x-www-form-urlencoded", limits.WRITE),
        ("post", "multipart/form-data; boundary=x", limits.UPLOAD),
    ],
)
def test_the_class_follows_what_a_request_does(method, kind, rate):
    request = getattr(RequestFactory(), method)("/", content_type=kind) if kind else RequestFactory().get("/")
    assert limits.rate_of(request, lambda: None) == rate
    assert limits.rate_of(request, limits.rated(limits.EXPORT)(lambda: None)) == limits.EXPORT


def test_every_page_forbids_what_it_never_does(client, cast):
    headers = client.get("/").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "payment=()" in headers["Permissions-Policy"]
    policy = headers["Content-Security-Policy"]
    assert not any(word in policy for word in ("unsafe", "data:", "blob:", "http:", "https:", "*"))


def test_behind_https_cookies_and_transport_are_strict(settings, client, cast):
    settings.SECURE_HSTS_SECONDS, settings.SECURE_PROXY_SSL_HEADER = (
        31536000,
        ("HTTP_X_FORWARDED_PROTO", "https"),
    )
    answer = client.get("/login/", headers={"X-Forwarded-Proto": "https"})
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert answer.cookies["csrftoken"]["httponly"]
    assert answer.cookies["csrftoken"]["samesite"] == "Lax"


@pytest.mark.parametrize("host", ["evil.example", "localhost:80@evil.example", "localhost.evil.example"])
def test_a_foreign_host_name_is_refused(settings, client, db, host):
    settings.ALLOWED_HOSTS = ["localhost"]
    assert client.get("/words/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "\thttps://evil.example",
    ],
)
def test_no_door_leads_to_another_host(cast, target):
    account = cast.hub.account
    account.set_password("a long pass phrase 1")
    account.save()
    data = {"name": account.login_name, "password": "a long pass phrase 1", "next": target}
    answer = Client().post("/login/", data)
    assert answer.headers.get("Location", "/").startswith("/")
    assert not answer.headers.get("Location", "/").startswith(("//", "/\\"))
    answer = Client().post("/display/", {"edition": "elder", "next": target})
    assert not answer.headers["Location"].startswith(("//", "/\\", "http", "java", "\t"))
    assert Account.objects.filter(pk=account.pk).exists()


class Elsewhere(BaseHTTPRequestHandler):
    """A gateway that hands the caller on, and remembers who followed."""

    asked: list = []

    def do_POST(self):
        self.asked.append(self.path)
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(307)
        self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/followed")
        self.end_headers()

    def log_message(self, *args):
        """Say nothing."""


def test_a_gateway_that_sends_us_elsewhere_is_refused(settings):
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        settings.SMS = {
            "gateway": "tencent", "url": f"http://127.0.0.1:{server.server_port}/", "app": "1", "sign": "x",
            "templates": {"code": "7"}, "key": "k", "secret": "s", "region": "r", "seconds": 5,
        }  # fmt: skip
        receipt = sms.send("13800000000", "code", ["123456"], reference="r")
        server.shutdown()
    assert (receipt.outcome, receipt.reference) == (sms.Outcome.REFUSED, "http-307")
    assert Elsewhere.asked == ["/"]
