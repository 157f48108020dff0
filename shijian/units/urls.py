"""Pages of `units`."""

from django.urls import URLPattern, path

from shijian.units.views import levels, office, offices, public

app_name = "units"
urlpatterns: list[URLPattern] = [
    path("", public.index, name="list"),
    path("levels/", levels.index, name="levels"),
    path("levels/<str:kind>/", levels.edit, name="level"),
    path("<int:pk>/", public.detail, name="detail"),
    path("<int:pk>/history/", public.history, name="history"),
    path("<int:pk>/found/", office.found, name="found"),
    path("<int:pk>/edit/", office.edit, name="edit"),
    path("<int:pk>/rename/", office.rename, name="rename"),
    path("<int:pk>/merge/", office.merge, name="merge"),
    path("<int:pk>/close/", office.close, name="close"),
    path("<int:pk>/reopen/", office.reopen, name="reopen"),
    path("<int:pk>/open/", office.open_planned, name="open"),
    path("<int:pk>/code/", office.code, name="code"),
    path("<int:pk>/offices/", offices.index, name="offices"),
    path("<int:pk>/offices/<int:office_pk>/", offices.edit, name="office"),
    path("<int:pk>/offices/<int:office_pk>/dissolve/", offices.dissolve, name="office-dissolve"),
]
