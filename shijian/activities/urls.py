"""Pages of `activities`, each part in a map of its own."""

from django.urls import URLPattern, path

from shijian.activities.urls_archive import urlpatterns as archive_urls
from shijian.activities.urls_contests import urlpatterns as contest_urls
from shijian.activities.urls_desk import desk_patterns
from shijian.activities.urls_people import urlpatterns as people_urls
from shijian.activities.urls_plans import urlpatterns as plans_urls
from shijian.activities.views import public

app_name = "activities"
urlpatterns: list[URLPattern] = [
    *people_urls,
    path("office/activities/<int:pk>/", public.detail, name="manage"),
    *plans_urls,
    *archive_urls,
    *contest_urls,
    *desk_patterns,
]
