"""Taking second factors and linked logins away, for operations that have decided that it is right."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from shijian.kernel import audit
from shijian.kernel.actor import Actor
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


def forget_ways_in(person_id: int) -> int:
    """Delete the factors and links of a person whose account is closed for good; returns how many rows."""
    gone = Authenticator.objects.filter(user__person_id=person_id).delete()[0]
    return int(gone + SocialAccount.objects.filter(user__person_id=person_id).delete()[0])
