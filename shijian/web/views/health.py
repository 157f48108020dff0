"""For load balancers: alive, and ready to serve."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from shijian.kernel.http import open_before_factor


@open_before_factor
def alive(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@open_before_factor
def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and every migration is applied; else 503."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"status": "database unreachable"}, status=503)
    status = "migrations pending" if pending else "ok"
    return JsonResponse({"status": status}, status=503 if pending else 200)
