"""Logging in: each try is charged before the password is looked at, so that parallel guesses count too."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable

from django.contrib.auth import authenticate
from django.db.models import Count, Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shijian.kernel import audit, clock, policy
from shijian.kernel.actor import Actor
from shijian.kernel.audit import tallies
from shijian.kernel.errors import ShijianError
from shijian.kernel.operation import hold, operation
from shijian.people import policies
from shijian.people.models import Account, LoginFailure
from shijian.people.queries import accounts, factors

LONGEST_WAIT = 60


def unknown_device(account_id: int) -> str:
    """What a caller knows of a device that never logged in here."""
    return ""


class LoginRefused(ShijianError):
    """The name or the password is wrong, or the account is closed; which of them is not told."""

    code = "login-refused"
    status = 401
    message = gettext_lazy(
        "The name or the password is not right. Please try again, or ask your station for help."
    )


class LoginLocked(ShijianError):
    """Too many wrong tries for this account or from this connection."""

    code = "login-locked"
    status = 429


class SlipRefused(ShijianError):
    """What was typed is on no slip that still works."""

    code = "slip-refused"
    status = 422
    message = gettext_lazy(
        "This code is not right, was used or is over. Compare it with the slip, sign by sign."
    )


class PasswordDue(ShijianError):
    """The password is right but due; the page asks for a new one, programs cannot."""

    code = "password-due"
    status = 403
    message = gettext_lazy("Your password is due. Log in on the page and choose a new one, then try again.")


class FactorNeeded(ShijianError):
    """The first step is right and the account has a second factor: nobody is logged in until it is shown."""

    code = "factor-needed"
    status = 403
    message = gettext_lazy(
        "This account logs in in two steps. Log in on the website and make the token there, under My account."
    )

    def __init__(self, account: Account) -> None:
        self.account = account
        super().__init__()


def log_in(
    name: str, password: str, *, actor: Actor, known: Callable[[int], str] = unknown_device
) -> Account:
    """Give the account of a login name or phone number and its password. `actor` is anonymous, with the IP address.

    `known` names the device if it logged in to the account of that key before: its tries are counted apart, so that
    guesses from elsewhere do not lock out the one who always comes from it. Raises `LoginRefused`, `LoginLocked`,
    `FactorNeeded`. Not one transaction: a failure is kept, and no lock is held while hashing.
    """
    account = accounts.by_login(name)
    failure = charge(account, device=known(account.pk) if account else "", actor=actor)
    admitted = authenticate(None, username=name, password=password)
    if not isinstance(admitted, Account):
        refuse(account, step="password", actor=actor)
        raise LoginRefused
    first_step(admitted, failure, actor=actor, way="password")
    return admitted


def first_step(account: Account, failure: LoginFailure, *, actor: Actor, way: str) -> None:
    """Go on after the password or a linked login. Raises `FactorNeeded` when a second step must follow."""
    if not factors.has_one(account):
        return welcome(account, failure, actor=actor)
    half_welcome(account, failure, actor=actor, way=way)
    raise FactorNeeded(account)


def redeem_slip(typed: str, *, actor: Actor) -> str:
    """Give the secret of a slip as its link has it, from what somebody types. Tries count against the connection.

    Raises `SlipRefused` for an unknown, used or old slip, `LoginLocked`.
    """
    secret = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", typed).upper())
    failure = charge(None, actor=actor)
    if accounts.open_invitation(secret) is None:
        refuse(None, step="slip", actor=actor)
        raise SlipRefused
    LoginFailure.objects.filter(pk=failure.pk).delete()
    return secret


def charge(account: Account | None, *, device: str = "", actor: Actor) -> LoginFailure:
    """Count a try as failed until the password proves right. Raises `LoginLocked` when there were too many.

    A known `device` has tries of its own, and its connection is not slowed down by others behind the same address.
    That somebody was turned away is noted in the audit trail.
    """
    try:
        return count_try(account, device=device, actor=actor)
    except LoginLocked:
        refuse(account, step="locked", actor=actor)
        raise


@operation
def count_try(account: Account | None, *, device: str = "", actor: Actor) -> LoginFailure:
    """What `charge` does in one transaction. Raises `LoginLocked`."""
    since = clock.now() - dt.timedelta(minutes=policy.get(policies.LOCK_MINUTES))
    if not device:
        hold(f"login:{actor.ip}")
        _check_connection(actor.ip, since)
    if account is not None and not account.is_demo:
        Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
        _check_account(account, device, since)
    return LoginFailure.objects.create(account=account, device=device, ip=actor.ip, at=clock.now())


@operation
def refuse(account: Account | None, *, step: str, actor: Actor) -> None:
    """Note a failed login in the audit trail, and at which step, without what was typed; a flood of them is counted."""
    about = account if account is not None else ("", None)
    person_id = account.person_id if account else None
    tallies.note(
        "account.login", about=about, detail=step, actor=actor, for_person_id=person_id, success=False
    )


@operation
def half_welcome(account: Account, failure: LoginFailure, *, actor: Actor, way: str) -> None:
    """Take this one try back and note the first step; earlier wrong codes still count."""
    LoginFailure.objects.filter(pk=failure.pk).delete()
    changes = {"way": [None, way]}
    audit.record("account.half-login", account, actor=actor, for_person_id=account.person_id, changes=changes)


@operation
def welcome(account: Account, failure: LoginFailure, *, actor: Actor, factor: str = "") -> None:
    """Forget the failures of an account from devices like this one and note its login and by which second factor."""
    forgive(account, failure)
    account.last_login = clock.now()
    account.save(update_fields=["last_login"])
    changes = {"factor": [None, factor]} if factor else {}
    audit.record("account.login", account, actor=actor, for_person_id=account.person_id, changes=changes)


def forgive(account: Account, failure: LoginFailure) -> None:
    """Forget the failures of an account from devices like this one."""
    LoginFailure.objects.filter(account=account, device=failure.device).delete()
    LoginFailure.objects.filter(pk=failure.pk).delete()


@operation
def log_out(account: Account, *, actor: Actor) -> None:
    """Note a log-out."""
    audit.record("account.logout", account, actor=actor, for_person_id=account.person_id)


def forget_failures() -> int:
    """Delete tries older than a day; a job. Returns how many."""
    return LoginFailure.objects.filter(at__lt=clock.now() - dt.timedelta(days=1)).delete()[0]


def _check_account(account: Account, device: str, since: dt.datetime) -> None:
    tries = LoginFailure.objects.filter(account=account, device=device, at__gt=since)
    if tries.count() < policy.get(policies.LOCK_TRIES):
        return
    last = tries.aggregate(last=Max("at"))["last"]
    minutes = max(1, -(-(last - since).seconds // 60))
    raise LoginLocked(
        ngettext(
            "Too many wrong passwords. Try again in %(minutes)s minute, or ask your station for help.",
            "Too many wrong passwords. Try again in %(minutes)s minutes, or ask your station for help.",
            minutes,
        )
        % {"minutes": minutes}
    )


def _check_connection(ip: str | None, since: dt.datetime) -> None:
    if ip is None:
        return
    tries = LoginFailure.objects.filter(ip=ip, at__gt=since).aggregate(last=Max("at"), count=Count("pk"))

    wait = min(LONGEST_WAIT, 2 * (tries["count"] - policy.get(policies.IP_TRIES) + 1))
    if wait > 0 and tries["last"] and tries["last"] + dt.timedelta(seconds=wait) > clock.now():
        sentence = _("Too many wrong passwords from this connection. Wait %(seconds)s seconds.")
        raise LoginLocked(sentence % {"seconds": wait})
