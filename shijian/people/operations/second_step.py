"""The second step of a login, and proving once more who sits there. Each try is charged before it is looked at."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from shijian.kernel import audit
from shijian.kernel.actor import Actor
from shijian.kernel.errors import ShijianError
from shijian.kernel.operation import operation
from shijian.people.models import Account, LoginFailure
from shijian.people.operations.factors import spend
from shijian.people.operations.logins import LoginRefused, charge, forgive, refuse, welcome
from shijian.people.passkeys import Answer
from shijian.people.proofs import Key, Proof, shown_id
from shijian.people.queries import accounts, factors


class FactorRefused(ShijianError):
    """The code or the key does not fit, or was used before; which of them is not told."""

    code = "factor-refused"
    status = 401
    message = gettext_lazy(
        "This code does not fit or was used already. Wait for the next one, or take a recovery code."
    )


def log_in_with_factor(account: Account, proof: Proof, *, device: str = "", actor: Actor) -> str:
    """Finish a login by its second step; gives the kind of factor. Wrong ones count like wrong passwords.

    For an account whose first step was right, or for a passkey that checks its owner itself. `device` as in `charge`.
    Raises `FactorRefused`, `LoginLocked`.
    """
    failure = charge(account, device=device, actor=actor)
    kind = spend(account, proof, actor=actor) if accounts.admits(account) else ""
    if not kind:
        refuse(account, step="factor", actor=actor)
        raise FactorRefused
    welcome(account, failure, actor=actor, factor=kind)
    return kind


def log_in_with_passkey(answer: Answer, *, actor: Actor) -> Account:
    """Log in without a password. A key that nobody registered counts against the connection, not against an account.

    Raises `FactorRefused`, `LoginLocked`.
    """
    account = factors.owner_of_key(answer.account_id, shown_id(answer))
    if account is None:
        charge(None, actor=actor)
        refuse(None, step="passkey", actor=actor)
        raise FactorRefused
    log_in_with_factor(account, Key(answer), actor=actor)
    return account


def confirm(
    account: Account, *, password: str = "", proof: Proof | None = None, device: str = "", actor: Actor
) -> str:
    """Check once more that the owner sits before an open session; gives the kind of factor, "" for the password.

    An account with a second factor shows that one. Raises `LoginRefused`, `FactorRefused`, `LoginLocked`.
    """
    failure = charge(account, device=device, actor=actor)
    kind = spend(account, proof, actor=actor) if proof is not None else ""
    if not kind and (proof is not None or factors.has_one(account) or not account.check_password(password)):
        refuse(account, step="confirm", actor=actor)
        raise LoginRefused if proof is None else FactorRefused
    note_confirmed(account, failure, actor=actor, factor=kind)
    return kind


@operation
def note_confirmed(account: Account, failure: LoginFailure, *, actor: Actor, factor: str) -> None:
    """Forget the failures and note that the owner of an open session proved himself."""
    forgive(account, failure)
    changes = {"factor": [None, factor]} if factor else {}
    audit.record("account.confirm", account, actor=actor, for_person_id=account.person_id, changes=changes)
