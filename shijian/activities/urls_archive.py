"""Pages of the archive of an activity."""

from django.urls import URLPattern, path

from shijian.activities.views import archive, archive_files

urlpatterns: list[URLPattern] = [
    path("activities/<int:pk>/story/", archive.story, name="story"),
    path("activities/<int:pk>/photos/<int:photo_pk>/<int:width>/", archive.picture, name="photo"),
    path("office/activities/<int:pk>/archive/", archive.archive, name="archive"),
    path("office/activities/<int:pk>/archive/file.docx", archive_files.as_word, name="archive-word"),
    path("office/activities/<int:pk>/archive/file.pdf", archive_files.as_pdf, name="archive-pdf"),
    path("office/activities/<int:pk>/archive/close/", archive.close, name="archive-close"),
    path("office/activities/<int:pk>/archive/add/<slug:what>/", archive.add, name="archive-add"),
    path("office/activities/<int:pk>/archive/photos/<int:photo_pk>/", archive.show, name="archive-photo"),
    path(
        "office/activities/<int:pk>/archive/drop/<slug:what>/<int:row_pk>/", archive.drop, name="archive-drop"
    ),
]
