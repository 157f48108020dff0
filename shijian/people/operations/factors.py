"""Second factors: added, renamed, removed by their owner, cleared by an office; and shown at a login."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.utils import encrypt
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation
from shijian.people import passkeys, totp
from shijian.people.models import Account
from shijian.people.operations.accounts import may_handle_login
from shijian.people.operations.factor_rows import take_factors
from shijian.people.operations.tokens import revoke_all
from shijian.people.proofs import Proof
from shijian.people.queries import factors

Kind = Authenticator.Type
MOST_KEYS = 10


@operation
def add_app(account: Account, *, secret: str, code: str, actor: Actor) -> list[str]:
    """Bind an authenticator app that shows `code` for `secret`; gives the recovery codes if these are the first.

    Raises `OutOfReach`, `WrongState` when there is an app already, `Invalid` for a code that does not fit.
    """
    account = _own(account, actor)
    if factors.of_account(account).app is not None:
        raise WrongState(
            _("An authenticator app is set up already. Remove it before you set up another one.")
        )
    period = totp.matching_period(secret, code, at=clock.now())
    if period is None:
        raise Invalid(fields={"code": _("This code does not fit. Take the one that the app shows now.")})
    _add(account, Kind.TOTP, {"secret": encrypt(secret), "period": period}, actor)
    return _first_codes(account)


@operation
def add_key(account: Account, *, name: str, answer: passkeys.Answer, actor: Actor) -> list[str]:
    """Register a passkey or security key; gives the recovery codes if these are the first.

    Raises `OutOfReach`, `Invalid` for an answer that does not hold, `Conflict` for a key that is known.
    """
    account = _own(account, actor)
    found = passkeys.registered(answer)
    if found is None:
        raise Invalid(_("The key could not be registered. Please try once more."))
    if Authenticator.objects.filter(type=Kind.WEBAUTHN, data__id=found.hex()).exists():
        raise Conflict(_("This key is registered already."))
    if factors.keys_of(account).count() >= MOST_KEYS:
        raise Invalid(_("At most %(number)s keys fit here. Remove one first.") % {"number": MOST_KEYS})
    data = {"id": found.hex(), "name": _name(name), "credential": answer.content, "counter": 0}
    _add(account, Kind.WEBAUTHN, data, actor)
    return _first_codes(account)


@operation
def rename_key(account: Account, key_id: int, *, name: str, actor: Actor) -> None:
    """Give an own key another name. Raises `OutOfReach`, `Invalid`."""
    account = _own(account, actor)
    key = _factor(account, key_id)
    if key.type != Kind.WEBAUTHN:
        raise OutOfReach
    key.data["name"] = _name(name)
    key.save(update_fields=["data"])
    audit.record("account.factor-rename", account, actor=actor, for_person_id=account.person_id)


@operation
def remove_factor(account: Account, factor_id: int, *, actor: Actor) -> None:
    """Take away an own factor; with the last one the recovery codes go too.

    Raises `OutOfReach`, `WrongState` for the last one of somebody whose office demands one.
    """
    account = _own(account, actor)
    factor = _factor(account, factor_id)
    if factors.of_account(account).count == 1 and factors.demanded_of(account.person):
        raise WrongState(
            _("Your role asks for a second factor. Set up another one before you remove the last.")
        )
    factor.delete()
    if not factors.has_one(account):
        Authenticator.objects.filter(user=account).delete()
    _note("account.factor-remove", account, actor, factor.type)


@operation
def renew_codes(account: Account, *, actor: Actor) -> list[str]:
    """Make new recovery codes, which are given this once; the old ones end. Raises `OutOfReach`, `WrongState`."""
    account = _own(account, actor)
    if not factors.has_one(account):
        raise WrongState(_("Set up a second factor first; recovery codes stand in for it."))
    Authenticator.objects.filter(user=account, type=Kind.RECOVERY_CODES).delete()
    _note("account.factor-codes", account, actor, Kind.RECOVERY_CODES)
    return _codes(account)


@operation
def clear_factors(account: Account, *, actor: Actor, reason: str) -> int:
    """Take away all second factors of somebody who lost them; access tokens end. Returns how many there were.

    Who may decide this alone or needs a second officer is the caller's rule. Raises `OutOfReach` for a person whose
    login the actor may not handle, `NotAllowed` for the own account, `Invalid` without a reason.
    """
    account = lock(Account.objects.all(), pk=account.pk)
    if not actor.is_system and actor.person_id == account.person_id:
        raise NotAllowed
    if not actor.is_system and not may_handle_login(actor, account.person):
        raise OutOfReach
    if not reason.strip():
        raise Invalid(fields={"reason": _("Say why, for the audit.")})
    revoke_all(account)
    return take_factors(account, actor=actor, reason=reason.strip())


@operation
def spend(account: Account, proof: Proof, *, actor: Actor) -> str:
    """The kind of factor that `proof` shows, "" if none. What was shown once is never taken again."""
    for factor in Authenticator.objects.select_for_update().filter(user=account).order_by("pk"):
        kept = proof.fits(factor, at=clock.now())
        if kept is not None:
            factor.data |= kept
            factor.last_used_at = clock.now()
            factor.save(update_fields=["data", "last_used_at"])
            return str(factor.type)
    return ""


def _own(account: Account, actor: Actor) -> Account:
    if actor.person_id is None or actor.person_id != account.person_id:
        raise OutOfReach
    return lock(Account.objects.all(), pk=account.pk)


def _factor(account: Account, factor_id: int) -> Authenticator:
    found = Authenticator.objects.filter(user=account, pk=factor_id).exclude(type=Kind.RECOVERY_CODES).first()
    if found is None:
        raise OutOfReach
    return found


def _name(name: str) -> str:
    found = " ".join(name.replace("\0", "").split())[:40]
    if not found:
        raise Invalid(fields={"name": _("Give the key a name by which you know it again.")})
    return found


def _add(account: Account, kind: str, data: dict[str, Any], actor: Actor) -> None:
    Authenticator.objects.create(user=account, type=kind, data=data, created_at=clock.now())
    _note("account.factor-add", account, actor, kind)


def _first_codes(account: Account) -> list[str]:
    if Authenticator.objects.filter(user=account, type=Kind.RECOVERY_CODES).exists():
        return []
    return _codes(account)


def _codes(account: Account) -> list[str]:
    return list(RecoveryCodes.activate(account).generate_codes())


def _note(action: str, account: Account, actor: Actor, kind: str) -> None:
    changes = {"factor": [None, str(kind)]}
    audit.record(action, account, actor=actor, for_person_id=account.person_id, changes=changes)
