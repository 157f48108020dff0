"""A GET cannot write; anticipated errors become pages; pages follow the display that was chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from shijian.kernel import display
from shijian.kernel.errors import OutOfReach, ShijianError

Handler = Callable[[HttpRequest], HttpResponse]
READS = ("SELECT", "WITH", "EXPLAIN", "PRAGMA", "DECLARE", "FETCH", "CLOSE", "(SELECT")


class WriteOnReadError(RuntimeError):
    """A GET or HEAD request tried to write: a defect of ours."""


def _refuse_writes(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if not sql.lstrip().upper().startswith(READS):
        raise WriteOnReadError(f"a read request ran: {sql[:80]}")
    return execute(sql, params, many, context)


def read_only_reads(get_response: Handler) -> Handler:
    """Run GET and HEAD with a database that refuses everything but reads. Must be the innermost middleware."""

    def handle(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            return get_response(request)
        with connection.execute_wrapper(_refuse_writes):
            return get_response(request)

    return handle


def follow_display(get_response: Handler) -> Handler:
    """Make the pages of this request follow the display that its person or its device chose."""

    def handle(request: HttpRequest) -> HttpResponse:
        choice = display.of_request(request)
        display.begin(choice)
        if choice.language:
            request.LANGUAGE_CODE = choice.language
        try:
            return get_response(request)
        finally:
            display.begin(display.PLAIN)

    return handle


def say_what_needs_a_button(get_response: Handler) -> Handler:
    """Give whoever opens the address of a step, as after logging in anew, a page instead of an empty answer (405)."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or request.method != "GET" or request.path_info.startswith("/api/"):
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return handle


class ErrorPages:
    """Shows an anticipated error that no view translated as a page with its own status."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a `ShijianError` into a page; out of reach looks like any other missing page."""
        if not isinstance(exception, ShijianError):
            return None
        if isinstance(exception, OutOfReach):
            return render(request, "404.html", status=404)
        context = {"title": _("This was not done"), "message": str(exception)}
        return render(request, "shijian/refused.html", context, status=exception.status)
