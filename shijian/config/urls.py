"""Where every package hangs its pages."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("shijian.web.urls")),
    path("", include("shijian.people.urls")),
    path("units/", include("shijian.units.urls")),
    path("", include("shijian.volunteers.urls")),
    path("", include("shijian.records.urls")),
    path("", include("shijian.points.urls")),
    path("", include("shijian.activities.urls")),
    path("", include("shijian.orders.urls")),
    path("", include("shijian.assessment.urls")),
    path("api/v1/", include("shijian.api.urls")),
]
