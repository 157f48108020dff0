"""The steps on a meeting, on places, and on the sign-up of somebody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from shijian.activities import rules
from shijian.activities.flow import SIGNUP_FLOW
from shijian.activities.forms.desk import DeskForm, GuestForm
from shijian.activities.forms.office import CapacityForm, WhyForm
from shijian.activities.forms.series import DayForm
from shijian.activities.models import HOLDING, LIVE, Activity, Opening, Session, Signup
from shijian.activities.operations import (
    capacity,
    desk_sign_up,
    leaving,
    prepare,
    sessions,
    sign_up,
)
from shijian.activities.queries import roll
from shijian.activities.views.deeds import Deed, Facts, page
from shijian.activities.views.organising import session_of
from shijian.kernel import clock, words
from shijian.kernel.actor import Actor, Channel
from shijian.kernel.errors import NotAllowed
from shijian.kernel.http import ActorRequest
from shijian.people.queries.minors import access


def _is_ahead(actor: Actor, session: Session) -> bool:
    return session.cancelled_at is None and session.starts_at > clock.now()


def _is_open(actor: Actor, session: Session) -> bool:
    """The desk takes people in until the meeting is over."""
    is_public = session.activity.published_at is not None and rules.may_change(session.activity)
    return is_public and session.cancelled_at is None and session.ends_at > clock.now()


def _day_form(session: Session, actor: Actor, data: Any) -> forms.Form:
    start, end = clock.local(session.starts_at), clock.local(session.ends_at)
    return DayForm(data, initial={"day": start.date(), "begins": start.time(), "ends": end.time()})


def _why_form(obj: Any, actor: Actor, data: Any) -> forms.Form:
    return WhyForm(data)


def _desk_form(session: Session, actor: Actor, data: Any) -> forms.Form:
    activity = session.activity
    return DeskForm(
        data, initial={"channel": Channel.PHONE}, activity=activity, persons=roll.persons_for(actor, activity)
    )


def _guest_form(session: Session, actor: Actor, data: Any) -> forms.Form:
    return GuestForm(data, activity=session.activity)


def _desk(session: Session, actor: Actor, data: dict[str, Any]) -> Signup:
    return desk_sign_up.sign_up_at_desk(
        session,
        data["opening"],
        person=data["person"],
        channel=Channel(data["channel"]),
        risk_told=data.get("risk_told", False),
        idempotency_key=data["idempotency_key"],
        actor=actor,
    )


def _told(session: Session) -> Facts:
    """Which meeting, and how many hear of it."""
    count = Signup.objects.filter(session=session, state__in=LIVE).count()
    return [*_which(session), (_("Sign-ups that are told"), count)]


def _which(session: Session) -> Facts:
    return [
        (_("Activity"), session.activity.title),
        (_("When"), words.when_words(session.starts_at)),
    ]


def _risks(session: Session) -> Facts:
    return [*_which(session), (_("Possible risks"), session.activity.risk_note)]


SESSION = {
    "move": Deed(
        gettext_lazy("Move this meeting"), gettext_lazy("Move"),
        lambda s, actor, d: sessions.move_session(s, actor=actor, **d), _is_ahead, form=_day_form,
        facts=_told, done=gettext_lazy("Moved. Those who signed up are told and may take it back."),
    ),
    "cancel": Deed(
        gettext_lazy("Call this meeting off?"), gettext_lazy("Call it off"),
        lambda s, actor, d: sessions.cancel_session(s, why=d["why"], actor=actor), _is_ahead,
        form=_why_form, facts=_told, tone="danger",
        done=gettext_lazy("Called off. Those who signed up are told."),
    ),
    "sign-up": Deed(
        gettext_lazy("Sign somebody up"), gettext_lazy("Sign up"), _desk, _is_open, form=_desk_form,
        facts=_risks, done=gettext_lazy("Signed up. The person is told."),
    ),
    "guest": Deed(
        gettext_lazy("Take in a guest by name"), gettext_lazy("Take the guest in"),
        lambda s, actor, d: sign_up.sign_up_guest(s, d["opening"], name=d["name"], actor=actor), _is_open,
        form=_guest_form, facts=_risks, done=gettext_lazy("The guest is taken in."),
    ),
}  # fmt: skip
ON_ROLL = ("sign-up", "guest")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_act(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    """One step on a meeting."""
    session = session_of(request, pk)
    if deed in ON_ROLL:
        back = reverse("activities:roll", args=[session.pk])
    else:
        back = reverse("activities:manage-when", args=[session.activity_id])
    return page(request, SESSION.get(deed), session, back=back)


def _opening_may(actor: Actor, opening: Opening) -> bool:
    return rules.may_change(opening.activity)


def _capacity_form(opening: Opening, actor: Actor, data: Any) -> forms.Form:
    return CapacityForm(data, initial={"capacity": opening.capacity})


def _numbers(opening: Opening) -> Facts:
    """What is held at most in a meeting ahead, and who waits: what becomes of them."""
    rows = Signup.objects.filter(opening=opening, session__ends_at__gt=clock.now())
    held: dict[int, int] = {}
    for key in rows.filter(state__in=HOLDING).values_list("session_id", flat=True):
        held[key] = held.get(key, 0) + 1
    return [
        (_("Task"), str(opening.get_task_display())),
        (_("Most places held in one meeting"), max(held.values(), default=0)),
        (_("On waiting lists"), rows.filter(state="waiting").count()),
    ]


OPENING = {
    "number": Deed(
        gettext_lazy("How many places?"), gettext_lazy("Save"),
        lambda o, actor, d: capacity.set_capacity(o, capacity=d["capacity"], actor=actor), _opening_may,
        form=_capacity_form, facts=_numbers,
        explanation=gettext_lazy(
            "More places go to those who wait, the longest waiting first. Nobody who has a place loses it: there "
            "cannot be fewer places than are held."
        ),
        done=gettext_lazy("The number of places is changed."),
    ),
    "drop": Deed(
        gettext_lazy("Take these places away?"), gettext_lazy("Take away"),
        lambda o, actor, _d: prepare.drop_opening(o, actor=actor), _opening_may, facts=_numbers, tone="danger",
        explanation=gettext_lazy("It works as long as nobody ever signed up for them."),
        done=gettext_lazy("The places are taken away."),
    ),
}  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def opening_act(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    """One step on the places of one task."""
    visible = Activity.objects.visible_to(request.actor).values("pk")
    rows = Opening.objects.filter(activity__in=visible).select_related("activity")
    opening = get_object_or_404(rows, pk=pk)
    if not rules.can_run(request.actor, opening.activity):
        raise NotAllowed
    back = reverse("activities:manage-who", args=[opening.activity_id])
    return page(request, OPENING.get(deed), opening, back=back)


def _signup_move(name: str) -> Any:
    return lambda actor, signup: SIGNUP_FLOW.can(signup, name, actor=actor)


def _may_absent(actor: Actor, signup: Signup) -> bool:
    begun = signup.session.starts_at <= clock.now()
    return begun and SIGNUP_FLOW.can(signup, "absent", actor=actor) and not rules.is_own_signup(actor, signup)


SIGNUP = {
    "end": Deed(
        gettext_lazy("End this sign-up?"), gettext_lazy("End it"),
        lambda s, actor, d: leaving.remove(s, why=d["why"], actor=actor), _signup_move("remove"),
        form=_why_form, tone="danger",
        explanation=gettext_lazy("The person reads your reason. The place goes to who waits longest."),
        done=gettext_lazy("Ended. The person is told."),
    ),
    "absent": Deed(
        gettext_lazy("Did this person not come?"), gettext_lazy("Did not come"),
        lambda s, actor, _d: leaving.mark_absent(s, actor=actor), _may_absent,
        explanation=gettext_lazy("Your name is kept with it, and the person is told and may object."),
        done=gettext_lazy("It is noted."),
    ),
    "came": Deed(
        gettext_lazy("Did this person come after all?"), gettext_lazy("Came after all"),
        lambda s, actor, _d: leaving.unmark_absent(s, actor=actor), _signup_move("came"),
        done=gettext_lazy("It is taken back."),
    ),
}  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def signup_act(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    """One step on the sign-up of somebody."""
    rows = Signup.objects.visible_to(request.actor).select_related("session__activity", "person", "team")
    signup = get_object_or_404(rows, pk=pk)
    if not rules.can_run(request.actor, signup.session.activity):
        raise NotAllowed
    found = SIGNUP.get(deed)
    if found is not None:
        found = _naming(found, request.actor)
    back = reverse("activities:roll", args=[signup.session_id])
    return page(request, found, signup, back=back)


def _naming(deed: Deed, actor: Actor) -> Deed:
    """The step with the name of whom it concerns, masked where a minor's data is closed to the actor."""

    def facts(signup: Signup) -> Facts:
        opened = access.opened(actor, [signup.person] if signup.person else [])
        return [(_("Name"), roll.name_of(signup, opened)), *_which(signup.session)]

    return replace(deed, facts=facts)
