"""The operations of the API, read from its own document."""

import re
from dataclasses import dataclass

PREFIX = "/api/v1/"


@dataclass(frozen=True)
class Operation:
    """One route with one method; `plain` is the path with every parameter called {id}."""

    method: str
    path: str
    details: dict

    @property
    def plain(self):
        return re.sub(r"{\w+}", "{id}", self.path)


def document():
    from shijian.api.urls import api

    return api.get_openapi_schema(path_prefix=PREFIX)


def operations():
    paths = document()["paths"]
    return [
        Operation(method.upper(), path.removeprefix(PREFIX), details)
        for path, methods in paths.items()
        for method, details in methods.items()
    ]
