"""Points on the work list: drafts of rules, deductions to decide, appeals."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from shijian.kernel.actor import Actor, Permission
from shijian.kernel.worklist import Line, Source
from shijian.points.enums import DeductionState, RuleState
from shijian.points.models import Deduction, PointsRule, Settlement
from shijian.points.queries.money import yuan
from shijian.points.queries.shop_office import to_confirm

OPEN = (DeductionState.PROPOSED, DeductionState.APPEALED)


def sources() -> list[Source]:
    """What waits for a second or a third person."""
    return [
        Source(
            "points-rule", gettext_lazy("Rules of points"), gettext_lazy("Decide"), Permission.POLICY_EDIT,
            rules_waiting, _say_rule, _rule_page, _rule_page, since="made_at",
        ),
        Source(
            "points-deduction", gettext_lazy("Deductions of points"), gettext_lazy("Decide"),
            Permission.RECORD_VOID, deductions_waiting, _say, _page, _page,
        ),
        Source(
            "points-settlement", gettext_lazy("Settlements"), gettext_lazy("Confirm"),
            Permission.MENU_REVIEW, to_confirm, _say_settlement, _settlement_page, _settlement_page, since="made_at",
        ),
    ]  # fmt: skip


def rules_waiting(actor: Actor) -> QuerySet[PointsRule]:
    """Drafts that somebody else wrote."""
    return PointsRule.objects.visible_to(actor).filter(state=RuleState.DRAFT).exclude(made_by=actor.person_id)


def deductions_waiting(actor: Actor) -> QuerySet[Deduction]:
    """Proposals and appeals within reach in which the actor had no part."""
    me = actor.person_id
    mine = Q(proposed_by=me) | Q(decided_by=me, decided_by__isnull=False) | Q(volunteer__person=me)
    rows = in_reach(actor).filter(state__in=OPEN)
    return rows.exclude(pk__in=Deduction.objects.filter(mine).values("pk"))


def in_reach(actor: Actor) -> QuerySet[Deduction]:
    """The deductions of volunteers within reach, with what a list shows."""
    rows = Deduction.objects.filter(actor.within(Permission.RECORD_VOID, "volunteer__unit_path"))
    return rows.select_related("volunteer__person", "volunteer__unit")


def _say_rule(row: PointsRule) -> Line:
    return Line(row.title, row.document_no)


def _rule_page(row: PointsRule) -> str:
    return reverse("points:rule", args=[row.code])


def _say(row: Deduction) -> Line:
    volunteer = row.volunteer
    state = str(row.get_state_display())
    return Line(str(row.get_ground_display()), volunteer.person.name, volunteer.unit.name, state)


def _page(row: Deduction) -> str:
    return reverse("points:deduction", args=[row.pk])


def _say_settlement(row: Settlement) -> Line:
    return Line(f"{row.merchant.name} {row.month:%Y-%m}", yuan(row.total_fen), row.merchant.unit.name)


def _settlement_page(row: Settlement) -> str:
    return reverse("points:shop-settlement", args=[row.pk])
