"""What the generated OpenAPI document does not say by itself: media type of errors, the Idempotency-Key header."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from shijian.kernel.api import PROBLEM_TYPE

WRITES = frozenset({"post", "put", "patch", "delete"})
KEY_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "8 to 80 letters, digits or _ . : - chosen by the client. The same request sent again within two "
    "days gets the first reply with `Idempotent-Replayed: true` and writes nothing; another request with the same "
    "key is refused with 409.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_.:-]{8,80}$"},
}


BODY_REFUSALS = {413: "Content Too Large", 415: "Unsupported Media Type"}


class DocumentedAPI(NinjaAPI):
    """An API whose document is complete."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> OpenAPISchema:
        """Give the OpenAPI 3.1 document."""
        schema = super().get_openapi_schema(*args, **kwargs)
        schema["components"]["parameters"] = {"IdempotencyKey": KEY_HEADER}
        for methods in schema["paths"].values():
            for method, details in methods.items():
                _complete(method, details)
        return schema


def _complete(method: str, details: dict[str, Any]) -> None:
    if method in WRITES:
        details["parameters"].append({"$ref": "#/components/parameters/IdempotencyKey"})
    if "requestBody" in details:
        details["responses"] |= {status: _refusal(words) for status, words in BODY_REFUSALS.items()}
    details["responses"] = dict(sorted(details["responses"].items()))
    for status, answer in details["responses"].items():
        content = answer.get("content", {})
        if int(status) >= 400 and "application/json" in content:
            answer["content"] = {PROBLEM_TYPE: content["application/json"]}


def _refusal(words: str) -> dict[str, Any]:
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {"description": words, "content": {"application/json": problem}}
