"""Pages of `activities`, each part in a map of its own."""

from django.urls import URLPattern

from shijian.activities.urls_archive import urlpatterns as archive_urls
from shijian.activities.urls_contests import urlpatterns as contest_urls
from shijian.activities.urls_desk import desk_patterns
from shijian.activities.urls_office import urlpatterns as office_urls
from shijian.activities.urls_people import urlpatterns as people_urls
from shijian.activities.urls_plans import urlpatterns as plans_urls

app_name = "activities"
urlpatterns: list[URLPattern] = [
    *people_urls,
    *office_urls,
    *plans_urls,
    *archive_urls,
    *contest_urls,
    *desk_patterns,
]
