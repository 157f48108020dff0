"""Accounts of staff that nobody uses are suspended, after a notice; demo accounts are closed outside a demo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from django.conf import settings
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, policy
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.operation import operation, relock
from shijian.people import policies
from shijian.people.enums import Role
from shijian.people.models import Account, Appointment, Message
from shijian.people.operations.devices import end_everywhere
from shijian.people.operations.messages import notify


def sweep() -> int:
    """Give notice to staff who have not logged in for long, suspend those who had theirs; a job.

    Returns how many were suspended. The last security administrator is left: somebody must be able to open again.
    """
    days, notice = policy.get(policies.DORMANT_DAYS), policy.get(policies.DORMANT_NOTICE_DAYS)
    if not days:
        return 0
    border = clock.now() - dt.timedelta(days=days - notice)
    count = 0
    for account in _staff():
        used = _last_used(account)
        if used <= border:
            count += _treat(account, used, days, notice)
    return count


@operation
def suspend(account: Account, *, actor: Actor) -> bool:
    """Close an account that rested too long; says whether it was open and is closed now."""
    account = relock(account)
    if not account.is_active or _is_last_keeper(account):
        return False
    account.is_active = False
    account.save(update_fields=["is_active"])
    end_everywhere(account)
    audit.record("account.suspend", account, actor=actor, for_person_id=account.person_id)
    key = f"dormant:{account.pk}:{clock.today()}:suspended"
    _tell(_appointers(account), key, _suspended, account, actor)
    return True


@operation
def close_demo_accounts(*, actor: Actor) -> int:
    """Close every open account that a demo brought; for a database that goes into real use. Returns how many."""
    rows = list(Account.objects.filter(is_demo=True, is_active=True).order_by("pk"))
    for account in rows:
        end_everywhere(account)
    Account.objects.filter(pk__in=[row.pk for row in rows]).update(is_active=False)
    audit.record("account.close-demo", actor=actor, changes={"accounts": [len(rows), 0]})
    return len(rows)


def _staff() -> Iterable[Account]:
    serving = Appointment.on(clock.today())
    on = Q(person__appointments__in=Appointment.objects.filter(serving))
    rows = Account.objects.filter(on, is_active=True, is_demo=False).order_by("pk")
    return rows.annotate(appointed=Max("person__appointments__starts_on", filter=on)).select_related("person")


def _last_used(account: Account) -> dt.datetime:
    appointed = dt.datetime.combine(account.appointed, dt.time(), clock.ZONE)  # type: ignore[attr-defined]
    moments = (account.last_login, account.reopened_at, account.created_at, appointed)
    return max(moment for moment in moments if moment is not None)


def _treat(account: Account, used: dt.datetime, days: int, notice: int) -> bool:
    key, now = f"dormant:{account.pk}:{used.date()}", clock.now()
    told = Message.objects.filter(person_id=account.person_id, key=key).first()
    if told is None:
        _tell([account.person_id, *_appointers(account)], key, _warned, account, SYSTEM)
        return False
    due = max(used + dt.timedelta(days=days), told.created_at + dt.timedelta(days=notice))
    return due <= now and suspend(account, actor=SYSTEM)


def _is_last_keeper(account: Account) -> bool:
    keepers = Appointment.objects.filter(Appointment.on(clock.today()), role=Role.SECURITY)
    if not keepers.filter(person_id=account.person_id).exists():
        return False
    others = keepers.filter(person__account__is_active=True).exclude(person_id=account.person_id)
    return not others.exists()


def _appointers(account: Account) -> list[int]:
    rows = Appointment.objects.filter(Appointment.on(clock.today()), person_id=account.person_id)
    found = rows.exclude(appointed_by=None).order_by().values_list("appointed_by_id", flat=True)
    return sorted({key for key in found if key is not None})


def _tell(
    person_ids: Iterable[int], key: str, sentence: Callable[[Account], str], account: Account, actor: Actor
) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        text = sentence(account)
    for person_id in dict.fromkeys(person_ids):
        own = person_id == account.person_id
        url = reverse("people:profile") if own else reverse("people:detail", args=[account.person_id])
        notify(person_id, key=key, text=text, url=url, actor=actor)


def _warned(account: Account) -> str:
    number = policy.get(policies.DORMANT_NOTICE_DAYS)
    return _(
        "%(name)s has not logged in for long. Without a login the account is suspended in %(number)s days."
    ) % {"name": account.person.name, "number": number}


def _suspended(account: Account) -> str:
    return _("The account of %(name)s is suspended: nobody logged in for long. Staff can open it again.") % {
        "name": account.person.name
    }
