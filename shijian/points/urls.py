"""Pages of `points`."""

from django.urls import path

from shijian.points.views import deductions, rulebook, volunteer

app_name = "points"
urlpatterns = [
    path("points/mine/", volunteer.mine, name="mine"),
    path("points/household/", volunteer.household, name="household"),
    path("points/volunteers/<int:pk>/", volunteer.of_volunteer, name="volunteer"),
    path("points/rules/", rulebook.rule_list, name="rules"),
    path("points/rules/new/", rulebook.new, name="rule-new"),
    path("points/rules/<slug:code>/", rulebook.detail, name="rule"),
    path("points/rules/<slug:code>/do/<slug:deed>/", rulebook.act, name="rule-act"),
    path("office/points/deductions/", deductions.deduction_list, name="deductions"),
    path("office/points/volunteers/<int:pk>/deduct/", deductions.new, name="deduct"),
    path("points/deductions/<int:pk>/", deductions.detail, name="deduction"),
    path("points/deductions/<int:pk>/do/<slug:deed>/", deductions.act, name="deduction-act"),
]
