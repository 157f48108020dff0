"""Accounts: opened by staff, by oneself, by invitation; passwords; closing."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, policy
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation, relock
from shijian.people import identity, passwords, policies, rules
from shijian.people.enums import Purpose
from shijian.people.models import Account, Invitation, Person
from shijian.people.operations import persons
from shijian.people.operations.consents import grant
from shijian.people.operations.devices import end_everywhere
from shijian.people.operations.factor_rows import take_factors
from shijian.people.operations.facts import Facts
from shijian.people.queries import accounts, appointments, resets
from shijian.people.queries.minors import wards
from shijian.units.models import Unit

LOGIN_NAME = re.compile(r"(?=.*[a-z])[a-z0-9][a-z0-9._-]{2,39}")
SLIP_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
SLIP_LENGTH = 16


@operation
def open_account(
    person: Person,
    *,
    login_name: str,
    password: str,
    phone: str | None = None,
    actor: Actor,
    is_demo: bool = False,
) -> Account:
    """Give a person an account. Without `phone` the person's own number also logs in, unless another's account has it.

    Raises `OutOfReach`, `Invalid` by field, `Conflict` when there is an account or the name is taken.
    """
    person = relock(person)
    if not may_handle_login(actor, person):
        raise OutOfReach
    account = _create(person, login_name=login_name, password=password, phone=phone, is_demo=is_demo)
    audit.record("account.open", account, actor=actor, for_person_id=person.pk)
    return account


@operation
def sign_up(*, name: str, phone: str, password: str, unit: Unit, actor: Actor, **facts: Any) -> Account:
    """Make an own account as a resident of `unit`, with the consent to keep the data; `facts` as in `Facts`.

    Raises `Invalid` by field, `Conflict` when the phone number already logs somebody in.
    """
    if actor.is_authenticated:
        raise NotAllowed(_("You are logged in already."))
    phone = identity.normal_phone(phone)
    if not identity.is_mobile(phone):
        raise Invalid(fields={"phone": _("Enter your mobile phone number of 11 digits.")})
    person = persons.add(Facts(name=name, phone=phone, **facts), unit=unit)
    account = _create(person, login_name=_random_name(), password=password, phone=phone)
    grant(person, Purpose.REGISTER, given_by=person)
    audit.record("account.sign-up", account, actor=actor, for_person_id=person.pk)
    return account


@operation
def set_password(account: Account, *, new: str, old: str | None, keep: str = "", actor: Actor) -> Account:
    """Change the own password with the old one; the command line sets any.

    Access tokens and all sessions end, but the one of the hash `keep`.

    Raises `OutOfReach` for somebody else's account, `Invalid` for a wrong old or a weak new password.
    """
    account = relock(account)
    if not actor.is_system and actor.person_id != account.person_id:
        raise OutOfReach
    if not actor.is_system and not account.check_password(old or ""):
        raise Invalid(fields={"old": _("This is not your present password.")})
    _store_password(account, new, field="new", keep=keep)
    audit.record("account.password", account, actor=actor, for_person_id=account.person_id)
    return account


@operation
def invite(person: Person, *, actor: Actor) -> tuple[Invitation, str]:
    """Make the one-time link by which a person opens an account or sets a forgotten password anew.

    Earlier links of the person end. Returns the secret once. Raises `OutOfReach`, `NotAllowed`, `WrongState`.
    """
    person = relock(person)
    if not rules.can_see(actor, person) and not actor.may_anywhere(rules.ACCOUNT_MANAGE):
        raise OutOfReach
    if not may_handle_login(actor, person):
        raise NotAllowed
    if person.merged_into_id:
        raise WrongState(_("This entry was merged with another one."))
    if not actor.is_system and resets.needs_two(person):
        raise NotAllowed(
            _("A new password for this person takes two officers. Ask for it; another one confirms.")
        )
    return make_invitation(person, actor=actor)


def make_invitation(person: Person, *, actor: Actor, ends_factors: bool = False) -> tuple[Invitation, str]:
    """Make the link of a locked person and end the earlier ones. For operations that have checked the actor.

    The secret has 16 signs that nobody confuses on paper (78 bits), so that it can be typed from a slip.
    """
    _end_invitations(person)
    secret = "".join(secrets.choice(SLIP_SIGNS) for _sign in range(SLIP_LENGTH))
    days = policy.get(policies.INVITATION_DAYS)
    invitation = Invitation.objects.create(
        person=person,
        token_hash=accounts.digest(secret),
        invited_by_id=actor.person_id,
        expires_at=clock.now() + dt.timedelta(days=days),
        ends_factors=ends_factors,
    )
    audit.record("account.invite", invitation, actor=actor, for_person_id=person.pk)
    return invitation, secret


@operation
def accept_invitation(token: str, *, login_name: str = "", password: str, actor: Actor) -> Account:
    """Use a link once: open the account with `login_name`, or set the password of the account that exists.

    The slip that two officers decided on ends lost second factors too.

    Raises `WrongState` when the link is used, over or unknown; `Invalid`, `Conflict` by field.
    """
    invitation = (
        Invitation.objects.select_for_update(of=("self",)).filter(token_hash=accounts.digest(token)).first()
    )
    if invitation is None or invitation.used_at or invitation.expires_at <= clock.now():
        raise WrongState(_("This invitation was used or is over. Ask your office for a new one."))
    invitation.used_at = clock.now()
    invitation.save(update_fields=["used_at"])
    person = lock(Person.objects.all(), pk=invitation.person_id)
    account = Account.objects.select_for_update(of=("self",)).filter(person=person).first()
    if account is None:
        account = _create(person, login_name=login_name, password=password, phone=None)
    else:
        _store_password(account, password, field="password")
        if invitation.ends_factors:
            take_factors(account, actor=actor, reason="two officers")
    account.failures.all().delete()
    audit.record("account.accept", account, actor=actor, for_person_id=person.pk)
    return account


@operation
def change_account_state(account: Account, *, is_active: bool, actor: Actor) -> Account:
    """Close an account at once (logins and tokens end) or open it again. Raises `OutOfReach`, `NotAllowed`."""
    account = relock(account)
    if not rules.can_close_account(actor, account):
        raise OutOfReach
    if actor.person_id == account.person_id or not may_handle_login(actor, account.person):
        raise NotAllowed
    before, account.is_active = account.is_active, is_active
    if is_active:
        account.reopened_at = clock.now()
    account.save(update_fields=["is_active", "reopened_at"])
    if not is_active:
        end_everywhere(account)
    _end_invitations(account.person)
    changes = {"is_active": [before, is_active]}
    audit.record("account.state", account, actor=actor, for_person_id=account.person_id, changes=changes)
    return account


def may_handle_login(actor: Actor, person: Person) -> bool:
    """Let the actor open, close or renew a person's way in: never that of somebody who may more than himself."""
    if actor.may(rules.ACCOUNT_MANAGE, person.unit_path):
        return True
    if actor.person_id == person.pk or not actor.may(rules.PERSON_EDIT, person.unit_path):
        return False
    return all(rules.can_grant(actor, each.role, each.unit) for each in appointments.open_of(person))


