"""Between the two steps of a login: the session names an account that is not logged in, for a few minutes."""

from __future__ import annotations

import datetime as dt
import secrets

from django.http import HttpRequest

from shijian.kernel import clock, policy
from shijian.people import policies
from shijian.people.models import Account
from shijian.people.queries import accounts

NAME = "half_login"


def begin(request: HttpRequest, account: Account, target: str, *, renew: bool = False) -> None:
    """Remember whose first step was right and where he wants to go; the visitor stays a visitor.

    `renew`: his password is due, so that the session opens nothing else at first.
    """
    minutes = policy.get(policies.HALF_LOGIN_MINUTES)
    request.session.flush()
    request.session[NAME] = {
        "account": account.pk,
        "mark": account.get_session_auth_hash(),
        "until": (clock.now() + dt.timedelta(minutes=minutes)).timestamp(),
        "next": target,
        "renew": renew,
    }
    request.session.set_expiry(60 * minutes)
    request.session.save()


def account_of(request: HttpRequest) -> Account | None:
    """The account of a running half login; None when it is over, its password changed or it was closed since."""
    kept = request.session.get(NAME)
    if kept is None or kept["until"] <= clock.now().timestamp():
        return None
    account = Account.objects.select_related("person").filter(pk=kept["account"]).first()
    if account is None or not accounts.admits(account):
        return None
    return account if secrets.compare_digest(account.get_session_auth_hash(), kept["mark"]) else None


def end(request: HttpRequest) -> tuple[str, bool]:
    """Forget the half login; gives where it wanted to go, and whether its password is due."""
    kept = request.session.pop(NAME, None) or {}
    return str(kept.get("next", "")), bool(kept.get("renew", False))
