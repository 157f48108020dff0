"""Pages of imports and exports, below volunteers/import/."""

from django.urls import path

from shijian.volunteers.views import office_import as views

urlpatterns = [
    path("", views.import_list, name="import"),
    path("form/", views.empty_form, name="import-form"),
    path("export/", views.export, name="export"),
    path("<int:pk>/", views.import_page, name="import-run"),
    path("<int:pk>/sheet/", views.sheet, name="import-sheet"),
    path("<int:pk>/columns/", views.columns, name="import-columns"),
    path("<int:pk>/start/", views.start, name="import-start"),
    path("<int:pk>/cancel/", views.cancel, name="import-cancel"),
    path("<int:pk>/resume/", views.resume, name="import-resume"),
    path("<int:pk>/result/", views.result, name="import-result"),
]
