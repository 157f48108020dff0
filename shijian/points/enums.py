"""Kinds of accounts, reasons of batches, states of rules and deductions."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

RULE_KIND, DEDUCTION_KIND = (
    "points-rule",
    "points-deduction",
)  # the kinds under which the flow log keeps moves
RECORD = "record"  # the source kind of a batch that credits a service record
DEDUCTION = "deduction"  # the source kind of a batch that a decision brought


class AccountKind(TextChoices):
    """Whose points an account holds. Points come out of the issuing account, so that its balance is their total."""

    VOLUNTEER = "volunteer", _("Volunteer")
    ISSUING = "issuing", _("Issued points")
    SPENT = "spent", _("Spent points")
    ADJUST = "adjust", _("Deducted points")


class Reason(TextChoices):
    """Why points moved."""

    CREDIT = "credit", _("For a service")
    REVERSAL = "reversal", _("Taken back")
    SPEND = "spend", _("Spent")
    DEDUCT = "deduct", _("Deducted by decision")


class Cut(TextChoices):
    """Why a service brought fewer points than its time is worth."""

    NONE = "none", _("Not cut")
    EVENT = "event", _("The most for one service")
    DAY = "day", _("The most for one day")
    MONTH = "month", _("The most for one month")


class RuleState(TextChoices):
    """Where a set of rules stands."""

    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")
    DROPPED = "dropped", _("Dropped")


class Ground(TextChoices):
    """The only grounds on which points may be deducted. To refuse a task is a right and is not among them."""

    FAKED = "faked", _("The service did not take place")
    DOUBLED = "doubled", _("The same service was counted twice")
    TRADED = "traded", _("Hours or points were sold or lent")


class DeductionState(TextChoices):
    """Where a deduction stands; points move when it is upheld or done."""

    PROPOSED = "proposed", _("Proposed")
    DECIDED = "decided", _("Decided, may be appealed")
    APPEALED = "appealed", _("Appealed")
    UPHELD = "upheld", _("Upheld on appeal")
    DONE = "done", _("Deducted")
    LIFTED = "lifted", _("Lifted on appeal")
    DROPPED = "dropped", _("Dropped")


REDEMPTION, REDEMPTION_KIND, SETTLEMENT_KIND = "redemption", "points-redemption", "points-settlement"


class RewardKind(TextChoices):
    """What something is that volunteers get; courtesies cost no points."""

    GOODS = "goods", _("Daily goods")
    SERVICE = "service", _("A free service")
    CULTURE = "culture", _("Culture and sport")
    COURTESY = "courtesy", _("Courtesy, without points")


class Period(TextChoices):
    """The time to which the limit of one volunteer belongs."""

    MONTH = "month", _("Each month")
    YEAR = "year", _("Each year")


class RedemptionState(TextChoices):
    """Where a redemption stands; what is cancelled or expired gives points and stock back."""

    OPEN = "open", _("To be picked up")
    HANDED = "handed", _("Handed over")
    CANCELLED = "cancelled", _("Called off")
    EXPIRED = "expired", _("Not picked up in time")


class SettlementState(TextChoices):
    """Where the monthly settlement with a merchant stands."""

    DRAFT = "draft", _("Waits for the second officer")
    CONFIRMED = "confirmed", _("Confirmed")
    DROPPED = "dropped", _("Dropped")
