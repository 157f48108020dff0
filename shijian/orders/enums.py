"""States and kinds of the menu and of the order's loop."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

# The kinds under which the flow log keeps moves.
ORDER_KIND = "order"
ITEM_KIND = "menu-item"
PLAN_KIND = "dispatch-plan"


class OrderState(TextChoices):
    """Where an order stands (design: the order's life)."""

    DRAFT = "draft", _("Draft")
    VERIFYING = "verifying", _("To be verified")
    QUEUED = "queued", _("To be dispatched")
    OFFERED = "offered", _("To be accepted")
    ACCEPTED = "accepted", _("Accepted")
    SERVING = "serving", _("Being served")
    RATING = "rating", _("To be rated")
    CLOSED = "closed", _("Done")
    REJECTED = "rejected", _("Not admitted")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    UNMET = "unmet", _("Could not be met")


OPEN_STATES = frozenset(
    {
        OrderState.VERIFYING,
        OrderState.QUEUED,
        OrderState.OFFERED,
        OrderState.ACCEPTED,
        OrderState.SERVING,
        OrderState.RATING,
    }
)


class Category(TextChoices):
    """The 13 classes of the menu."""

    THEORY = "theory", _("Theory and policy talks")
    LAW = "law", _("Law and mediation")
    HEALTH = "health", _("Health and medicine")
    CULTURE = "culture", _("Culture and arts")
    SCIENCE = "science", _("Science and digital life")
    FARMING = "farming", _("Farming and herding")
    EDUCATION = "education", _("Education and tutoring")
    ELDERS = "elders", _("Care for elders")
    CHILDREN = "children", _("Care for children")
    REPAIR = "repair", _("Repairs and household help")
    ENVIRONMENT = "environment", _("Environment and cleaning")
    SPORT = "sport", _("Sports and fitness")
    CUSTOMS = "customs", _("Customs and family occasions")


class Urgency(IntegerChoices):
    """How soon help is needed."""

    NORMAL = 0, _("Normal")
    SOON = 1, _("Soon")
    EMERGENCY = 2, _("Emergency")


class ItemState(TextChoices):
    """Where a menu item stands."""

    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("Waiting for review")
    LISTED = "listed", _("Listed")
    DECLINED = "declined", _("Declined")
    RETIRED = "retired", _("Retired")


class OfferState(TextChoices):
    """Where an offer stands."""

    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    EXPIRED = "expired", _("Expired")
    CANCELLED = "cancelled", _("Cancelled")


class RefusalReason(TextChoices):
    """Why an offer is refused; it never costs the volunteer anything."""

    BUSY = "busy", _("No time then")
    FAR = "far", _("Too far away")
    UNSKILLED = "unskilled", _("Not something I can do well")
    UNWELL = "unwell", _("Not feeling well")
    OTHER = "other", _("Another reason")


class AssignmentState(TextChoices):
    """Where a volunteer's part in an order stands."""

    COMMITTED = "committed", _("Committed")
    SERVING = "serving", _("Serving")
    DONE = "done", _("Done")
    WITHDRAWN = "withdrawn", _("Withdrew in time")
    NO_SHOW = "no-show", _("Did not come")


class FollowUp(TextChoices):
    """What became of a bad rating."""

    NONE = "none", _("Not needed")
    OPEN = "open", _("To be followed up")
    EXPLAINED = "explained", _("Explained to the resident")
    REOPENED = "reopened", _("Served again")


class AbsenceKind(TextChoices):
    """Who says that a volunteer does not come; the two are never mixed."""

    WITHDRAWN = "withdrawn", _("Taken back by the volunteer")
    NO_SHOW = "no-show", _("Said by the other side")


class WithdrawalReason(TextChoices):
    """Why a promise is taken back, each a sentence that the resident may read."""

    ILL = "ill", _("I am ill or hurt")
    FAMILY = "family", _("My family needs me")
    WORK = "work", _("My work calls me")
    WAY = "way", _("The weather or the way does not let me come")
    UNSAFE = "unsafe", _("I find it unsafe")
    OTHER = "other", _("Something else came up")


class PlanState(TextChoices):
    """Where the plan of a week stands."""

    MAKING = "making", _("Being made")
    DRAFT = "draft", _("Draft")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("Laid aside")


class LineState(TextChoices):
    """Where one person of a plan stands."""

    PROPOSED = "proposed", _("Proposed by the plan")
    ADDED = "added", _("Put in by hand")
    CHANGED = "changed", _("Replaced")
    REMOVED = "removed", _("Taken out by hand")
    SENT = "sent", _("Was asked")
    REFUSED = "refused", _("Could not be asked any more")


class Solver(TextChoices):
    """How a plan was found."""

    FLOW = "flow", _("Exact, with proof")
    SEARCH = "search", _("Searched, with proof")
    GREEDY = "greedy", _("Simple rule, without proof")
