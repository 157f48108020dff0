"""Text messages through a gateway, or none: without one no page offers a code.

One gateway is built in: Tencent Cloud SMS (`SendSms` 2021-01-11), whose requests are signed with TC3-HMAC-SHA256. The
words belong to templates that the provider has approved; only their parameters are sent.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from django.conf import settings

from shijian.kernel import clock

SERVICE, ACTION, VERSION = "sms", "SendSms", "2021-01-11"
CONTENT = "application/json; charset=utf-8"
SIGNED = "content-type;host;x-tc-action"
BUSY = ("LimitExceeded", "InternalError", "RequestLimitExceeded", "FailedOperation.FailResolvePacket")


class Outcome(StrEnum):
    """What became of one try: `busy` may be tried again; of `unknown` nobody knows whether it went out."""

    SENT = "sent"
    BUSY = "busy"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The outcome with the provider's number for it, or its code for the refusal."""

    outcome: Outcome
    reference: str = ""


def is_on() -> bool:
    """Whether this installation has a gateway."""
    return bool(settings.SMS["gateway"] != "none")


def send(phone: str, template: str, values: list[str], *, reference: str) -> Receipt:
    """Ask the gateway to send `values` in the template of the event `template` to a normal mobile number.

    `reference` comes back in the provider's reports. Takes `SHIJIAN_SMS_SECONDS` at most; never raises for the net.
    """
    body = {
        "PhoneNumberSet": [f"+86{phone}"],
        "SmsSdkAppId": settings.SMS["app"],
        "SignName": settings.SMS["sign"],
        "TemplateId": settings.SMS["templates"][template],
        "TemplateParamSet": values,
        "SessionContext": reference,
    }
    payload = json.dumps(body, ensure_ascii=False).encode()
    request = urllib.request.Request(settings.SMS["url"], payload, _headers(payload), method="POST")  # noqa: S310
    try:
        with _opener().open(request, timeout=settings.SMS["seconds"]) as answer:
            return _read(answer.read(65536))
    except urllib.error.HTTPError as error:
        error.close()
        return Receipt(Outcome.BUSY if error.code in (429, 503) else Outcome.REFUSED, f"http-{error.code}")
    except urllib.error.URLError as error:
        refused = isinstance(error.reason, ConnectionRefusedError)
        return Receipt(
            Outcome.BUSY if refused else Outcome.UNKNOWN, "no-connection" if refused else "no-answer"
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Receipt(Outcome.UNKNOWN, "no-answer")


class _StayHere(urllib.request.HTTPRedirectHandler):
    """A gateway that sends us elsewhere is refused: numbers and codes go to the configured host only."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        """Follow nothing; the answer becomes an error of its own status."""


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_StayHere, urllib.request.ProxyHandler({}))


def signature(payload: bytes, *, host: str, timestamp: int, secret: str) -> str:
    """The TC3-HMAC-SHA256 signature of a request body, as hexadecimal digits."""
    day = dt.datetime.fromtimestamp(timestamp, dt.UTC).strftime("%Y-%m-%d")
    head = f"content-type:{CONTENT}\nhost:{host}\nx-tc-action:{ACTION.lower()}\n"
    canonical = f"POST\n/\n\n{head}\n{SIGNED}\n{hashlib.sha256(payload).hexdigest()}"
    scope = f"{day}/{SERVICE}/tc3_request"
    text = f"TC3-HMAC-SHA256\n{timestamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"TC3{secret}".encode()
    for part in (day, SERVICE, "tc3_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.new(key, text.encode(), "sha256").hexdigest()


def _headers(payload: bytes) -> dict[str, str]:
    host, timestamp = urlsplit(settings.SMS["url"]).netloc, int(clock.now().timestamp())
    day = clock.now().strftime("%Y-%m-%d")
    signed = signature(payload, host=host, timestamp=timestamp, secret=settings.SMS["secret"])
    credential = f"{settings.SMS['key']}/{day}/{SERVICE}/tc3_request"
    return {
        "Authorization": f"TC3-HMAC-SHA256 Credential={credential}, SignedHeaders={SIGNED}, Signature={signed}",
        "Content-Type": CONTENT,
        "Host": host,
        "X-TC-Action": ACTION,
        "X-TC-Version": VERSION,
        "X-TC-Region": settings.SMS["region"],
        "X-TC-Timestamp": str(timestamp),
    }


def _read(content: bytes) -> Receipt:
    response = json.loads(content)["Response"] if content else {}
    if "Error" in response:
        return _failed(str(response["Error"].get("Code", "")))
    rows = response.get("SendStatusSet") or [{}]
    if rows[0].get("Code") == "Ok":
        return Receipt(Outcome.SENT, str(rows[0].get("SerialNo", ""))[:60])
    return _failed(str(rows[0].get("Code", "")))


def _failed(code: str) -> Receipt:
    if not code:
        return Receipt(Outcome.UNKNOWN, "no-code")
    return Receipt(Outcome.BUSY if code.startswith(BUSY) else Outcome.REFUSED, code[:60])
