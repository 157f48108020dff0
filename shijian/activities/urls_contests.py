"""Pages of contests and ceremonies, below their activity."""

from django.urls import URLPattern, path

from shijian.activities.views import ceremonies, certificates, contest_office, contests

OFFICE = "office/activities/<int:pk>/contest/"

urlpatterns: list[URLPattern] = [
    path("activities/<int:pk>/contest/", contests.contest, name="contest"),
    path("activities/<int:pk>/contest/enter/", contests.enter, name="contest-enter"),
    path(
        "activities/<int:pk>/contest/entries/<int:entry_pk>/withdraw/",
        contests.withdraw,
        name="contest-withdraw",
    ),
    path("activities/<int:pk>/contest/sheet/", contests.sheet, name="contest-sheet"),
    path("activities/<int:pk>/contest/sheet/<int:start_pk>/", contests.mark, name="contest-mark"),
    path("activities/<int:pk>/ceremony/", ceremonies.ceremony, name="ceremony"),
    path(OFFICE, contest_office.manage, name="contest-manage"),
    path(f"{OFFICE}set-up/", contest_office.set_up, name="contest-set-up"),
    path(f"{OFFICE}draw/", contest_office.draw, name="contest-draw"),
    path(f"{OFFICE}judges/", contest_office.appoint, name="contest-judge"),
    path(
        f"{OFFICE}judges/<int:judge_pk>/end/",
        contest_office.dismiss,
        name="contest-judge-end",
    ),
    path(
        f"{OFFICE}entries/<int:entry_pk>/out/",
        contest_office.take_out,
        name="contest-out",
    ),
    path(
        f"{OFFICE}starts/<int:start_pk>/",
        contest_office.enter_number,
        name="contest-number",
    ),
    path(
        f"{OFFICE}starts/<int:start_pk>/status/",
        contest_office.note_status,
        name="contest-status",
    ),
    path(
        f"{OFFICE}rounds/<int:round_pk>/close/",
        contest_office.close,
        name="contest-close",
    ),
    path(f"{OFFICE}publish/", contest_office.publish, name="contest-publish"),
    path(f"{OFFICE}certificates/", certificates.issue, name="certificates"),
    path(f"{OFFICE}certificates/all.pdf", certificates.sheets, name="certificates-pdf"),
    path(f"{OFFICE}certificates/<int:certificate_pk>/<slug:deed>/", certificates.act, name="certificate-act"),
    path("office/activities/<int:pk>/ceremony/", ceremonies.manage, name="ceremony-manage"),
    path("office/activities/<int:pk>/ceremony/kind/", ceremonies.set_up, name="ceremony-set-up"),
    path("office/activities/<int:pk>/ceremony/add/<slug:what>/", ceremonies.add, name="ceremony-add"),
    path(
        "office/activities/<int:pk>/ceremony/parts/<int:part_pk>/drop/", ceremonies.drop, name="ceremony-drop"
    ),
    path(
        "office/activities/<int:pk>/ceremony/guests/<int:guest_pk>/", ceremonies.note, name="ceremony-guest"
    ),
]
