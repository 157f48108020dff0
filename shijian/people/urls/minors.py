"""Pages about minors: guardians, papers, the children's rules, access, compulsory reports, the yearly audit."""

from django.urls import path

from shijian.people.views.minors import access, guardians, harm, notices, wards

urlpatterns = [
    path("me/wards/", wards.index, name="wards"),
    path("me/wards/<int:pk>/consent/", wards.consent, name="ward-consent"),
    path("me/wards/<int:pk>/child/", wards.child, name="child"),
    path("me/wards/<int:pk>/child/answer/", wards.answer, name="child-answer"),
    path("people/<int:pk>/guardians/", guardians.guardians, name="guardians"),
    path("people/<int:pk>/guardians/add/", guardians.add, name="guardian-add"),
    path("people/<int:pk>/guardians/<int:guardian_pk>/end/", guardians.end, name="guardian-end"),
    path("people/<int:pk>/papers/", guardians.paper, name="paper"),
    path("people/<int:pk>/papers/end/", guardians.end_paper, name="paper-end"),
    path("papers/<int:pk>/photo/", guardians.paper_photo, name="paper-photo"),
    path("people/<int:pk>/look/", access.look, name="minor-look"),
    path("people/<int:pk>/access/", access.ask, name="minor-ask"),
    path("people/<int:pk>/emergency/", access.emergency, name="minor-emergency"),
    path("minors/access/", access.index, name="access"),
    path("minors/access/ask/", access.ask_unit, name="access-ask"),
    path("minors/access/<int:pk>/", access.decide, name="access-decide"),
    path("minors/rules/", notices.notice, name="child-notice"),
    path("minors/rules/new/", notices.publish, name="child-notice-new"),
    path("minors/audit/", notices.audit, name="minor-audit"),
    path("harm/", harm.new, name="harm-new"),
    path("harm/mine/", harm.mine, name="harm-mine"),
    path("harm/list/", harm.index, name="harm-list"),
    path("harm/<int:pk>/", harm.detail, name="harm"),
    path("harm/<int:pk>/<slug:name>/", harm.step, name="harm-step"),
]
