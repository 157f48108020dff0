"""For everybody: the service records and certificates of a unit that are before the public."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from shijian.kernel import policy
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.records import policies
from shijian.records.queries import publicity, service_certificates
from shijian.units.models import Unit

MOST = 100


@require_safe
def of_unit(request: ActorRequest, pk: int) -> HttpResponse:
    """List what is before the public of a unit and below, newest first; each may be objected to."""
    unit = get_object_or_404(Unit.objects.visible_to(request.actor), pk=pk)
    rows = page(publicity.of_unit(unit), request)
    context = {
        "unit": unit,
        "page": rows,
        "rows": publicity.all_shown(rows.items),
        "days": policy.get(policies.PUBLICITY_DAYS),
        "certificates": service_certificates.before_the_public(unit)[:MOST],
    }
    return render(request, "records/publicity.html", context)
