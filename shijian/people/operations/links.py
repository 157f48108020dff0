"""Logins of other platforms: linked by their owner, used to log in, unlinked."""

from __future__ import annotations

from collections.abc import Callable

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shijian.kernel import audit
from shijian.kernel.actor import Actor
from shijian.kernel.audit import tallies
from shijian.kernel.errors import Conflict, OutOfReach
from shijian.kernel.operation import lock, operation
from shijian.people.models import Account
from shijian.people.oidc.errors import SsoRefused
from shijian.people.operations import logins
from shijian.people.queries import accounts


@operation
def link(account: Account, *, issuer: str, subject: str, actor: Actor) -> SocialAccount:
    """Let the login `subject` of `issuer` open the actor's own account. Raises `OutOfReach`, `Conflict`."""
    account = _own(account, actor)
    if SocialAccount.objects.filter(user=account, provider=issuer).exists():
        raise Conflict(_("A login of this platform is linked already. Unlink it first."))
    try:
        with transaction.atomic():
            row = SocialAccount.objects.create(user=account, provider=issuer, uid=subject)
    except IntegrityError:
        raise Conflict(_("This login is linked with another account.")) from None
    audit.record("account.link", account, actor=actor, for_person_id=account.person_id)
    return row


@operation
def unlink(account: Account, link_id: int, *, actor: Actor) -> None:
    """End a linked login of the actor's own account. Raises `OutOfReach`."""
    account = _own(account, actor)
    if not SocialAccount.objects.filter(user=account, pk=link_id).delete()[0]:
        raise OutOfReach
    audit.record("account.unlink", account, actor=actor, for_person_id=account.person_id)


def log_in_by_link(
    *, issuer: str, subject: str, known: Callable[[int], str] = logins.unknown_device, actor: Actor
) -> Account:
    """Give the account that a checked login of another platform opens; it counts as the password, not as a factor.

    `known` as in `log_in`. Raises `SsoRefused`, `LoginLocked`, `FactorNeeded`.
    """
    row = SocialAccount.objects.select_related("user__person").filter(provider=issuer, uid=subject).first()
    account: Account | None = row.user if row is not None else None
    device = known(account.pk) if account is not None else ""
    failure = logins.charge(account, device=device, actor=actor)
    if account is None or not accounts.admits(account):
        logins.refuse(account, step="link", actor=actor)
        raise SsoRefused("unknown")
    logins.first_step(account, failure, actor=actor, way="link")
    return account


@operation
def note_refusal(reason: str, *, actor: Actor) -> None:
    """Note in the audit that an answer of another platform did not hold, and which part of it."""
    tallies.note("account.link-refused", detail=reason, actor=actor, success=False)


def _own(account: Account, actor: Actor) -> Account:
    if actor.person_id is None or actor.person_id != account.person_id:
        raise OutOfReach
    return lock(Account.objects.all(), pk=account.pk)
