"""Steps of the loop and the menu that need a second person."""

from django.utils.translation import gettext_lazy as _

from shijian.kernel import duties
from shijian.orders import rules

duties.define(
    "order.verify",
    "orders.operations.verify.verify_order",
    step=_("Verifying a need"),
    sentence=_(
        "You asked for this, took it down or refused it before. "
        "Another officer of your unit or of the unit above verifies it."
    ),
    involved=rules.vouches_for_own_need,
)
duties.define(
    "order.reject",
    "orders.operations.verify.reject_order",
    step=_("Refusing a need after an appeal"),
    sentence=_(
        "You refused this before. After an appeal another officer of your unit or of the unit above decides."
    ),
    involved=rules.has_rejected,
)
duties.define(
    "order.rate",
    "orders.operations.rating.rate_order",
    step=_("Rating a service"),
    sentence=_(
        "Nobody rates his own service or, for a resident, that of his team. Another officer asks the resident."
    ),
    involved=rules.rates_own_work,
)
duties.define(
    "rating.follow-up",
    "orders.operations.rating.follow_up_rating",
    step=_("Following up a bad rating"),
    sentence=_(
        "This rating is about you or is your own. Another officer of your unit or of the unit above follows it up."
    ),
    involved=rules.follows_up_himself,
)
duties.define(
    "order.reopen",
    "orders.operations.rating.reopen_order",
    step=_("Serving an order again"),
    sentence=_(
        "This order is about you. Another officer of your unit or of the unit above decides whether it is served again."
    ),
    involved=rules.follows_up_himself,
)
duties.define(
    "menu.review",
    "orders.operations.menu.review_item",
    step=_("Reviewing a menu item"),
    sentence=_(
        "Nobody reviews what his team offers or he has handed in. Another officer of the area reviews it."
    ),
    involved=rules.is_own_item,
)
duties.define(
    "service.confirm",
    "orders.operations.service.confirm_service",
    step=_("Vouching for a service"),
    sentence=_(
        "Nobody vouches for himself, his ward or somebody whom he has checked in. The resident or another officer does."
    ),
    involved=rules.is_close,
)
duties.define(
    "service.no-show",
    "orders.operations.absences.mark_no_show",
    step=_("Saying that a volunteer did not come"),
    sentence=_(
        "Nobody says this of himself or his ward. Say that you cannot come instead, or ask your leader."
    ),
    involved=rules.is_own_service,
)
duties.define(
    "service.enter",
    "orders.operations.service.enter_times",
    step=_("Entering the times of a service"),
    sentence=_(
        "Nobody enters the times of his own service or that of his ward. Ask your leader or the station."
    ),
    involved=rules.is_own_service,
)
