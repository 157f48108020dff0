"""Pages that mix domains."""

from django.urls import path

from shijian.web.views import (
    acting,
    app,
    guide,
    health,
    office,
    picking,
    pictures,
    public,
    sight,
    styleguide,
    todo,
    trail,
)

app_name = "web"
urlpatterns = [
    path("", public.home, name="home"),
    path("todo/", todo.dashboard, name="dashboard"),
    path("todo/<slug:kind>/<int:pk>/", todo.at_once, name="todo-do"),
    path("search/", office.search, name="search"),
    path("search/find/", office.find, name="find"),
    path("pick/<slug:kind>/", picking.pick, name="pick"),
    path("acting/", acting.act_for, name="act-for"),
    path("acting/end/", acting.end, name="act-end"),
    path("pictures/<str:name>/<int:width>.webp", pictures.picture, name="picture"),
    path("pictures/<slug:kind>/<int:pk>/change/", pictures.change, name="picture-change"),
    path("pictures/<slug:kind>/<int:pk>/remove/", pictures.remove, name="picture-remove"),
    path("pictures/<slug:kind>/<int:pk>/restore/", pictures.restore, name="picture-restore"),
    path("audit/", trail.index, name="audit"),
    path("audit/export/", trail.export, name="audit-export"),
    path("audit/roots/", trail.roots_page, name="audit-roots"),
    path("audit/roots.txt", trail.roots_text, name="audit-roots-text"),
    path("audit/roots.json", trail.roots_json, name="audit-roots-json"),
    path("office/permissions/", sight.permissions, name="permissions"),
    path("sight/<slug:kind>/<int:pk>/", sight.record, name="sight"),
    path("me/sight/", sight.own, name="sight-own"),
    path("words/", public.words, name="words"),
    path("guide/", guide.index, name="guides"),
    path("guide/<slug:key>/", guide.guide, name="guide"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("manifest.webmanifest", app.manifest, name="manifest"),
    path("sw.js", app.worker, name="worker"),
    path("offline/", app.offline, name="offline"),
    path("queue/", app.queue, name="queue"),
    path("queue/before/", app.before_sending, name="queue-before"),
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
]
