"""What the views of this app share."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from shijian.kernel import clock, policy
from shijian.kernel.actor import ANONYMOUS, Actor
from shijian.kernel.doing import words_of
from shijian.kernel.errors import OutOfReach, ShijianError
from shijian.people import devices, half_logins, policies
from shijian.people.middleware import CONFIRMED, FACTOR, IDLE_MINUTES, RENEW
from shijian.people.models import Account, Person
from shijian.people.queries import factors
from shijian.people.queries.actors import actor_for
from shijian.people.session_store import BEGAN, DEVICE, SENT, STAFF
from shijian.units.models import Unit

BACKEND = "shijian.people.backends.PhoneOrNameBackend"


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a request; a visitor carries his address."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor if actor.is_authenticated else replace(ANONYMOUS, ip=request.META.get("REMOTE_ADDR"))


def admit(request: HttpRequest, account: Account, target: str) -> HttpResponse:
    """Begin the session of an account whose first step is right, or ask for its second factor first."""
    if factors.has_one(account):
        half_logins.begin(request, account, target)
        return redirect("people:factor")
    enter(request, account)
    return redirect(target)


def enter(request: HttpRequest, account: Account, *, renew: bool = False, factor: str = "") -> None:
    """Begin the session of an account: bounded in length, for staff also in rest.

    With `renew` it opens nothing but the page for a new password until there is one. `factor`: what was shown.
    """
    auth.login(request, account, backend=BACKEND)
    is_staff = actor_for(account.person).is_staff
    hours = policy.get(policies.SESSION_HOURS if is_staff else policies.RESIDENT_SESSION_HOURS)
    now, session = clock.now(), request.session
    session.set_expiry(now + dt.timedelta(hours=hours))
    session[DEVICE], session[STAFF] = devices.kind_of(request), is_staff
    session[FACTOR], session[CONFIRMED] = factor, now.timestamp()
    session[BEGAN] = session[SENT] = now.timestamp()
    if is_staff:
        session[IDLE_MINUTES] = policy.get(policies.IDLE_MINUTES)
    if renew:
        session[RENEW] = True
    session.save()
    request.entered_account = account.pk  # type: ignore[attr-defined]


def say(request: HttpRequest, error: ShijianError) -> None:
    """Tell a refused operation on the next page."""
    messages.error(request, words_of(error))


def person_or_404(request: HttpRequest, pk: int) -> Person:
    """A person that the actor may see."""
    rows = Person.objects.visible_to(actor_of(request)).select_related(
        "unit", "account", "guardian", "merged_into"
    )
    return get_object_or_404(rows, pk=pk)


def unit_or_404(request: HttpRequest, pk: int) -> Unit:
    """A unit that the actor may see."""
    return get_object_or_404(Unit.objects.visible_to(actor_of(request)).select_related("parent"), pk=pk)


def demand(allowed: bool) -> None:
    """Raise `OutOfReach` unless allowed."""
    if not allowed:
        raise OutOfReach


def number(text: str | None) -> int | None:
    """The key that stands in an address, if it can be one."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def account_of(request: HttpRequest) -> Account:
    """Give the account of a request that `login_required` let in."""
    if not isinstance(request.user, Account):
        raise TypeError("login_required guards this view")
    return request.user
