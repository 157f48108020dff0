"""Pages of `points`."""

from django.urls import path

from shijian.points.views import deductions, rulebook, shop, shop_desk, shop_office, shop_settling, volunteer

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
    path("points/shop/", shop.rewards, name="shop"),
    path("points/shop/mine/", shop.mine, name="shop-mine"),
    path("points/shop/books/", shop.books, name="shop-books"),
    path("points/shop/<int:pk>/redeem/", shop.redeem, name="shop-redeem"),
    path("points/shop/mine/<int:pk>/cancel/", shop.cancel, name="shop-cancel"),
    path("office/shop/", shop_office.catalogue, name="shop-office"),
    path("office/shop/desk/", shop_desk.desk, name="shop-desk"),
    path("office/shop/rewards/new/", shop_office.reward_new, name="shop-reward-new"),
    path("office/shop/rewards/<int:pk>/", shop_office.reward, name="shop-reward"),
    path("office/shop/rewards/<int:pk>/do/<slug:deed>/", shop_office.reward_act, name="shop-reward-act"),
    path("office/shop/merchants/new/", shop_office.merchant_new, name="shop-merchant-new"),
    path("office/shop/merchants/<int:pk>/", shop_office.merchant, name="shop-merchant"),
    path("office/shop/budgets/new/", shop_office.budget_new, name="shop-budget-new"),
    path("office/shop/settlements/", shop_settling.settlements, name="shop-settlements"),
    path("office/shop/settlements/<int:pk>/", shop_settling.settlement, name="shop-settlement"),
    path("office/shop/settlements/<int:pk>/do/<slug:deed>/", shop_settling.act, name="shop-settlement-act"),
    path(
        "office/shop/settlements/<int:pk>/file/<slug:form>/", shop_settling.file, name="shop-settlement-file"
    ),
]
