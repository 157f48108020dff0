"""Pages of `orders`: the menu, the resident's orders, the office; the service side lies in `urls_service`."""

from django.urls import URLPattern, path

from shijian.orders.urls_service import urlpatterns as service_urls
from shijian.orders.views import cover, following, office, office_menu, office_order, public, resident

app_name = "orders"
urlpatterns: list[URLPattern] = [
    path("menu/", public.menu, name="menu"),
    path("menu/<int:pk>/", public.item, name="item"),
    path("orders/new/", resident.new, name="new"),
    path("orders/mine/", resident.mine, name="mine"),
    path("orders/<int:pk>/", following.detail, name="detail"),
    path("orders/<int:pk>/withdraw/", following.withdraw, name="withdraw"),
    path("orders/<int:pk>/urge/", resident.urge, name="urge"),
    path("orders/<int:pk>/appeal/", following.appeal, name="appeal"),
    path("office/orders/", office.office_list, name="office-list"),
    path("office/orders/take/", office.take, name="take"),
    path("office/orders/<int:pk>/", office_order.detail, name="office-detail"),
    path("office/orders/<int:pk>/do/<slug:deed>/", office_order.act, name="office-act"),
    path("office/orders/<int:pk>/insurance/", cover.insurance, name="insurance"),
    path("office/menu/", office_menu.items, name="item-list"),
    path("office/menu/new/", office_menu.add, name="item-new"),
    path("office/menu/<int:pk>/", office_menu.manage, name="item-manage"),
    path("office/menu/<int:pk>/change/", office_menu.change, name="item-change"),
    path("office/menu/<int:pk>/do/<slug:deed>/", office_menu.act, name="item-act"),
    *service_urls,
]
