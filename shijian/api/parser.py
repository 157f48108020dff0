"""Reads bodies and queries; refuses what no database can store."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.errors import HttpError
from ninja.parser import Parser


class NotJsonError(ValueError):
    """The body does not even claim to be JSON."""


class StrictParser(Parser):
    """Plain JSON without NUL characters and without numbers that are none."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Give the body; whatever is raised here becomes a 400, or a 415 for `NotJsonError`."""
        if request.content_type != "application/json":
            raise NotJsonError(request.content_type)
        data: dict[str, Any] = json.loads(request.body, parse_constant=_refuse)
        _check(data)
        return data

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """Give the query; raises the 400 itself."""
        found = super().parse_querydict(data, list_fields, request)
        try:
            _check(found)
        except ValueError:
            raise HttpError(400, "NUL") from None
        return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _check(value: Any) -> None:
    if isinstance(value, str):
        if "\0" in value:
            raise ValueError("a NUL character")
        value.encode()  # a lone surrogate cannot be stored either: UnicodeEncodeError is a ValueError
    elif isinstance(value, dict):
        for name, inner in value.items():
            _check(name)
            _check(inner)
    elif isinstance(value, list):
        for inner in value:
            _check(inner)
