"""Which passwords are good enough, by the policy of the county, and when staff choose a new one.

Residents and volunteers: long enough and not easily guessed, nothing else. Staff: also several kinds of characters,
none of the last ones, and a new one from time to time (GB/T 22239—2019 8.1.4.1).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shijian.kernel import clock, policy
from shijian.people import breach_list, easy_words, policies
from shijian.people.models import Account, PastPassword
from shijian.people.queries import appointments

LONGEST = 128
KINDS = (str.islower, str.isupper, str.isdigit)


class CountyPasswords:
    """Django's hook for all of it: the account says whose password it is to be."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise `ValidationError` with one sentence for the first rule that is missed."""
        account = user if isinstance(user, Account) else None
        if sentence := fault(password, account):
            raise ValidationError(sentence)

    def get_help_text(self) -> str:
        """What to keep in mind."""
        return hint()


def hint(*, office: bool = False) -> str:
    """The rule in a sentence or two, for a form."""
    if office:
        numbers = {
            "number": policy.get(policies.PASSWORD_MIN_OFFICE),
            "kinds": policy.get(policies.PASSWORD_CLASSES_OFFICE),
        }
        sentence = _(
            "At least %(number)s characters, with %(kinds)s of these: small letters, capitals, digits, signs."
        )
        return sentence % numbers
    number = policy.get(policies.PASSWORD_MIN)
    return _("At least %(number)s characters. Three words that only you put together are good.") % {
        "number": number
    }


def fault(password: str, account: Account | None = None) -> str:
    """The sentence about the first rule that a new password misses; empty when it is good."""
    office = account is not None and is_office(account)
    sentence = _too_plain(password, office=office)
    if sentence:
        return sentence
    if easy_words.is_easy(password, *_own(account)) or breach_list.has(password):
        return _(
            "This password is easily guessed: many people use it, or it is a date, a name or a row of keys."
        )
    return _used(password, account) if account is not None and office else ""


def is_office(account: Account) -> bool:
    """Whether the rules of staff hold: the person has an appointment that runs or will run."""
    return account.person_id is not None and appointments.open_of(account.person).exists()


def is_due(account: Account, password: str) -> bool:
    """Whether staff who just logged in with `password` choose a new one: it is old, or misses the rules of staff."""
    if account.is_demo or not is_office(account):
        return False
    days = policy.get(policies.PASSWORD_DAYS_OFFICE)
    set_at = account.password_set_at or account.created_at
    old = days > 0 and set_at + dt.timedelta(days=days) <= clock.now()
    return old or bool(_too_plain(password, office=True))


def keep(account: Account) -> None:
    """Remember the password that staff are about to replace, and forget the oldest; inside the operation that does."""
    if not account.pk or not account.password or not is_office(account):
        return
    PastPassword.objects.create(account=account, password=account.password, replaced_at=clock.now())
    kept = PastPassword.objects.filter(account=account).order_by("-pk")[
        : policy.get(policies.PASSWORD_HISTORY)
    ]
    PastPassword.objects.filter(account=account).exclude(pk__in=[row.pk for row in kept]).delete()


def _too_plain(password: str, *, office: bool) -> str:
    least = policy.get(policies.PASSWORD_MIN_OFFICE if office else policies.PASSWORD_MIN)
    if len(password) < least:
        return ngettext(
            "The password needs at least %(number)s character.",
            "The password needs at least %(number)s characters.",
            least,
        ) % {"number": least}
    if len(password) > LONGEST:
        return _("At most %(number)s characters fit here.") % {"number": LONGEST}
    kinds = policy.get(policies.PASSWORD_CLASSES_OFFICE) if office else 0
    if _kinds(password) < kinds:
        sentence = _(
            "Staff use %(number)s of these: small letters, capitals, digits, signs such as ! or a blank."
        )
        return sentence % {"number": kinds}
    return ""


def _kinds(password: str) -> int:
    signs = any(not any(kind(each) for kind in KINDS) for each in password)
    return sum(any(kind(each) for each in password) for kind in KINDS) + signs


def _own(account: Account | None) -> tuple[str, ...]:
    if account is None or account.person_id is None:
        return ()
    return (account.login_name, account.person.phone or "", account.person.name)


def _used(password: str, account: Account) -> str:
    number = policy.get(policies.PASSWORD_HISTORY)
    hashes = [account.password] if account.password else []
    if account.pk and number:
        rows = PastPassword.objects.filter(account=account).order_by("-pk")
        hashes += rows.values_list("password", flat=True)[:number]
    if any(check_password(password, each) for each in hashes):
        return _("You have used this password before. Choose another one.")
    return ""
