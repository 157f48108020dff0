"""Pages of `volunteers`."""

from django.urls import URLPattern, URLResolver, include, path

from shijian.volunteers.views import cover, office, public, standing, steps, teams, trainings, volunteer

app_name = "volunteers"
urlpatterns: list[URLPattern | URLResolver] = [
    path("volunteers/", office.volunteer_list, name="list"),
    path("volunteers/me/", volunteer.me, name="me"),
    path("volunteers/register/", volunteer.register, name="register"),
    path("volunteers/counts/", office.count_page, name="counts"),
    path("volunteers/import/", include("shijian.volunteers.urls_import")),
    path("volunteers/new/", office.choose_person, name="new"),
    path("volunteers/new/person/", office.register_new, name="new-person"),
    path("volunteers/new/<int:person_pk>/", office.register_person, name="new-for"),
    path("volunteers/<int:pk>/", office.detail, name="detail"),
    path("volunteers/<int:pk>/change/", volunteer.change, name="change"),
    path("volunteers/<int:pk>/week/", volunteer.week, name="week"),
    path("volunteers/<int:pk>/insurance/", office.insurance, name="insurance"),
    path("volunteers/<int:pk>/licence/", office.licence, name="licence"),
    path("volunteers/<int:pk>/step/<slug:name>/", steps.step, name="step"),
    path("volunteers/<int:pk>/training/", trainings.enter, name="training"),
    path("trainings/kinds/", trainings.kinds, name="training-kinds"),
    path("trainings/kinds/<slug:code>/", trainings.kind, name="training-kind"),
    path("trainings/<int:pk>/<slug:deed>/", trainings.decide, name="training-decide"),
    path("group-insurance/", cover.policies, name="group-policies"),
    path("group-insurance/<int:pk>/", cover.policy, name="group-policy"),
    path("group-insurance/<int:pk>/photo/", cover.photo, name="group-photo"),
    path("group-insurance/<int:pk>/do/<slug:deed>/", cover.act, name="group-act"),
    path("teams/<int:pk>/standing/", standing.standing, name="team-standing"),
    path("teams/<int:pk>/standing/consent/", standing.consent, name="team-consent"),
    path("community-consents/<int:pk>/end/", standing.end_consent, name="community-end"),
    path("teams/", public.team_list, name="team-list"),
    path("teams/found/", teams.found, name="team-found"),
    path("teams/<int:pk>/", public.team_detail, name="team-detail"),
    path("teams/<int:pk>/change/", teams.change, name="team-change"),
    path("teams/<int:pk>/dissolve/", teams.dissolve, name="team-dissolve"),
    path("teams/<int:pk>/join/", teams.join, name="team-join"),
    path("teams/<int:pk>/leave/", teams.leave, name="team-leave"),
    path("teams/<int:pk>/members/add/", teams.add_member, name="team-add"),
    path("team-members/<int:pk>/role/", teams.role, name="member-role"),
    path("team-members/<int:pk>/remove/", teams.remove, name="member-remove"),
    path("join-requests/<int:pk>/approve/", teams.approve, name="join-approve"),
    path("join-requests/<int:pk>/decline/", teams.decline, name="join-decline"),
    path("join-requests/<int:pk>/withdraw/", teams.withdraw, name="join-withdraw"),
]
