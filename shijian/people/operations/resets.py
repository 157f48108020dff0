"""A new password for somebody who may much takes two officers, where neither mail nor text messages exist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, policy
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation, relock
from shijian.people import policies, rules
from shijian.people.enums import ResetState
from shijian.people.flow import RESET_FLOW
from shijian.people.models import Account, Invitation, Person, ResetRequest
from shijian.people.operations.accounts import make_invitation, may_handle_login
from shijian.people.operations.messages import notify
from shijian.people.queries import resets

WAITING = (ResetState.ASKED, ResetState.CONFIRMED)
Words = Callable[[ResetRequest], str]


@operation
def ask_reset(person: Person, *, reason: str, actor: Actor) -> ResetRequest:
    """Ask that `person` may choose a new password; a second officer decides, both and the person are told.

    Raises `OutOfReach`, `NotAllowed` for oneself and for somebody who may more, `Invalid`, `WrongState`, `Conflict`.
    """
    person = relock(person)
    if not rules.can_see(actor, person) and not actor.may(rules.ACCOUNT_MANAGE, person.unit_path):
        raise OutOfReach
    if actor.person_id == person.pk or not may_handle_login(actor, person):
        raise NotAllowed(
            _("Another officer asks for this: nobody resets his own way in or that of a superior.")
        )
    if not Account.objects.filter(person=person).exists():
        raise WrongState(_("This person has no account. Invite the person instead."))
    if not reason.strip() or len(reason) > 200:
        raise Invalid(
            fields={"reason": _("Say in a few words why, and how you know that it is this person.")}
        )
    request = _ask(person, reason.strip(), actor)
    audit.record("account.reset-ask", request, actor=actor, for_person_id=person.pk)
    _tell(request, [person.pk, *resets.keepers_of(person)], "asked", _asked, actor)
    return request


@operation
def decide_reset(request: ResetRequest, *, confirm: bool, actor: Actor) -> ResetRequest:
    """Confirm or refuse as the second officer. Raises `OutOfReach`, `NotAllowed`, `WrongState`."""
    request = _waiting(request, actor)
    step = "confirm" if confirm else "refuse"
    if RESET_FLOW.can(request, step, actor=actor):
        request.decided_by_id, request.decided_at = actor.person_id, clock.now()
        request.save(update_fields=["decided_by", "decided_at"])
    RESET_FLOW.advance(request, step, actor=actor, for_person_id=request.person_id)
    audit.record(f"account.reset-{step}", request, actor=actor, for_person_id=request.person_id)
    told = [request.person_id, request.asked_by_id]
    _tell(request, told, "decided", _confirmed if confirm else _refused, actor)
    return request


@operation
def issue_reset(request: ResetRequest, *, actor: Actor) -> tuple[Invitation, str]:
    """Make the slip of a confirmed request, once; gives the secret. Raises `OutOfReach`, `NotAllowed`, `WrongState`."""
    request = _waiting(request, actor)
    RESET_FLOW.advance(request, "issue", actor=actor, for_person_id=request.person_id)
    request.issued_at = clock.now()
    request.save(update_fields=["issued_at"])
    invitation, secret = make_invitation(request.person, actor=actor, ends_factors=True)
    audit.record("account.reset-issue", request, actor=actor, for_person_id=request.person_id)
    _tell(request, [request.person_id, request.asked_by_id, request.decided_by_id], "issued", _issued, actor)
    return invitation, secret


def lapse() -> int:
    """Let requests run out whose days are over; a job. Returns how many."""
    rows = ResetRequest.objects.filter(state__in=WAITING, expires_at__lte=clock.now()).order_by("pk")
    return sum(_lapse_one(row, actor=SYSTEM) for row in rows)


@operation
def _lapse_one(request: ResetRequest, *, actor: Actor) -> bool:
    """Let one request run out, if it still waits."""
    request = relock(request)
    if request.state not in WAITING:
        return False
    RESET_FLOW.advance(request, "lapse", actor=actor, for_person_id=request.person_id)
    audit.record("account.reset-lapse", request, actor=actor, for_person_id=request.person_id)
    return True


def _ask(person: Person, reason: str, actor: Actor) -> ResetRequest:
    for old in ResetRequest.objects.filter(person=person, state__in=WAITING, expires_at__lte=clock.now()):
        _lapse_one(old, actor=SYSTEM)
    days, now = policy.get(policies.RESET_DAYS), clock.now()
    try:
        with transaction.atomic():
            return ResetRequest.objects.create(
                person=person,
                reason=reason,
                asked_by_id=actor.person_id,
                by_security=actor.may(rules.ACCOUNT_MANAGE, person.unit_path),
                asked_at=now,
                expires_at=now + dt.timedelta(days=days),
            )
    except IntegrityError:
        raise Conflict(_("A request for this person waits already.")) from None


def _waiting(request: ResetRequest, actor: Actor) -> ResetRequest:
    """The locked request of a locked person, while the actor reaches both and it has not run out."""
    person = relock(request.person)
    request = lock(ResetRequest.objects.visible_to(actor).select_related("person"), pk=request.pk)
    if request.expires_at <= clock.now():
        raise WrongState(_("This request has run out. Ask anew."))
    if not may_handle_login(actor, person):
        raise NotAllowed
    return request


def _tell(
    request: ResetRequest, persons: Iterable[int | None], step: str, words: Words, actor: Actor
) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        text = words(request)
    for person_id in dict.fromkeys(persons):
        if person_id is not None and person_id != actor.person_id:
            own = person_id == request.person_id
            url = reverse("people:devices") if own else reverse("people:resets")
            notify(person_id, key=f"reset:{request.pk}:{step}", text=text, url=url, actor=actor)


def _asked(request: ResetRequest) -> str:
    names = {"name": request.person.name, "who": request.asked_by.name if request.asked_by else ""}
    return _("%(who)s asks that %(name)s may choose a new password. A second officer decides.") % names


def _confirmed(request: ResetRequest) -> str:
    return _("The new password for %(name)s is confirmed. The slip can be made.") % {
        "name": request.person.name
    }


def _refused(request: ResetRequest) -> str:
    return _("The new password for %(name)s was refused.") % {"name": request.person.name}


def _issued(request: ResetRequest) -> str:
    names = {"name": request.person.name, "one": request.asked_by, "two": request.decided_by}
    return _("A slip for a new password of %(name)s was made; %(one)s asked and %(two)s confirmed.") % names
