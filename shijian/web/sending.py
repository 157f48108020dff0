"""What a device sends from its queue: each action once; a second try gets the first outcome again, in words."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import resolve_url
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from shijian.kernel import replies

Handler = Callable[[HttpRequest], HttpResponse]
Outcome = dict[str, str]
KEY = re.compile(r"q-[0-9a-f]{32}")
API = "/api/"
SUMMARY = re.compile(r"data-error-summary>.*?<ul>(.*?)</ul>", re.S)
MAIN = re.compile(r"<main\b.*?</h1>(.*?)</main>", re.S)
ITEM = re.compile(r"<(?:li|p)\b[^>]*>(.*?)</(?:li|p)>", re.S)
LONGEST = 300


class _UnansweredError(Exception):
    """Carries a reply that is no outcome out of the transaction, so that nothing of it stays."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def send_once(get_response: Handler) -> Handler:
    """Middleware for posts with a key of the queue; must stand outside the views' own transactions."""

    def handle(request: HttpRequest) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")
        ours = request.method == "POST" and KEY.fullmatch(key) and not request.path_info.startswith(API)
        if not ours:
            return get_response(request)
        if not request.user.is_authenticated:
            return JsonResponse({"state": "login"})
        try:
            return JsonResponse(_once(request, get_response, request.user.pk, key))
        except _UnansweredError as unanswered:
            return unanswered.response

    return handle


def _once(request: HttpRequest, get_response: Handler, account_id: int, key: str) -> Outcome:
    print_ = _fingerprint(request)
    try:
        with transaction.atomic():
            reply = replies.reserve(account_id, key, print_)
            outcome = _first(request, get_response)
            replies.keep(reply, 200, json.dumps(outcome))
            return outcome
    except replies.TakenError:
        found = replies.recall(account_id, key, print_)
    if found is None:
        return {"state": "refused", "text": _("This key was used for something else."), "url": ""}
    first: Outcome = json.loads(found[1])
    return first


def _fingerprint(request: HttpRequest) -> str:
    fields = sorted((name, value) for name, values in request.POST.lists() for value in values)
    return hashlib.sha256(json.dumps([request.get_full_path(), fields]).encode()).hexdigest()


def _first(request: HttpRequest, get_response: Handler) -> Outcome:
    storage: Any = messages.get_messages(request)
    seen = len(storage)
    response = get_response(request)
    passed_csrf = getattr(request, "csrf_processing_done", False)
    if response.status_code >= 500 or not passed_csrf or _to_login(response):
        raise _UnansweredError(response)
    told = list(storage)[seen:]
    # The page that the device opens next says it; sent in the background, only the queue says it.
    storage.used = "Queued-Direct" not in request.headers
    return _outcome(response, told)


def _to_login(response: HttpResponse) -> bool:
    return response.headers.get("Location", "").startswith(resolve_url(settings.LOGIN_URL))


def _outcome(response: HttpResponse, told: list[Any]) -> Outcome:
    text = "; ".join(str(message) for message in told)
    url = response.headers.get("Location", "")
    failed = any(message.level >= messages.ERROR for message in told)
    mistakes = "" if url else _mistakes(response)
    if url or not mistakes:
        return {"state": "refused" if failed else "sent", "text": text, "url": url}
    return {"state": "refused", "text": text or mistakes, "url": ""}


def _mistakes(response: HttpResponse) -> str:
    """Why a page was shown instead of going on; "" for a page without mistakes."""
    if response.status_code == 404:
        return _("This is not there any more, or you may not see it any more.")
    content = response.content.decode()
    part = SUMMARY.search(content) or (MAIN.search(content) if response.status_code >= 400 else None)
    if part is None:
        return _("This could not be done.") if response.status_code >= 400 else ""
    sentences = [" ".join(html.unescape(strip_tags(item)).split()) for item in ITEM.findall(part.group(1))]
    return "; ".join(filter(None, sentences))[:LONGEST] or _("This could not be done.")
