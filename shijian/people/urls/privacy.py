"""Pages about personal data: what everybody may read, one's own data, the registers of officers."""

from django.urls import path

from shijian.people.views import privacy, registers, rights, rights_office

urlpatterns = [
    path("privacy/", privacy.privacy, name="privacy"),
    path("privacy/notices/<int:version>/", privacy.notice, name="notice"),
    path("me/consents/", privacy.own_consents, name="consents"),
    path("me/consent/", privacy.consent, name="own-consent"),
    path("me/data/", rights.my_data, name="my-data"),
    path("me/data/copy/", rights.my_copy, name="my-copy"),
    path("me/data/ask/<slug:kind>/", rights.ask, name="ask"),
    path("me/wards/<int:pk>/data/", rights.ward_data, name="ward-data"),
    path("me/wards/<int:pk>/ask/<slug:kind>/", rights.ask, name="ward-ask"),
    path("me/requests/<int:pk>/", rights.my_request, name="my-request"),
    path("me/requests/<int:pk>/withdraw/", rights.withdraw, name="my-request-withdraw"),
    path("requests/", rights_office.index, name="requests"),
    path("requests/<int:pk>/", rights_office.detail, name="request"),
    path("requests/<int:pk>/grant/", rights_office.grant, name="request-grant"),
    path("requests/<int:pk>/refuse/", rights_office.refuse, name="request-refuse"),
    path("people/<int:pk>/requests/<slug:kind>/", rights_office.on_paper, name="request-paper"),
    path("people/<int:pk>/copy/", rights_office.copy, name="copy"),
    path("processing/", registers.register, name="processing"),
    path("processing/purposes/<slug:key>/", registers.purpose, name="purpose"),
    path("processing/notices/new/", registers.new_notice, name="new-notice"),
    path("processing/assessments/", registers.assessments, name="assessments"),
    path("processing/assessments/new/", registers.new_assessment, name="new-assessment"),
    path("processing/assessments/<int:pk>/", registers.assessment, name="assessment"),
    path("processing/incidents/", registers.incidents, name="incidents"),
    path("processing/incidents/new/", registers.new_incident, name="new-incident"),
    path("processing/incidents/<int:pk>/", registers.incident, name="incident"),
    path("processing/incidents/<int:pk>/report/", registers.report, name="incident-report"),
    path("processing/incidents/<int:pk>/close/", registers.close, name="incident-close"),
]
