"""Pages that mix domains."""

from django.urls import path

from shijian.web.views import health, office, public

app_name = "web"
urlpatterns = [
    path("", public.home, name="home"),
    path("todo/", office.dashboard, name="dashboard"),
    path("search/", office.search, name="search"),
    path("audit/", office.audit_trail, name="audit"),
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
]
