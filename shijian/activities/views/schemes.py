"""The centre chooses by which schemes the network sorts, and adds its own drawers."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.activities.forms.schemes import TermForm
from shijian.activities.models import Scheme, Term
from shijian.activities.operations import choosing
from shijian.activities.queries import schemes as reads
from shijian.activities.views.showing import demand, done, status
from shijian.kernel.actor import Permission
from shijian.kernel.http import ActorRequest


@login_required
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    """Every scheme with its drawers, and whether the network sorts by it."""
    demand(request.actor, Permission.POLICY_EDIT)
    return render(request, "activities/schemes.html", {"schemes": reads.every()})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: ActorRequest, code: str) -> HttpResponse:
    """One scheme: its drawers, and a form for an own one."""
    demand(request.actor, Permission.POLICY_EDIT)
    scheme = get_object_or_404(reads.every(), code=code)
    form = TermForm(request.POST or None, scheme=scheme)
    if request.method == "POST":
        term = done(form, lambda: choosing.add_term(scheme, **form.cleaned_data, actor=request.actor))
        if term is not None:
            messages.success(request, _("“%(name)s” can be chosen now.") % {"name": term.name})
            return redirect("activities:scheme", scheme.code)
    context = {"scheme": scheme, "drawers": reads.labelled(scheme), "form": form}
    return render(request, "activities/scheme.html", context, status=status(form))


@login_required
@require_POST
def use(request: ActorRequest, code: str) -> HttpResponse:
    """Sort by a scheme, or no more."""
    demand(request.actor, Permission.POLICY_EDIT)
    scheme, wanted = get_object_or_404(Scheme, code=code), request.POST.get("in_use") == "yes"
    choosing.use_scheme(scheme, in_use=wanted, actor=request.actor)
    messages.success(request, _("Saved."))
    return redirect("activities:schemes")


@login_required
@require_POST
def open_term(request: ActorRequest, code: str, term: str) -> HttpResponse:
    """Open or close a drawer."""
    demand(request.actor, Permission.POLICY_EDIT)
    drawer, wanted = (
        get_object_or_404(Term, scheme__code=code, code=term),
        request.POST.get("is_open") == "yes",
    )
    choosing.open_term(drawer, is_open=wanted, actor=request.actor)
    messages.success(request, _("Saved."))
    return redirect("activities:scheme", code)
