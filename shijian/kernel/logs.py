"""Structured logs without personal data: route names, numbers and times, never paths, bodies or names."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from shijian.kernel import bare_traces, support

logger = logging.getLogger("shijian.request")
FIELDS = ("route", "method", "status", "milliseconds")


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Format `record`; a traceback is kept without the words of its errors, request parameters never get here."""
        row: dict[str, object] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        if support.reference.get():
            row["reference"] = support.reference.get()
        row |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1] is not None:
            row["traceback"] = bare_traces.of_error(record.exc_info[1])
        elif bare_traces.BEGIN in record.getMessage():
            row["traceback"] = bare_traces.of_text(record.getMessage())
        return json.dumps(row, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    """The message; of requests only its pattern, of failed jobs only which one it was."""
    if record.name.startswith("django.request"):
        return str(record.msg)
    text = record.getMessage()
    return text.partition(" - ")[0] if bare_traces.BEGIN in text else text


def request_log(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Log each request by the pattern of its route, since the path itself may name a person."""

    def handle(request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        support.begin()
        response = get_response(request)
        match = request.resolver_match
        extra = {
            "route": match.route if match else "",
            "method": request.method,
            "status": response.status_code,
            "milliseconds": round(1000 * (time.perf_counter() - start)),
        }
        logger.debug("request", extra=extra)
        return response

    return handle