def _create(
    person: Person, *, login_name: str, password: str, phone: str | None, is_demo: bool = False
) -> Account:
    if Account.objects.filter(person=person).exists():
        raise Conflict(_("This person has an account already."))
    if not wards.child_data_stands(person):
        raise NotAllowed(_("Under 14 a parent or guardian consents to the rules for children first."))
    account = Account(person=person, login_name=_checked_name(login_name), is_demo=is_demo)
    account.phone_index = _phone_index(person, phone)
    _check_password(password, account, field="password")
    account.set_password(password)
    account.password_set_at = clock.now()
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        raise Conflict(_("Somebody else was faster. Please try again.")) from None
    return account


def _checked_name(login_name: str) -> str:
    name = login_name.strip().lower()
    if not LOGIN_NAME.fullmatch(name):
        raise Invalid(
            fields={"login_name": _("Use 3 to 40 letters a to z, digits, dots or dashes, with one letter.")}
        )
    if Account.objects.filter(login_name=name).exists():
        raise Conflict(fields={"login_name": _("This login name is taken.")})
    return name


def _phone_index(person: Person, phone: str | None) -> str | None:
    index = persons.phone_index((person.phone or "") if phone is None else phone)
    if not index or not Account.objects.filter(phone_index=index).exists():
        return index or None
    if phone is None:
        return None
    sentence = _("An account with this phone number exists. Log in, or ask your station for help.")
    raise Conflict(fields={"phone": sentence})


def _check_password(password: str, account: Account, *, field: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Invalid(fields={field: " ".join(error.messages)}) from None


def _store_password(account: Account, password: str, *, field: str, keep: str = "") -> None:
    _check_password(password, account, field=field)
    passwords.keep(account)
    account.set_password(password)
    account.password_set_at = clock.now()
    account.save(update_fields=["password", "password_set_at"])
    end_everywhere(account, keep=keep)


def _end_invitations(person: Person) -> None:
    Invitation.objects.filter(person=person, used_at__isnull=True).update(used_at=clock.now())


def _random_name() -> str:
    return "u" + secrets.token_hex(6)
