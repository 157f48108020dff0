"""Replays: a write with an Idempotency-Key that came before gets the first reply again, and writes nothing."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from shijian.api.problems import PREFIX, too_large
from shijian.kernel import replies
from shijian.kernel.api import bearer_of, problem
from shijian.people.queries.accounts import by_token

Handler = Callable[[HttpRequest], HttpResponse]
KEY = re.compile(r"[A-Za-z0-9_.:-]{8,80}")
# Who complains without a name must not be found by the account under which the reply would be kept; and what somebody
# said of his health goes with his consent, at once and everywhere. Saying it twice says the same.
NEVER_KEPT = frozenset({f"{PREFIX}complaints", f"{PREFIX}me/health-declaration"})


class _RefusedError(Exception):
    """Carries an error reply out of the transaction, so that nothing of it stays."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def replay(get_response: Handler) -> Handler:
    """Middleware for the API; must stand outside the views' own transactions."""

    def handle(request: HttpRequest) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")
        if (
            not key
            or request.method not in ("POST", "DELETE", "PUT", "PATCH")
            or not request.path_info.startswith(PREFIX)
            or request.path_info in NEVER_KEPT
        ):
            return get_response(request)
        if not KEY.fullmatch(key):
            return problem(
                status=400, code="bad-idempotency-key", title=_("The Idempotency-Key is not usable.")
            )
        token = by_token(bearer_of(request))
        if token is None:
            return get_response(request)
        return _once(request, get_response, token.account_id, key)

    return handle


def _once(request: HttpRequest, get_response: Handler, account_id: int, key: str) -> HttpResponse:
    try:
        print_ = _fingerprint(request)
    except RequestDataTooBig:
        return too_large()
    try:
        with transaction.atomic():
            return _first(request, get_response, account_id, key, print_)
    except replies.TakenError:
        return _again(account_id, key, print_)
    except _RefusedError as refused:
        return refused.response


def _fingerprint(request: HttpRequest) -> str:
    head = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(head + request.body).hexdigest()


def _first(
    request: HttpRequest, get_response: Handler, account_id: int, key: str, print_: str
) -> HttpResponse:
    reply = replies.reserve(account_id, key, print_)
    response = get_response(request)
    if response.status_code >= 400:
        raise _RefusedError(response)
    body = json.dumps([response.headers.get("Content-Type", ""), response.content.decode()])
    replies.keep(reply, response.status_code, body)
    return response


def _again(account_id: int, key: str, fingerprint: str) -> HttpResponse:
    found = replies.recall(account_id, key, fingerprint)
    if found is None:
        title = _("This Idempotency-Key was used for another request.")
        return problem(status=409, code="idempotency-key-reused", title=title)
    status, (kind, content) = found[0], json.loads(found[1])
    return HttpResponse(content, status=status, content_type=kind, headers={"Idempotent-Replayed": "true"})


def forget() -> int:
    """Delete replies past their days; a job. Returns how many."""
    return replies.forget()
