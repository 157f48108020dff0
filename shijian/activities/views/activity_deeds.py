"""The steps on an activity: publish, approve, give back, cancel, copy, hosts, another meeting, more places."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from shijian.activities import rules
from shijian.activities.enums import Audience, Task
from shijian.activities.flow import ACTIVITY_FLOW
from shijian.activities.forms.office import HostsForm, OpeningForm, WhyForm
from shijian.activities.forms.series import DayForm, EndSeriesForm
from shijian.activities.models import LIVE, Activity, Signup
from shijian.activities.operations import approval, ending, hosts, prepare, series, sessions, telling
from shijian.activities.queries import office
from shijian.activities.views.deeds import Deed, Facts, page
from shijian.activities.views.organising import run_by
from shijian.kernel import clock
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.http import ActorRequest


def _move(name: str) -> Any:
    return lambda actor, activity: ACTIVITY_FLOW.can(activity, name, actor=actor)


def _may_change(actor: Actor, activity: Activity) -> bool:
    return rules.may_change(activity)


def _may_publish(actor: Actor, activity: Activity) -> bool:
    return ACTIVITY_FLOW.can(activity, "publish", actor=actor)


def _may_copy(actor: Actor, activity: Activity) -> bool:
    return rules.can_make(actor, activity.unit_path, activity.team_id)


def _may_end_series(actor: Actor, activity: Activity) -> bool:
    return bool(activity.rule) and rules.may_change(activity)


def _form(kind: type[forms.Form]) -> Any:
    return lambda _activity, _actor, data: kind(data)


def _hosts_form(activity: Activity, actor: Actor, data: Any) -> forms.Form:
    initial = {"team": activity.team, "helping": activity.helping_teams.all(), "host": activity.host}
    officer = actor.may(Permission.ACTIVITY_EDIT, activity.unit_path)
    return HostsForm(data, initial=initial, teams=office.teams_for(actor), officer=officer)


def _set_hosts(activity: Activity, actor: Actor, data: dict[str, Any]) -> Activity:
    """A leader, who is not asked for the team, keeps it."""
    team = data.get("team", activity.team)
    return hosts.set_hosts(activity, team=team, helping=data["helping"], host=data["host"], actor=actor)


def _add_opening(activity: Activity, actor: Actor, data: dict[str, Any]) -> Any:
    facts = {name: value for name, value in data.items() if name != "capacity"}
    facts["audience"] = Audience.RESIDENT if data["task"] == Task.PART else Audience.VOLUNTEER
    return prepare.add_opening(activity, facts=facts, capacity=data["capacity"], actor=actor)


def _told(activity: Activity) -> Facts:
    """Who is told when the activity is called off."""
    ahead = activity.sessions.filter(cancelled_at__isnull=True, ends_at__gt=clock.now())
    signups = Signup.objects.filter(session__in=ahead, state__in=LIVE)
    return [
        (_("Meetings that fall away"), ahead.count()),
        (_("Sign-ups that end"), signups.count()),
        (_("People who are told"), len(telling.everybody(activity))),
    ]


def _approval(activity: Activity) -> Facts:
    needed = approval.needs_approval(activity)
    says = (
        _("Another officer of the area approves it first.") if needed else _("It opens for sign-up at once.")
    )
    return [(_("What happens"), says)]


DEEDS = {
    "publish": Deed(
        gettext_lazy("Publish this activity?"), gettext_lazy("Publish"),
        lambda a, actor, _d: approval.publish_activity(a, actor=actor), _may_publish, facts=_approval,
        done=gettext_lazy("Done. Everybody can see how it stands on this page."),
    ),
    "approve": Deed(
        gettext_lazy("Approve this activity?"), gettext_lazy("Approve"),
        lambda a, actor, _d: approval.approve_activity(a, actor=actor), _move("approve"),
        facts=office.facts_of, done=gettext_lazy("Approved and open for sign-up."),
    ),
    "return": Deed(
        gettext_lazy("What is to be changed before you approve it?"), gettext_lazy("Give back"),
        lambda a, actor, d: approval.return_activity(a, why=d["why"], actor=actor), _move("return"),
        form=_form(WhyForm), done=gettext_lazy("Given back. Those who prepare it are told."),
    ),
    "cancel": Deed(
        gettext_lazy("Call the whole activity off?"), gettext_lazy("Call it off"),
        lambda a, actor, d: ending.cancel_activity(a, why=d["why"], actor=actor), _move("cancel"),
        form=_form(WhyForm), facts=_told, tone="danger",
        explanation=gettext_lazy("All meetings ahead fall away. Everybody who signed up is told, with your reason."),
        done=gettext_lazy("Called off. Everybody who signed up is told."),
    ),
    "copy": Deed(
        gettext_lazy("Begin a new activity like this one?"), gettext_lazy("Copy"),
        lambda a, actor, _d: prepare.copy_activity(a, actor=actor), _may_copy,
        explanation=gettext_lazy("What, where and the places are taken over. The dates are new."),
        done=gettext_lazy("The draft is made. Enter its dates, then publish it."),
    ),
    "hosts": Deed(
        gettext_lazy("Who carries it together?"), gettext_lazy("Save"), _set_hosts, _may_change,
        form=_hosts_form, done=gettext_lazy("Saved."),
    ),
    "day": Deed(
        gettext_lazy("Add a meeting"), gettext_lazy("Add"),
        lambda a, actor, d: sessions.add_session(a, actor=actor, **d), _may_change, form=_form(DayForm),
        done=gettext_lazy("The meeting is entered."),
    ),
    "end-series": Deed(
        gettext_lazy("End the series"), gettext_lazy("End the series"),
        lambda a, actor, d: series.end_series(a, actor=actor, **d), _may_end_series,
        form=_form(EndSeriesForm), tone="danger",
        explanation=gettext_lazy("Meetings after that day fall away. Those added by hand stay."),
        done=gettext_lazy("The series has an end."),
    ),
    "opening": Deed(
        gettext_lazy("Add places"), gettext_lazy("Add"), _add_opening, _may_change, form=_form(OpeningForm),
        explanation=gettext_lazy("They are offered in every meeting of the activity."),
        done=gettext_lazy("The places are entered."),
    ),
}  # fmt: skip
BACK = {"day": "manage-when", "end-series": "manage-when", "opening": "manage-who"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    """One step on an activity."""
    activity = run_by(request, pk)
    back = reverse(f"activities:{BACK.get(deed, 'manage')}", args=[activity.pk])
    then = _to_copy if deed == "copy" else None
    return page(request, DEEDS.get(deed), activity, back=back, then=then)


def _to_copy(copy: Activity) -> str:
    return reverse("activities:manage", args=[copy.pk])
