"""Every refusal below the API's address is a problem document, also what Django refuses before a route is found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from shijian.kernel.api import PROBLEM_TYPE, problem, problem_of
from shijian.kernel.errors import OutOfReach

Handler = Callable[[HttpRequest], HttpResponse]
PREFIX = "/api/v1/"
KEPT = ("Allow", "Retry-After", "WWW-Authenticate")
TITLES: dict[int, tuple[str, str | Promise]] = {
    400: ("bad-request", gettext_lazy("The request cannot be read.")),
    404: ("not-found", OutOfReach.message),
    405: ("method-not-allowed", gettext_lazy("This address does not take that method.")),
    429: ("too-many-requests", gettext_lazy("Too many requests. Wait a minute and try again.")),
    413: ("too-large", gettext_lazy("The request is too large.")),
    415: ("unsupported-media-type", gettext_lazy("The request is of a kind that is not read here.")),
    500: ("server-error", gettext_lazy("Something went wrong with us. Please try again later.")),
}
SENTENCES: dict[str, str | Promise] = {
    "missing": gettext_lazy("This is missing."),
    "string_too_short": gettext_lazy("This is too short: at least %(min_length)s characters."),
    "string_too_long": gettext_lazy("This is too long: at most %(max_length)s characters."),
    "too_long": gettext_lazy("This is too long: at most %(max_length)s entries."),
    "enum": gettext_lazy("Choose one of: %(expected)s."),
    "greater_than_equal": gettext_lazy("At least %(ge)s."),
    "less_than_equal": gettext_lazy("At most %(le)s."),
    "extra_forbidden": gettext_lazy("There is no such field."),
}


def as_problem(get_response: Handler) -> Handler:
    """Middleware: turn error pages below the API's address into problem documents."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        plain = response.headers.get("Content-Type", "") != PROBLEM_TYPE
        if response.status_code < 400 or not request.path_info.startswith(PREFIX) or not plain:
            return response
        if settings.DEBUG and response.status_code >= 500:
            return response
        return _translated(response)

    return handle


def _translated(response: HttpResponse) -> HttpResponse:
    status = response.status_code
    code, title = TITLES.get(status, TITLES[500 if status >= 500 else 400])
    document = problem(status=status, code=code, title=str(title))
    for name in KEPT:
        if name in response.headers:
            document.headers[name] = response.headers[name]
    return document


@csrf_exempt
def unknown(request: HttpRequest, path: str = "") -> HttpResponse:
    """Answer an address that no route knows."""
    return problem_of(OutOfReach())


def invalid(errors: list[dict[str, Any]]) -> HttpResponse:
    """Answer input of a wrong kind, with a sentence for each field."""
    fields = {_place(row): _sentence(row) for row in errors}
    return problem(status=422, code="invalid", title=_("Please check what you entered."), errors=fields)


def too_large() -> HttpResponse:
    """Answer a body over the limit."""
    code, title = TITLES[413]
    return problem(status=413, code=code, title=str(title))


def not_json() -> HttpResponse:
    """Answer a body of another kind than JSON."""
    code, title = TITLES[415]
    detail = _("Send JSON, with the header Content-Type: application/json.")
    return problem(status=415, code=code, title=str(title), detail=detail)


def _place(row: dict[str, Any]) -> str:
    return ".".join(str(part) for part in row["loc"][1:] if part != "data") or "body"


def _sentence(row: dict[str, Any]) -> str:
    pattern = SENTENCES.get(row["type"])
    return str(pattern) % row.get("ctx", {}) if pattern else str(row["msg"])
