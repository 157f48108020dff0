"""The kiosk: a tablet in the hall without any login; it shows no list and leaves nothing behind."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shijian.activities.forms.attendance import KioskForm, KioskSlipForm, PinForm
from shijian.activities.models import Session
from shijian.activities.operations import kiosk as operations
from shijian.activities.views.doing import say
from shijian.kernel import clock
from shijian.kernel.actor import ANONYMOUS
from shijian.kernel.doing import answer_of, complain
from shijian.kernel.errors import NotAllowed
from shijian.kernel.http import ActorRequest

COOKIE = "kiosk"
HOURS = 24


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: ActorRequest, session: int) -> HttpResponse:
    """Come or go by name or the tail of the phone; without the token of the device, the page that asks for the PIN."""
    row = _session(session)
    if not _is_opened(request, row):
        return _page(request, row, pin_form=PinForm())
    form = KioskForm(request.POST or None)
    if request.method == "POST":
        if form.is_valid():
            _sign(request, row, form)
        else:
            complain(request, form)
        return redirect("activities:kiosk", row.pk)
    return _page(request, row, form=form, slip_form=KioskSlipForm(auto_id="slip_%s"))


def _sign(request: ActorRequest, session: Session, form: KioskForm) -> None:
    kind = "out" if request.POST.get("kind") == "out" else "in"
    facts = {"words": form.cleaned_data["words"], "kind": kind, "nonce": form.nonce, "token": _token(request)}
    welcomed = answer_of(request, lambda: operations.kiosk_sign(session, actor=ANONYMOUS, **facts))
    if welcomed is not None:
        say(request, welcomed.answer, _("Thank you, you are noted."))


@never_cache
@require_POST
def enter(request: ActorRequest, session: int) -> HttpResponse:
    """Make a kiosk of this device with the PIN of the desk."""
    row = _session(session)
    form = PinForm(request.POST)
    response = redirect("activities:kiosk", row.pk)
    if request.actor.is_authenticated:
        messages.error(request, _("Log out on this device first; the kiosk needs no login."))
        return response
    if not form.is_valid():
        complain(request, form)
        return response
    token = answer_of(
        request, lambda: operations.open_kiosk(row, pin=form.cleaned_data["pin"], actor=request.actor)
    )
    if token:
        response.set_cookie(
            COOKIE,
            token,
            max_age=HOURS * 3600,
            httponly=True,
            samesite="Strict",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


@never_cache
@require_POST
def slip(request: ActorRequest, session: int) -> HttpResponse:
    """The two questions."""
    row = _session(session)
    form = KioskSlipForm(request.POST)
    if not form.is_valid():
        complain(request, form)
        return redirect("activities:kiosk", row.pk)
    facts = {"nonce": form.nonce, "token": _token(request), "actor": ANONYMOUS, **form.answers()}
    if answer_of(request, lambda: operations.kiosk_slip(row, **facts)):
        messages.success(request, _("Thank you. Your answers are kept without your name."))
    return redirect("activities:kiosk", row.pk)


def _session(pk: int) -> Session:
    rows = Session.objects.filter(activity__published_at__isnull=False).select_related("activity")
    found: Session = get_object_or_404(rows, pk=pk)
    return found


def _token(request: ActorRequest) -> str:
    return request.COOKIES.get(COOKIE, "")


def _is_opened(request: ActorRequest, session: Session) -> bool:
    try:
        operations.demand_token(session, _token(request))
    except NotAllowed:
        return False
    return True


def _page(request: ActorRequest, session: Session, **forms: object) -> HttpResponse:
    is_open = operations.is_open(session, clock.now())
    context = {
        "face": "public",
        "nav": (),
        "session": session,
        "activity": session.activity,
        "is_open": is_open,
        "pin_form": None,
        **forms,
    }
    return render(request, "activities/attendance/kiosk.html", context)
