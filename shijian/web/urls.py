"""Pages that mix domains."""

from django.urls import path

from shijian.web.views import health, office, public, styleguide

app_name = "web"
urlpatterns = [
    path("", public.home, name="home"),
    path("todo/", office.dashboard, name="dashboard"),
    path("search/", office.search, name="search"),
    path("audit/", office.audit_trail, name="audit"),
    path("words/", public.words, name="words"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
]
