"""Pages of `assessment`."""

from django.urls import path

from shijian.assessment import views

app_name = "assessment"
urlpatterns = [
    path("targets/", views.targets, name="targets"),
    path("targets/rows/", views.rows, name="rows"),
    path("targets/file/", views.file, name="file"),
    path("targets/waiting/", views.waiting, name="waiting"),
    path("targets/set/", views.new, name="new"),
    path("targets/<int:pk>/do/<slug:deed>/", views.act, name="act"),
]
