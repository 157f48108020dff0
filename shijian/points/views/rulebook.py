"""The rules of points: everybody reads what was approved; the centre drafts, tries and approves."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel import duties
from shijian.kernel.doing import attempt, filled
from shijian.kernel.errors import OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.points import rules
from shijian.points.enums import RuleState
from shijian.points.flow import RULE_FLOW
from shijian.points.forms import RuleForm
from shijian.points.models import PointsRule
from shijian.points.operations import rulebook as operations
from shijian.points.queries.dry_run import dry_run
from shijian.records.enums import Grade, Recipient

TONES = {RuleState.DRAFT: "info", RuleState.APPROVED: "done", RuleState.DROPPED: "neutral"}
DEEDS: dict[str, Callable[..., PointsRule]] = {
    "approve": operations.approve_rule,
    "drop": operations.drop_rule,
}


@require_safe
def rule_list(request: ActorRequest) -> HttpResponse:
    """Every version, newest first."""
    rows = page(PointsRule.objects.visible_to(request.actor), request)
    context = {"page": rows, "may_draft": rules.can_draft(request.actor)}
    return render(request, "points/rules.html", context)


@require_safe
def detail(request: ActorRequest, code: str) -> HttpResponse:
    """One version in plain figures; for those who decide, what it would have given last quarter."""
    rule = _seen(request, code)
    moves = RULE_FLOW.moves(rule, actor=request.actor)
    context = {
        "rule": rule,
        "tone": TONES[RuleState(rule.state)],
        "hours": [(label, rule.per_hour.get(code, 0)) for code, label in Recipient.choices],
        "percents": [(grade.label, rule.percent.get(grade, 0)) for grade in Grade],
        "may_decide": bool(moves),
        "refusal": duties.refusal("points.rule", rule, actor=request.actor) if moves else "",
        "outcome": dry_run(rule) if rules.can_draft(request.actor) else None,
    }
    return render(request, "points/rule.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Draft a version."""
    if not rules.can_draft(request.actor):
        raise OutOfReach
    form = RuleForm(request.POST or None)
    rule = filled(request, form, lambda: operations.draft_rule(actor=request.actor, **form.facts()))
    if rule:
        messages.success(
            request, _("The draft is kept. Look at what it would have given; a second person approves it.")
        )
        return redirect("points:rule", rule.code)
    return render(request, "points/rule_new.html", {"form": form})


@login_required
@require_POST
def act(request: ActorRequest, code: str, deed: str) -> HttpResponse:
    """Approve or drop a draft."""
    rule = _seen(request, code)
    if deed not in DEEDS:
        raise OutOfReach
    done = attempt(request, lambda: DEEDS[deed](rule, actor=request.actor), _("Done."))
    return redirect("points:rules") if done and deed == "drop" else redirect("points:rule", code)


def _seen(request: ActorRequest, code: str) -> PointsRule:
    rows = PointsRule.objects.visible_to(request.actor).select_related("made_by", "approved_by")
    return get_object_or_404(rows, code=code)
