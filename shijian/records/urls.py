"""Pages of `records`."""

from django.urls import path

from shijian.records.views import (
    certificates,
    complaint_desk,
    complaints,
    objections,
    office,
    publicity,
    signals,
    topups,
    volunteer,
)

app_name = "records"
urlpatterns = [
    path("records/mine/", volunteer.mine, name="mine"),
    path("records/", office.record_list, name="list"),
    path("records/<int:pk>/", office.detail, name="detail"),
    path("records/<int:pk>/void/", office.void, name="void"),
    path("records/<int:pk>/reissue/", office.reissue, name="reissue"),
    path("certificates/", certificates.look_up, name="certificate-look"),
    path("certificates/<slug:number>/", certificates.check, name="certificate"),
    path("my/certificates/", certificates.mine, name="my-certificates"),
    path("my/certificates/<int:pk>/paper.pdf", certificates.sheet, name="certificate-paper"),
    path("records/<int:pk>/object/", objections.new, name="object"),
    path("records/objections/", objections.mine, name="objections"),
    path("records/objections/<int:pk>/", objections.detail, name="objection"),
    path("records/objections/<int:pk>/do/<slug:deed>/", objections.act, name="objection-act"),
    path("office/objections/", objections.desk, name="objection-list"),
    path("office/signals/", signals.queue, name="signal-list"),
    path("office/signals/<int:pk>/", signals.detail, name="signal"),
    path("office/signals/<int:pk>/do/<slug:deed>/", signals.act, name="signal-act"),
    path("records/top-ups/", topups.mine, name="top-ups"),
    path("records/top-ups/new/", topups.new, name="top-up-new"),
    path("records/top-ups/<int:pk>/", topups.detail, name="top-up"),
    path("records/top-ups/<int:pk>/photo/", topups.photo, name="top-up-photo"),
    path("records/top-ups/<int:pk>/do/<slug:deed>/", topups.act, name="top-up-act"),
    path("office/top-ups/", topups.desk, name="top-up-list"),
    path("units/<int:pk>/publicity/", publicity.of_unit, name="publicity"),
    path("complaints/", complaints.mine, name="complaints"),
    path("complaints/new/", complaints.new, name="complaint-new"),
    path("complaints/look/", complaints.look, name="complaint-look"),
    path("complaints/<int:pk>/", complaints.detail, name="complaint"),
    path("complaints/<int:pk>/withdraw/", complaints.withdraw, name="complaint-withdraw"),
    path("complaints/<int:pk>/reopen/", complaints.reopen, name="complaint-reopen"),
    path("office/complaints/", complaint_desk.complaint_list, name="complaint-list"),
    path("office/complaints/<int:pk>/", complaint_desk.detail, name="complaint-desk"),
    path("office/complaints/<int:pk>/do/<slug:deed>/", complaint_desk.act, name="complaint-act"),
]
