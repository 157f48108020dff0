"""Pages of the people: what is ahead, signing up, one's own activities, the team's places, substitutes."""

from django.urls import URLPattern, path

from shijian.activities.views import mine, places, public, sign_up, swaps, team

urlpatterns: list[URLPattern] = [
    path("activities/", public.listing, name="list"),
    path("activities/month/", public.month, name="month"),
    path("activities/mine/", mine.mine, name="mine"),
    path("activities/for-me/", mine.fitting_view, name="fitting"),
    path("activities/substitutes/", swaps.substitutes, name="substitutes"),
    path("activities/substitutes/<int:pk>/take/", swaps.take, name="substitute-take"),
    path("activities/substitutes/<int:pk>/off/", swaps.call_off, name="substitute-off"),
    path("activities/<int:pk>/", public.detail, name="detail"),
    path("activities/<int:pk>/sign-up/", sign_up.sign_up, name="signup"),
    path("activities/<int:pk>/risk/", sign_up.read_risk, name="risk"),
    path("activities/<int:pk>/team/", team.team, name="team"),
    path("activities/meetings/<int:pk>/done/", sign_up.done, name="done"),
    path("activities/meetings/<int:pk>/calendar.ics", public.calendar_file, name="calendar-file"),
    path("activities/places/<int:pk>/", places.place, name="place"),
    path("activities/places/<int:pk>/accept/", places.accept, name="place-accept"),
    path("activities/places/<int:pk>/decline/", places.decline, name="place-decline"),
    path("activities/places/<int:pk>/leave/", places.leave, name="place-leave"),
    path("activities/places/<int:pk>/substitute/", swaps.ask, name="substitute-ask"),
    path("activities/places/<int:pk>/name/", team.name_member, name="place-name"),
    path("activities/places/<int:pk>/every-time/", places.every_time, name="every-time"),
    path("activities/standing/<int:pk>/end/", places.end_every_time, name="every-time-end"),
]
