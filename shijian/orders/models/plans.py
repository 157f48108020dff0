"""The plan of a week for an area: what would be offered to whom, why, and every change that somebody made to it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor, Permission
from shijian.orders.enums import LineState, PlanState, Solver
from shijian.orders.models.orders import Offer, Order
from shijian.people.models import Person
from shijian.units.models import Unit
from shijian.volunteers.models import Team, Volunteer

WORKING = (PlanState.MAKING, PlanState.DRAFT, PlanState.SENDING)
# Plans that say something of their week: made, and not laid aside.
COUNTING = (PlanState.DRAFT, PlanState.SENDING, PlanState.SENT)
# Lines that wait to be sent; those that count for the plan.
OPEN = (LineState.PROPOSED, LineState.ADDED)
STANDING = (*OPEN, LineState.SENT)


class DispatchPlanQuerySet(models.QuerySet["DispatchPlan"]):
    """Reads of plans."""

    def visible_to(self, actor: Actor) -> DispatchPlanQuerySet:
        """Those of units within reach of order:dispatch."""
        return self.filter(actor.within(Permission.ORDER_DISPATCH, "unit_path"))


class DispatchPlan(models.Model):
    """A week of an area, planned in one go. Costs are in 100 m of way: its `value`, and the `bound` of all plans.

    `digest` is that of the inputs; with `seed` they give the same plan again. `kept` is how many people cost more
    because they may be needed for later days. What begins with `team_` is of the orders for teams, which have a proof
    of their own; the rest is of those for single volunteers.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="dispatch_plans")
    unit_path = models.CharField(max_length=40, editable=False)
    week = models.DateField()
    state = models.CharField(max_length=8, choices=PlanState.choices, default=PlanState.MAKING)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    sent_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    seed = models.PositiveIntegerField(default=0)
    solver = models.CharField(max_length=8, choices=Solver.choices, default=Solver.FLOW)
    digest = models.CharField(max_length=64, blank=True)
    value = models.BigIntegerField(default=0)
    bound = models.BigIntegerField(default=0)
    gap = models.FloatField(default=0)
    seconds = models.FloatField(default=0)
    orders = models.PositiveIntegerField(default=0)
    seats = models.PositiveIntegerField(default=0)
    filled = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    helps = models.JSONField(default=list)
    team_solver = models.CharField(
        max_length=8, choices=Solver.choices, blank=True, default="", db_default=""
    )
    team_value = models.BigIntegerField(default=0, db_default=0)
    team_bound = models.BigIntegerField(default=0, db_default=0)
    team_gap = models.FloatField(default=0, db_default=0)
    team_orders = models.PositiveIntegerField(default=0, db_default=0)

    objects = DispatchPlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "week"], condition=Q(state__in=WORKING), name="dispatch_plan_one_draft"
            ),
            models.CheckConstraint(condition=Q(filled__lte=models.F("seats")), name="dispatch_plan_filled"),
            models.CheckConstraint(
                condition=~Q(state=PlanState.SENT) | Q(sent_at__isnull=False), name="dispatch_plan_sent_when"
            ),
        ]
        indexes = [models.Index(fields=["unit_path", "-id"], name="dispatch_plan_unit")]


class DispatchNeed(models.Model):
    """An order in a plan: its free places then, and whom else one could ask at what price.

    `for_team`: a team takes all of it; else single volunteers its places. `could`: how many at most could come in one
    span, where all have to come or nobody. `alternatives` are those of
    `queries.weeks.draft.Choice`: keys and numbers, no names.
    """

    plan = models.ForeignKey(DispatchPlan, models.CASCADE, related_name="needs")
    order = models.ForeignKey(Order, models.PROTECT, related_name="planned")
    seats = models.PositiveSmallIntegerField()
    weight = models.PositiveIntegerField(default=0)
    for_team = models.BooleanField(default=False, db_default=False)
    could = models.PositiveSmallIntegerField(null=True)
    alternatives = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "order"], name="dispatch_need_once")]


class DispatchLine(models.Model):
    """Somebody for an order in a plan, a volunteer or a team. Lines are never deleted: who took one out, when and why
    stays with it.

    `way`, `risk`, `load`, `elsewhere`, `kept`, `menu` are the parts of its price in 100 m (`menu`: the order was asked
    from that of another team); `chance` that of a yes, `likely` what it comes from (`queries.likely`); `beside`:
    asked in addition, for the case that others refuse; `instead_of` the line that it replaced. `span` is that of a
    volunteer; a team agrees on the hour by itself.
    """

    need = models.ForeignKey(DispatchNeed, models.CASCADE, related_name="lines")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, null=True, related_name="planned")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="planned")
    span = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=LineState.choices, default=LineState.PROPOSED)
    beside = models.BooleanField(default=False)
    chance = models.FloatField(null=True)
    way = models.IntegerField(default=0)
    risk = models.IntegerField(default=0)
    load = models.IntegerField(default=0)
    elsewhere = models.IntegerField(default=0)
    kept = models.IntegerField(default=0)
    likely = models.JSONField(default=dict)
    menu = models.IntegerField(default=0, db_default=0)
    instead_of = models.OneToOneField("self", models.CASCADE, null=True, related_name="replaced_by")
    changed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    refusal = models.CharField(max_length=20, blank=True)
    offer = models.OneToOneField(Offer, models.PROTECT, null=True, related_name="line")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need", "volunteer"], condition=Q(state__in=STANDING), name="dispatch_line_once"
            ),
            models.UniqueConstraint(
                fields=["need", "team"], condition=Q(state__in=STANDING), name="dispatch_line_team_once"
            ),
            models.CheckConstraint(
                condition=Q(team__isnull=False, volunteer__isnull=True)
                | Q(team__isnull=True, volunteer__isnull=False),
                name="dispatch_line_to_one",
            ),
            models.CheckConstraint(condition=Q(span__lt=64), name="dispatch_line_span"),
            models.CheckConstraint(
                condition=~Q(state=LineState.SENT) | Q(offer__isnull=False), name="dispatch_line_offer"
            ),
            models.CheckConstraint(
                condition=~Q(state=LineState.REFUSED) | ~Q(refusal=""), name="dispatch_line_refusal"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(LineState.CHANGED, LineState.REMOVED)) | Q(changed_at__isnull=False),
                name="dispatch_line_changed_when",
            ),
        ]
