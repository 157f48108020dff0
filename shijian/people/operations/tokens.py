"""Bearer tokens of the API."""

from __future__ import annotations

import datetime as dt
import secrets

from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, policy
from shijian.kernel.actor import Actor
from shijian.kernel.errors import NotAllowed, OutOfReach
from shijian.kernel.operation import operation, relock
from shijian.people import policies
from shijian.people.models import Account, ApiToken
from shijian.people.queries import accounts, factors

TOKEN_BYTES = 32


@operation
def issue_token(
    account: Account, *, label: str = "", passed_factor: bool = False, actor: Actor
) -> tuple[ApiToken, str]:
    """Make an access token for the actor's own account; the secret is returned once, its SHA-256 is kept.

    `passed_factor`: the session that asks has shown a second factor. Raises `OutOfReach` for somebody else's account,
    `NotAllowed` for one that is closed, or whose second factor is demanded and was not shown.
    """
    if actor.person_id != account.person_id:
        raise OutOfReach
    if not accounts.admits(account):
        raise NotAllowed
    if actor.owes_factor or not (passed_factor or _is_plain(account, actor)):
        raise NotAllowed(
            _("Your role asks for a second factor. Log in with it on the website and make the token there.")
        )
    secret, days = secrets.token_urlsafe(TOKEN_BYTES), policy.get(policies.TOKEN_DAYS)
    expires_at = clock.now() + dt.timedelta(days=days)
    token = ApiToken.objects.create(
        account=account,
        token_hash=accounts.digest(secret),
        label=label.replace("\0", "").strip()[:60],
        passed_factor=passed_factor,
        expires_at=expires_at,
    )
    audit.record("token.issue", token, actor=actor, for_person_id=account.person_id)
    return token, secret


def _is_plain(account: Account, actor: Actor) -> bool:
    """Whether nothing but the password stands before an account."""
    return not factors.demanded(actor.roles) and not factors.has_one(account)


@operation
def revoke_token(token: ApiToken, *, actor: Actor) -> ApiToken:
    """End an own access token at once; a second time changes nothing. Raises `OutOfReach`."""
    token = relock(token)
    if actor.person_id != token.account.person_id and not actor.is_system:
        raise OutOfReach
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        token.save(update_fields=["revoked_at"])
        audit.record("token.revoke", token, actor=actor, for_person_id=token.account.person_id)
    return token


def revoke_all(account: Account) -> int:
    """End every token of an account; returns how many. For operations that have checked the actor."""
    return ApiToken.objects.filter(account=account, revoked_at__isnull=True).update(revoked_at=clock.now())
