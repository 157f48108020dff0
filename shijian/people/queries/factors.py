"""Second factors and linked logins of an account, and whether an office demands one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db.models import QuerySet

from shijian.kernel import clock, policy
from shijian.people import policies
from shijian.people.models import Account, Appointment, Person

Kind = Authenticator.Type
STRONG = (Kind.TOTP, Kind.WEBAUTHN)  # recovery codes only stand in for one of these


@dataclass(frozen=True, slots=True)
class Factors:
    """What an account has: the app, the keys, and how many recovery codes are left (None: no list)."""

    app: Authenticator | None
    keys: tuple[Authenticator, ...]
    codes_left: int | None

    @property
    def count(self) -> int:
        """How many factors there are besides the recovery codes."""
        return len(self.keys) + (self.app is not None)


def of_account(account: Account) -> Factors:
    """All factors of an account, oldest first; one query."""
    rows = list(Authenticator.objects.filter(user=account).order_by("pk"))
    by_kind = {row.type: row for row in rows}
    codes = by_kind.get(Kind.RECOVERY_CODES)
    keys = tuple(row for row in rows if row.type == Kind.WEBAUTHN)
    return Factors(by_kind.get(Kind.TOTP), keys, None if codes is None else _left(codes))


def has_one(account: Account) -> bool:
    """Whether an account logs in in two steps."""
    return bool(Authenticator.objects.filter(user=account, type__in=STRONG).exists())


def keys_of(account: Account) -> QuerySet[Authenticator]:
    """The passkeys and security keys of an account, oldest first."""
    rows: QuerySet[Authenticator] = Authenticator.objects.filter(user=account, type=Kind.WEBAUTHN)
    return rows.order_by("pk")


def owner_of_key(account_id: int | None, key_id: str) -> Account | None:
    """The account that registered a key, if both fit; whoever knows only a number of an account learns nothing."""
    if account_id is None or not key_id or not 0 < account_id < 2**63:
        return None
    rows = Authenticator.objects.select_related("user__person").filter(user_id=account_id, type=Kind.WEBAUTHN)
    found = rows.filter(data__id=key_id).first()
    return found.user if found is not None else None


def demanded(roles: Iterable[str]) -> bool:
    """Whether these roles of today demand a second factor; never in a demo. One query, none without roles."""
    held = set(roles)
    if not held or settings.DEMO:
        return False
    return not held.isdisjoint(policy.get(policies.SECOND_FACTOR_ROLES))


def demanded_of(person: Person) -> bool:
    """Whether a person's appointments of today demand a second factor."""
    rows = Appointment.objects.filter(Appointment.on(clock.today()), person=person)
    return demanded(rows.values_list("role", flat=True))


def links_of(account: Account) -> list[SocialAccount]:
    """The linked logins of an account, oldest first."""
    return list(SocialAccount.objects.filter(user=account).order_by("pk"))


def _left(codes: Authenticator) -> int:
    return len(RecoveryCodes(codes).get_unused_codes())
