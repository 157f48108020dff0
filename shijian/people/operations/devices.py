"""Ending sessions: one device, all of them, those of people whose time in office is over."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import OutOfReach
from shijian.kernel.operation import lock, operation
from shijian.people.models import Account, Appointment, LoginSession, Person
from shijian.people.operations.tokens import revoke_all


@operation
def end_device(key: str, *, actor: Actor) -> None:
    """Log one own device out; `key` is the hash that the list of devices carries. Raises `OutOfReach`."""
    if actor.person_id is None:
        raise OutOfReach
    row = lock(LoginSession.objects.filter(account__person_id=actor.person_id), pk=key)
    row.delete()
    account = Account.objects.get(person_id=actor.person_id)
    audit.record("account.device-end", account, actor=actor, for_person_id=account.person_id)


@operation
def sign_out_everywhere(account: Account, *, keep: str = "", actor: Actor) -> int:
    """Log every device of the own account out, but the one of the hash `keep`, and end all access tokens.

    Returns how many devices. Raises `OutOfReach` for somebody else's account.
    """
    if actor.person_id != account.person_id and not actor.is_system:
        raise OutOfReach
    count = end_everywhere(account, keep=keep)
    changes = {"devices": [count, 0]}
    audit.record("account.sign-out", account, actor=actor, for_person_id=account.person_id, changes=changes)
    return count


def end_everywhere(account: Account, *, keep: str = "") -> int:
    """End sessions and tokens of an account; returns how many sessions. For operations that have checked the actor."""
    revoke_all(account)
    return LoginSession.objects.filter(account=account).exclude(pk=keep).delete()[0]


def end_of_person(person: Person) -> None:
    """End the sessions of a person's account, if there is one; tokens as well."""
    account = Account.objects.filter(person=person).first()
    if account is not None:
        end_everywhere(account)


def begin_as_staff(person: Person) -> None:
    """End the sessions that began before the person got an office: they know no bound of rest."""
    LoginSession.objects.filter(account__person=person, is_staff=False).delete()


def tidy_sessions() -> int:
    """Delete sessions that ran out, and those whose person entered or left office since; a job. Returns how many."""
    today = Appointment.on(clock.today())
    serving = Exists(Appointment.objects.filter(today, person=OuterRef("account__person")))
    with_account = LoginSession.objects.filter(account__isnull=False)
    left = with_account.filter(~serving, is_staff=True)
    entered = with_account.filter(serving, is_staff=False)
    over = LoginSession.objects.filter(expire_date__lte=clock.now())
    return sum(rows.delete()[0] for rows in (over, left, entered))
