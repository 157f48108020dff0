"""Finding accounts: by what a person types, by a bearer token; the accounts of a demo."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shijian.kernel import clock, crypto
from shijian.kernel.actor import ANONYMOUS, Actor, Channel
from shijian.people import identity
from shijian.people.enums import Role
from shijian.people.models import Account, ApiToken, Invitation, Message
from shijian.people.queries import factors
from shijian.people.queries.actors import actor_for

# The login names of a demo with the part that each plays.
DEMO_PARTS: dict[str, str | Promise] = {
    "resident": _("Resident"),
    "volunteer": _("Volunteer"),
    "leader": _("Team leader"),
    "station": Role.STATION.label,
    "hub": Role.HUB.label,
    "centre": Role.CENTRE.label,
    "overseer": Role.OVERSEER.label,
    "auditor": Role.AUDITOR.label,
    "security": Role.SECURITY.label,
    "system": Role.SYSTEM.label,
}


def by_login(typed: str) -> Account | None:
    """The account of a login name or phone number as a person types it; login names have no capitals."""
    phone = identity.normal_phone(typed)
    match = Q(login_name=typed.replace("\0", "").strip().lower())
    if identity.is_phone(phone):
        match |= Q(phone_index=crypto.blind_index(phone, "phone"))
    return Account.objects.select_related("person").filter(match).order_by("pk").first()


def admits(account: Account) -> bool:
    """Whether an account may be used here: it is open, and demo accounts work in a demo only."""
    return account.is_active and (settings.DEMO or not account.is_demo)


def demo_accounts() -> list[tuple[Account, str | Promise]]:
    """The accounts that a demo offers with their parts, from resident to auditor; none outside a demo."""
    if not settings.DEMO:
        return []
    rows = Account.objects.select_related("person").filter(is_demo=True, login_name__in=DEMO_PARTS)
    found = {account.login_name: account for account in rows}
    return [(found[name], part) for name, part in DEMO_PARTS.items() if name in found]


def open_demo_accounts() -> int:
    """How many accounts of a demo are open although this is none."""
    return 0 if settings.DEMO else Account.objects.filter(is_demo=True, is_active=True).count()


def digest(secret: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(secret.encode()).hexdigest()


def by_token(secret: str) -> ApiToken | None:
    """The running token of a usable account, with account and person; None otherwise."""
    running = Q(revoked_at__isnull=True, expires_at__gt=clock.now())
    rows = ApiToken.objects.select_related("account__person").filter(running, token_hash=digest(secret))
    token = rows.first() if secret else None
    return token if token is not None and admits(token.account) else None


def actor_of_token(secret: str, *, ip: str | None = None) -> Actor:
    """The actor behind a bearer token; anonymous when the token is unknown, over or revoked.

    So is that of an office that demands a second factor, when the token was made without one.
    """
    token = by_token(secret)
    if token is None:
        return ANONYMOUS
    actor = actor_for(token.account.person, channel=Channel.API, ip=ip)
    return actor if token.passed_factor or not factors.demanded(actor.roles) else ANONYMOUS


def why_no_actor(secret: str) -> tuple[Account | None, str]:
    """Whose token it is that opens nothing, if anybody's, and why: unknown, over, closed, or without second factor."""
    rows = ApiToken.objects.select_related("account__person__unit")
    token = rows.filter(token_hash=digest(secret)).first()
    if token is None:
        return None, "unknown"
    if token.revoked_at is not None or token.expires_at <= clock.now():
        return token.account, "over"
    return token.account, "factor" if admits(token.account) else "closed"


def open_invitation(secret: str) -> Invitation | None:
    """The invitation of a link that can still be accepted."""
    usable = Q(used_at__isnull=True, expires_at__gt=clock.now())
    return Invitation.objects.select_related("person").filter(usable, token_hash=digest(secret)).first()


def tokens_of(account: Account) -> QuerySet[ApiToken]:
    """The tokens of an account, ended ones too."""
    return ApiToken.objects.filter(account=account)


def running_tokens(account: Account) -> int:
    """How many tokens of an account open something."""
    return tokens_of(account).filter(revoked_at__isnull=True, expires_at__gt=clock.now()).count()


def with_unread() -> QuerySet[Account]:
    """Accounts with their person and the number of messages not read, as `unread_messages`."""
    unread = Message.objects.filter(person=OuterRef("person"), read_at__isnull=True).order_by()
    count = unread.values("person").annotate(n=Count("pk")).values("n")
    return Account.objects.select_related("person").annotate(unread_messages=Coalesce(Subquery(count), 0))
