"""The floor: a bare Django view with one indexed query, no middleware, a page of about 10 kB."""

from django.http import HttpResponse
from django.urls import path

from shijian.units.models import Unit

ROWS = "<li>{}</li>" * 300


def bare(request, pk):
    unit = Unit.objects.get(pk=pk)
    return HttpResponse(f"<h1>{unit.name}</h1><ul>{ROWS.format(*range(300))}</ul>")


urlpatterns = [path("bare/<int:pk>/", bare)]
