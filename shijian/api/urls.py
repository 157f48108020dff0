"""The JSON API: mounts the routes of every app, turns errors into problem documents."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from shijian.api.auth import Bearer
from shijian.kernel.api import problem, problem_of
from shijian.kernel.errors import OutOfReach, ShijianError
from shijian.orders.api import router as orders
from shijian.people.api import router as people
from shijian.records.api import router as records
from shijian.units.api import router as units
from shijian.volunteers.api import router as volunteers

api = NinjaAPI(
    title="Shijian",
    version="1",
    description="The same rules as the pages, because both call the same operations.",
    auth=Bearer(),
    urls_namespace="api",
    docs_url=None,
)
for router in (people, units, volunteers, records, orders):
    api.add_router("", router)


@api.exception_handler(ShijianError)
def _refused(request: HttpRequest, error: ShijianError) -> HttpResponse:
    return problem_of(error)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem_of(OutOfReach())


@api.exception_handler(AuthenticationError)
def _anonymous(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(status=401, code="not-authenticated", title=_("A valid bearer token is needed."))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem(
        status=422, code="invalid", title=_("Please check what you entered."), errors=_fields(error.errors)
    )


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(status=error.status_code, code="bad-request", title=_("The request cannot be read."))


def _fields(errors: list[dict[str, Any]]) -> dict[str, str]:
    return {
        ".".join(str(part) for part in row["loc"][1:] if part != "data") or "body": row["msg"]
        for row in errors
    }


urlpatterns = [path("", api.urls)]
