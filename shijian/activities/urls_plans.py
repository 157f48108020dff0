"""Plans, schemes, seasons, figures and feeds."""

from django.urls import URLPattern, path

from shijian.activities.views import feeds, figures, plan_office, plans, schemes, seasons

urlpatterns: list[URLPattern] = [
    path("plans/", plans.listing, name="plans"),
    path("plans/<int:pk>/", plans.detail, name="plan"),
    path("office/plans/new/", plan_office.new, name="plan-new"),
    path("office/plans/<int:pk>/items/", plan_office.items, name="plan-items"),
    path("office/plans/<int:pk>/take/", plan_office.take, name="plan-take"),
    path("office/plans/<int:pk>/do/<slug:deed>/", plan_office.act, name="plan-act"),
    path("office/plan-items/<int:pk>/", plan_office.item, name="plan-item"),
    path("office/plan-items/<int:pk>/drop/", plan_office.drop, name="plan-item-drop"),
    path("office/plan-items/<int:pk>/begin/", plan_office.begin, name="plan-item-begin"),
    path("office/schemes/", schemes.index, name="schemes"),
    path("office/schemes/<slug:code>/", schemes.detail, name="scheme"),
    path("office/schemes/<slug:code>/use/", schemes.use, name="scheme-use"),
    path("office/schemes/<slug:code>/<slug:term>/", schemes.open_term, name="term-open"),
    path("office/seasons/", seasons.index, name="seasons"),
    path("office/seasons/new/", seasons.new, name="season-new"),
    path("office/seasons/<slug:key>/", seasons.change, name="season"),
    path("office/seasons/<slug:key>/end/", seasons.end, name="season-end"),
    path("office/activities/figures/", figures.figures, name="figures"),
    path("office/activities/figures/rows/", figures.rows, name="figures-rows"),
    path("office/activities/figures/file/", figures.file, name="figures-file"),
    path("me/calendar/", feeds.feeds, name="feeds"),
    path("me/calendar/renew/", feeds.renew, name="feed-renew"),
    path("me/calendar/revoke/", feeds.revoke, name="feed-revoke"),
    path("feeds/own/<str:secret>.ics", feeds.own_calendar, name="own-calendar"),
    path("feeds/units/<int:pk>/activities.ics", feeds.unit_calendar, name="unit-calendar"),
    path("feeds/units/<int:pk>/activities.atom", feeds.unit_atom, name="unit-atom"),
    path("feeds/units/<int:pk>/activities.json", feeds.unit_json, name="unit-json"),
]
