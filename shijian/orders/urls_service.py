"""Pages of dispatch, answers, service, rating and figures."""

from django.urls import URLPattern, path

from shijian.orders.views import figures, leader, office_dispatch, rating, rights, volunteer

urlpatterns: list[URLPattern] = [
    path("offers/", volunteer.offers, name="offers"),
    path("offers/<int:pk>/", volunteer.offer, name="offer"),
    path("offers/<int:pk>/accept/", volunteer.accept, name="offer-accept"),
    path("offers/<int:pk>/refuse/", volunteer.refuse, name="offer-refuse"),
    path("offers/<int:pk>/risk/", rights.read_offer_risk, name="offer-risk"),
    path("claims/<int:pk>/risk/", rights.read_claim_risk, name="claim-risk"),
    path("orders/<int:pk>/risk/", rights.read_own_risk, name="risk"),
    path("absences/<int:pk>/object/", rights.object_to_no_show, name="absence-object"),
    path("office/absences/<int:pk>/", rights.objection, name="objection"),
    path("claims/", volunteer.claims, name="claims"),
    path("claims/<int:pk>/", volunteer.claim, name="claim"),
    path("services/", volunteer.services, name="services"),
    path("services/<int:pk>/", volunteer.service_page, name="service"),
    path("services/<int:pk>/in/", volunteer.check_in, name="service-in"),
    path("services/<int:pk>/out/", volunteer.check_out, name="service-out"),
    path("services/<int:pk>/drop/", volunteer.drop, name="service-drop"),
    path("team-orders/", leader.team_orders, name="team-orders"),
    path("team-orders/<int:pk>/", leader.team_order, name="team-order"),
    path("team-orders/<int:pk>/invite/", leader.invite, name="invite"),
    path("team-orders/<int:pk>/hand-over/", leader.hand_over, name="hand-over"),
    path("orders/<int:pk>/rate/", rating.rate, name="rate"),
    path("ratings/<int:pk>/", rating.rating, name="rating"),
    path("ratings/<int:pk>/reply/", rating.reply, name="rating-reply"),
    path("ratings/<int:pk>/follow-up/", rating.follow_up, name="rating-follow-up"),
    path("office/ratings/", rating.ratings, name="ratings"),
    path("office/orders/<int:pk>/dispatch/", office_dispatch.panel, name="dispatch"),
    path("office/orders/<int:pk>/ask/", office_dispatch.ask, name="ask"),
    path("office/orders/<int:pk>/steer/<slug:deed>/", office_dispatch.steer, name="steer"),
    path("office/orders/<int:pk>/check-in/", office_dispatch.check_page, name="check-in"),
    path("office/orders/<int:pk>/finish/", office_dispatch.finish, name="finish"),
    path("office/services/<int:pk>/<slug:deed>/", office_dispatch.check, name="check"),
    path("office/figures/", figures.figures, name="figures"),
]
