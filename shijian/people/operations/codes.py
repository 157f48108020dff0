"""Codes by text message: asked for, sent by a job, tried. An unknown number is answered like a known one."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.kernel import audit, clock, crypto, jobs, policy, sms
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid, OutOfReach, ShijianError
from shijian.kernel.operation import hold, operation
from shijian.people import identity, policies
from shijian.people.enums import CodePurpose
from shijian.people.models import Account, OneTimeCode, Person, SmsDelivery
from shijian.people.operations.accounts import make_invitation
from shijian.people.operations.persons import change_person
from shijian.people.queries import accounts, appointments

DIGITS = 6
JOB = "shijian.people.operations.code_jobs.deliver"


class CodesLimited(ShijianError):
    """Too many codes to this number or from this connection."""

    code = "codes-limited"
    status = 429
    message = gettext_lazy("A code was asked for a moment ago. Wait a little, then ask again.")


class CodeRefused(ShijianError):
    """The code is wrong, used or over; which of them is not told."""

    code = "code-refused"
    status = 401
    message = gettext_lazy(
        "The code is not right or has run out. Ask for a new one, or ask your station for help."
    )


@operation
def ask_code(phone: str, *, purpose: str, actor: Actor) -> OneTimeCode:
    """Have a code sent to a mobile number. For login and reset only to residents and volunteers whose account has it.

    Raises `OutOfReach` without a gateway, `Invalid` for what is no mobile number, `CodesLimited`.
    """
    number = identity.normal_phone(phone)
    if not sms.is_on() or purpose not in CodePurpose.values:
        raise OutOfReach
    if not identity.is_mobile(number):
        raise Invalid(fields={"phone": _("Enter your mobile phone number of 11 digits.")})
    index = crypto.blind_index(number, "phone")
    _limit(index, actor.ip)
    account = _own(actor) if purpose == CodePurpose.PHONE else _resident(number)
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    row = _keep(number, index, purpose, account, digits, actor)
    if account is not None:
        words = SmsDelivery.objects.create(code=row, words=digits, created_at=row.created_at)
        jobs.enqueue(JOB, words.pk)
    audit.record(
        "account.code-ask", account, actor=actor, for_person_id=account.person_id if account else None
    )
    return row


def log_in_by_code(row_id: int, digits: str, *, actor: Actor) -> Account:
    """Give the account of a code for logging in. Raises `CodeRefused`. A wrong try is kept."""
    row = _right(row_id, digits, CodePurpose.LOGIN, actor)
    return _enter(row, actor=actor)


def reset_by_code(row_id: int, digits: str, *, actor: Actor) -> str:
    """Give the secret of a link to choose a new password, for a code for that. Raises `CodeRefused`."""
    row = _right(row_id, digits, CodePurpose.RESET, actor)
    return _invite(row, actor=actor)


def confirm_phone(row_id: int, digits: str, *, actor: Actor) -> Person:
    """Make the number to which a code went the own phone number. Raises `CodeRefused`, `Conflict`."""
    row = _right(row_id, digits, CodePurpose.PHONE, actor)
    if row.account is None or row.account.person_id != actor.person_id:
        raise CodeRefused
    return change_person(row.account.person, phone=row.phone or "", actor=actor)


@operation
def try_code(row_id: int, digits: str, *, purpose: str, actor: Actor) -> OneTimeCode | None:
    """Count a try and give the code if it is right; each works once. Parallel tries wait for one another."""
    rows = OneTimeCode.objects.select_for_update(of=("self",)).select_related("account__person")
    row = rows.filter(pk=row_id, purpose=purpose).first()
    if row is None or row.used_at or row.expires_at <= clock.now():
        return None
    if row.tries >= policy.get(policies.CODE_TRIES):
        return None
    row.tries += 1
    right = hmac.compare_digest(row.code_hash, _hash(row.phone_index, digits.strip()))
    right = right and row.account is not None and accounts.admits(row.account)
    row.used_at = clock.now() if right else None
    row.save(update_fields=["tries", "used_at"])
    person_id = row.account.person_id if row.account else None
    audit.record("account.code-try", row.account, actor=actor, for_person_id=person_id, success=right)
    return row if right else None


@operation
def _enter(row: OneTimeCode, *, actor: Actor) -> Account:
    """Note the login of a code that was right; somebody who became staff meanwhile is refused."""
    account = row.account
    if account is None or appointments.open_of(account.person).exists():
        raise CodeRefused
    account.last_login = clock.now()
    account.save(update_fields=["last_login"])
    audit.record("account.login", account, actor=actor, for_person_id=account.person_id)
    return account


@operation
def _invite(row: OneTimeCode, *, actor: Actor) -> str:
    """Make the link for a new password; somebody who became staff meanwhile is refused."""
    if row.account is None or appointments.open_of(row.account.person).exists():
        raise CodeRefused
    _invitation, secret = make_invitation(row.account.person, actor=actor)
    return secret


def _right(row_id: int, digits: str, purpose: CodePurpose, actor: Actor) -> OneTimeCode:
    row = try_code(row_id, digits, purpose=purpose, actor=actor)
    if row is None:
        raise CodeRefused
    return row


def _limit(index: str, ip: str | None) -> None:
    hold(f"code:{index}")
    hold(f"code:{ip}")
    now = clock.now()
    rows = OneTimeCode.objects.filter(phone_index=index)
    gap = dt.timedelta(seconds=policy.get(policies.CODE_GAP))
    day, hour = now - dt.timedelta(days=1), now - dt.timedelta(hours=1)
    if rows.filter(created_at__gt=now - gap).exists():
        raise CodesLimited
    if rows.filter(created_at__gt=day).count() >= policy.get(policies.CODE_PHONE_DAY):
        raise CodesLimited(_("Today this number has had as many codes as it may. Ask your station for help."))
    from_here = OneTimeCode.objects.filter(ip=ip, created_at__gt=hour)
    if ip is not None and from_here.count() >= policy.get(policies.CODE_IP_HOUR):
        raise CodesLimited


def _own(actor: Actor) -> Account:
    account = Account.objects.filter(person_id=actor.person_id).first() if actor.person_id else None
    if account is None:
        raise OutOfReach
    return account


def _resident(number: str) -> Account | None:
    """The account that a number logs in, unless its person is staff: a code alone opens no office."""
    account = accounts.by_login(number)
    if account is None or not accounts.admits(account) or appointments.open_of(account.person).exists():
        return None
    return account


def _keep(
    number: str, index: str, purpose: str, account: Account | None, digits: str, actor: Actor
) -> OneTimeCode:
    now = clock.now()
    return OneTimeCode.objects.create(
        purpose=purpose,
        phone_index=index,
        phone=number,
        account=account,
        code_hash=_hash(index, digits),
        ip=actor.ip,
        created_at=now,
        expires_at=now + dt.timedelta(minutes=policy.get(policies.CODE_MINUTES)),
    )


def _hash(index: str, digits: str) -> str:
    return crypto.blind_index(f"{index}:{digits}", "one-time-code")
