"""The JSON API: mounts the routes of every app, turns errors into problem documents."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError, HttpError, ValidationError

from shijian.activities.api import router as activities
from shijian.activities.operations.sign_up import Refused
from shijian.api import problems
from shijian.api.auth import Bearer
from shijian.api.openapi import DocumentedAPI
from shijian.api.parser import NotJsonError, StrictParser
from shijian.kernel.api import problem, problem_of
from shijian.kernel.errors import OutOfReach, ShijianError
from shijian.orders.api import router as orders
from shijian.people.api import router as people
from shijian.points.api import router as points
from shijian.records.api import router as records
from shijian.units.api import router as units
from shijian.volunteers.api import router as volunteers

api = DocumentedAPI(
    title="Shijian",
    version="1",
    description="The same rules as the pages, because both call the same operations.",
    auth=Bearer(),
    urls_namespace="api",
    docs_url=None,
    parser=StrictParser(),
)
for router in (people, units, volunteers, records, points, activities, orders):
    api.add_router("", router)


@api.exception_handler(ShijianError)
def _refused(request: HttpRequest, error: ShijianError) -> HttpResponse:
    return problem_of(error)


@api.exception_handler(Refused)
def _no_place(request: HttpRequest, error: Refused) -> HttpResponse:
    """A place that cannot be taken: `errors.refusal` is the code of the reason, `detail` its sentence."""
    title, reason = _("This place cannot be taken."), {"refusal": str(error.refusal.value)}
    return problem(status=error.status, code=error.code, title=title, detail=str(error), errors=reason)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem_of(OutOfReach())


@api.exception_handler(AuthenticationError)
def _anonymous(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    title = _("A valid bearer token is needed.")
    response = problem(status=401, code="not-authenticated", title=title)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problems.invalid(error.errors)


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, NotJsonError):
        return problems.not_json()
    return problem(status=error.status_code, code="bad-request", title=_("The request cannot be read."))


@api.exception_handler(SuspiciousOperation)
def _suspicious(request: HttpRequest, error: SuspiciousOperation) -> HttpResponse:
    if isinstance(error, RequestDataTooBig):
        return problems.too_large()
    return problem(status=400, code="bad-request", title=_("The request cannot be read."))


urlpatterns = [path("", api.urls), path("<path:path>", problems.unknown), path("", problems.unknown)]
