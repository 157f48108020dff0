"""Pages of `records`."""

from django.urls import path

from shijian.records.views import office, volunteer

app_name = "records"
urlpatterns = [
    path("records/mine/", volunteer.mine, name="mine"),
    path("records/", office.record_list, name="list"),
    path("records/<int:pk>/", office.detail, name="detail"),
    path("records/<int:pk>/void/", office.void, name="void"),
    path("records/<int:pk>/reissue/", office.reissue, name="reissue"),
]
