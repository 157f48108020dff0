"""Pages of those who prepare and run activities."""

from django.urls import URLPattern, path

from shijian.activities.views import (
    activity_deeds,
    manage,
    meeting_deeds,
    office,
    poster,
    rolls,
    series,
)

urlpatterns: list[URLPattern] = [
    path("office/activities/", office.listing, name="office-list"),
    path("office/activities/new/", office.new, name="new"),
    path("office/activities/<int:pk>/", manage.overview, name="manage"),
    path("office/activities/<int:pk>/change/", manage.change, name="change"),
    path("office/activities/<int:pk>/when/", manage.when, name="manage-when"),
    path("office/activities/<int:pk>/who/", manage.who, name="manage-who"),
    path("office/activities/<int:pk>/days/", series.days, name="manage-days"),
    path("office/activities/<int:pk>/series/", series.series, name="manage-series"),
    path("office/activities/<int:pk>/do/<slug:deed>/", activity_deeds.act, name="act"),
    path("office/meetings/<int:pk>/", rolls.listing, name="roll"),
    path("office/meetings/<int:pk>/numbers/", rolls.look, name="roll-look"),
    path("office/meetings/<int:pk>/export/", rolls.export, name="roll-export"),
    path("office/meetings/<int:pk>/do/<slug:deed>/", meeting_deeds.session_act, name="session-act"),
    path("office/openings/<int:pk>/do/<slug:deed>/", meeting_deeds.opening_act, name="opening-act"),
    path("office/sign-ups/<int:pk>/do/<slug:deed>/", meeting_deeds.signup_act, name="signup-act"),
    path("activities/<int:pk>/poster.pdf", poster.sheet, name="poster"),
    path("activities/<int:pk>/poster.png", poster.picture, name="poster-picture"),
]
