"""Taking second factors and linked logins away, for operations that have decided that it is right."""

from __future__ import annotations

from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from shijian.kernel import audit, rekeying
from shijian.kernel.actor import Actor
from shijian.people.adapters import PURPOSE
from shijian.people.models import Account


def take_factors(account: Account, *, actor: Actor, reason: str) -> int:
    """Take away all second factors of a locked account and note why; returns how many there were."""
    number = int(Authenticator.objects.filter(user=account).delete()[0])
    audit.record(
        "account.factor-clear",
        account,
        actor=actor,
        for_person_id=account.person_id,
        changes={"factors": [number, 0]},
        purpose=reason[:200],
    )
    return number


def renew_secrets(batch: int) -> Iterator[int]:
    """Bring the secrets of factors under the newest field key; yields the rows changed, batch by batch."""
    last = 0
    while True:
        with transaction.atomic():
            rows = Authenticator.objects.select_for_update(of=("self",)).filter(pk__gt=last).order_by("pk")
            found = list(rows[:batch])
            changed = [row for row in found if _renewed(row)]
            Authenticator.objects.bulk_update(changed, ["data"])
        if not found:
            return
        last = found[-1].pk
        if changed:
            yield len(changed)


def _renewed(row: Authenticator) -> bool:
    before, row.data = row.data, rekeying.renewed(row.data, PURPOSE)
    return row.data is not before


def forget_ways_in(person_id: int) -> int:
    """Delete the factors and links of a person whose account is closed for good; returns how many rows."""
    gone = Authenticator.objects.filter(user__person_id=person_id).delete()[0]
    return int(gone + SocialAccount.objects.filter(user__person_id=person_id).delete()[0])
