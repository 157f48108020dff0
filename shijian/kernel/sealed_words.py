"""Words typed into a search for people stay out of addresses, histories and server logs.

Such a search box posts. The answer redirects to the same page with the words encrypted in the address, so that paging,
going back and reloading work as for any list; the view reads them from `request.GET` as if they stood there.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

from shijian.kernel import crypto

Handler = Callable[[HttpRequest], HttpResponse]
FIELD = "sealed"
MARK = "~"
PURPOSE = "search words"
FORM = "application/x-www-form-urlencoded"
LONGEST = 200


def sealed_words(get_response: Handler) -> Handler:
    """Seal posted search words into the address, and open them again for the view."""

    def handle(request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and request.content_type == FORM and FIELD in request.POST:
            return _to_address(request)
        _open(request)
        return get_response(request)

    return handle


def kept(request: HttpRequest) -> list[tuple[str, str]]:
    """Give the pairs of the address as it may be repeated in links: sealed words stay sealed."""
    tokens: dict[str, str] = getattr(request, "sealed_tokens", {})
    return [(name, tokens.get(name, value)) for name, values in request.GET.lists() for value in values]


def _to_address(request: HttpRequest) -> HttpResponse:
    name = request.POST[FIELD]
    query = QueryDict(mutable=True)
    for key, values in request.POST.lists():
        if key not in (FIELD, name, "csrfmiddlewaretoken"):
            query.setlist(key, [value for value in values if value])
    words = " ".join(request.POST.get(name, "").split())[:LONGEST]
    if words:
        query[name] = MARK + crypto.encrypt(words, PURPOSE)
    response = HttpResponseRedirect(f"{request.path}?{query.urlencode()}")
    response.status_code = 303
    return response


def _open(request: HttpRequest) -> None:
    tokens = {name: str(value) for name, value in request.GET.items() if str(value).startswith(MARK)}
    if not tokens:
        return
    query = request.GET.copy()
    for name, token in tokens.items():
        query[name] = _words(token)
    request.GET = query  # type: ignore[assignment]
    request.sealed_tokens = tokens  # type: ignore[attr-defined]


def _words(token: str) -> str:
    try:
        return crypto.decrypt(token.removeprefix(MARK), PURPOSE)
    except crypto.DecryptionError:
        return ""
