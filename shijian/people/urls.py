"""Pages of `people`."""

from django.urls import path

from shijian.people.urls_privacy import urlpatterns as privacy_patterns
from shijian.people.views import display, office, public, resets, resident, security, staff, tokens

app_name = "people"
urlpatterns = [
    *privacy_patterns,
    path("login/", public.login, name="login"),
    path("logout/", public.logout, name="logout"),
    path("register/", public.register, name="register"),
    path("invitation/<str:token>/", public.invitation, name="invitation"),
    path("display/", display.settings_page, name="display"),
    path("units/<int:pk>/chart/", public.org_chart, name="org-chart"),
    path("me/", resident.profile, name="profile"),
    path("me/", resident.profile, name="account"),
    path("me/tokens/", tokens.tokens, name="tokens"),
    path("me/tokens/<int:pk>/revoke/", tokens.revoke, name="token-revoke"),
    path("me/contact/", resident.contact, name="contact"),
    path("me/password/", security.password, name="password"),
    path("me/devices/", security.own_devices, name="devices"),
    path("me/devices/end/", security.end_device, name="device-end"),
    path("me/devices/end-all/", security.end_everywhere, name="devices-end"),
    path("me/messages/", resident.inbox, name="inbox"),
    path("me/messages/read/", resident.read, name="read"),
    path("people/", office.index, name="list"),
    path("people/new/", office.new, name="new"),
    path("people/<int:pk>/", office.detail, name="detail"),
    path("people/<int:pk>/unmask/", office.unmask, name="unmask"),
    path("people/<int:pk>/change/", office.change, name="change"),
    path("people/<int:pk>/merge/", office.merge, name="merge"),
    path("people/<int:pk>/invite/", office.invite, name="invite"),
    path("people/<int:pk>/reset/", resets.ask, name="reset-ask"),
    path("resets/", resets.resets, name="resets"),
    path("resets/<int:reset_pk>/decide/", resets.decide, name="reset-decide"),
    path("resets/<int:reset_pk>/issue/", resets.issue, name="reset-issue"),
    path("slip/", resets.slip, name="slip"),
    path("people/<int:pk>/account/", office.account_state, name="account-state"),
    path("people/<int:pk>/consent/", office.consent, name="consent"),
    path("units/<int:pk>/staff/", staff.unit_staff, name="appointments"),
    path("units/<int:pk>/staff/appoint/", staff.appoint, name="appoint"),
    path("appointments/<int:pk>/end/", staff.end, name="end-appointment"),
    path("units/<int:pk>/positions/", staff.positions, name="positions"),
    path("units/<int:pk>/positions/new/", staff.place, name="place"),
    path("positions/<int:pk>/end/", staff.leave, name="leave-position"),
    path("positions/<int:pk>/phone/", staff.phone, name="position-phone"),
]
