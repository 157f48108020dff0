"""Pages of attendance: one's own, the desk, the kiosk, the slip."""

from django.urls import URLPattern, path

from shijian.activities.views import attendance, desk, desk_lists, kiosk

DESK = "office/activities/desk/<int:session>/"
desk_patterns: list[URLPattern] = [
    path("my/attendance/", attendance.mine, name="my-attendance"),
    path("my/attendance/<int:signup>/", attendance.detail, name="attendance"),
    path("my/attendance/<int:signup>/left/", attendance.left, name="attendance-left"),
    path("my/attendance/<int:signup>/claim/", attendance.claim, name="attendance-claim"),
    path("my/attendance/<int:signup>/slip/", attendance.slip, name="attendance-slip"),
    path("my/attendance/<int:signup>/check/<slug:kind>/", attendance.check, name="attendance-check"),
    path("my/scans/<int:scan>/object/", attendance.object_to, name="scan-object"),
    path("activities/scan/<int:session>/<slug:code>/", attendance.scan, name="scan"),
    path("activities/kiosk/<int:session>/", kiosk.kiosk, name="kiosk"),
    path("activities/kiosk/<int:session>/open/", kiosk.enter, name="kiosk-open"),
    path("activities/kiosk/<int:session>/slip/", kiosk.slip, name="kiosk-slip"),
    path(DESK, desk.desk, name="desk"),
    path(f"{DESK}<int:signup>/<slug:kind>/", desk.mark, name="desk-mark"),
    path(f"{DESK}code/", desk.code, name="desk-code"),
    path(f"{DESK}guest/", desk.guest, name="desk-guest"),
    path(f"{DESK}others/", desk.others, name="desk-others"),
    path(f"{DESK}join/", desk.join, name="desk-join"),
    path(f"{DESK}end/", desk.end, name="desk-end"),
    path(f"{DESK}list/", desk_lists.entries, name="desk-list"),
    path(f"{DESK}waiting/", desk_lists.waiting, name="desk-waiting"),
    path(f"{DESK}slips/", desk_lists.slips, name="desk-slips"),
    path("office/activities/desk/photo/<int:scan>/", desk_lists.photo, name="desk-photo"),
]
