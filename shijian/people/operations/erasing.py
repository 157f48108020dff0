"""Taking away what is held about a person, part by part. Apps above add what they hold.

An eraser empties its part and says how many rows changed; a blocker says in a sentence why an account cannot be closed
now; a keeper says what stays and for what reason; a closer ends what a closed account must not go on with; a need says
that the person takes part in something, so that the contact still serves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shijian.kernel import clock, search
from shijian.kernel.actor import Actor
from shijian.people.enums import Part
from shijian.people.models import (
    Account,
    ApiToken,
    Consent,
    DataRequest,
    DisplayChoice,
    Invitation,
    LoginFailure,
    Message,
    PastPassword,
    Person,
)
from shijian.people.operations.devices import end_everywhere
from shijian.people.operations.factor_rows import forget_ways_in
from shijian.people.operations.tokens import revoke_all
from shijian.people.queries import appointments
from shijian.people.queries.persons import KIND

NAMELESS = "(—)"
AT_CLOSURE = (Part.ADDRESS, Part.PROFILE, Part.MESSAGES, Part.PHONE)


@dataclass(frozen=True, slots=True)
class Eraser:
    """What one app takes away for one part."""

    part: Part
    run: Callable[[Person], int]


ERASERS: list[Eraser] = []
BLOCKERS: list[Callable[[Person], Iterable[str]]] = []
KEEPERS: list[Callable[[Person], Iterable[str]]] = []
CLOSERS: list[Callable[[Person, Actor], None]] = []
NEEDS: list[Callable[[Person], bool]] = []


def attach() -> None:
    """Enter what this app holds."""
    ERASERS.extend(
        [
            Eraser(Part.ADDRESS, _address),
            Eraser(Part.PHONE, _phone),
            Eraser(Part.PROFILE, _profile),
            Eraser(Part.MESSAGES, _messages),
            Eraser(Part.IDENTITY, _identity),
        ]
    )
    BLOCKERS.append(_offices)


def erase(person: Person, parts: Iterable[Part]) -> dict[str, int]:
    """Take parts away everywhere; returns rows changed by part. For operations that have checked the actor."""
    wanted = set(parts)
    counts = dict.fromkeys(sorted(wanted), 0)
    for eraser in ERASERS:
        if eraser.part in wanted:
            counts[eraser.part] += eraser.run(person)
    return {str(part): count for part, count in counts.items()}


def blocks(person: Person) -> list[str]:
    """Why the account cannot be closed now; empty when it can."""
    return [sentence for blocker in BLOCKERS for sentence in blocker(person)]


def stays(person: Person) -> list[str]:
    """What stays after the closure, and why."""
    return [sentence for keeper in KEEPERS for sentence in keeper(person)]


def is_needed(person: Person) -> bool:
    """Whether the contact of a person still serves something that goes on."""
    return bool(blocks(person)) or any(need(person) for need in NEEDS)


def close(person: Person, actor: Actor) -> dict[str, int]:
    """Close a locked person's account and take away all that no law keeps; the name goes too when nothing is kept."""
    for closer in CLOSERS:
        closer(person, actor)
    now = clock.now()
    _shut(person)
    Consent.objects.filter(person=person, withdrawn_at__isnull=True).update(withdrawn_at=now)
    counts = erase(person, AT_CLOSURE if stays(person) else tuple(Part))
    search.remove(KIND, person.pk)
    Person.objects.filter(pk=person.pk).update(closed_at=now)
    person.closed_at = now
    return counts


def _shut(person: Person) -> None:
    Invitation.objects.filter(person=person, used_at__isnull=True).update(used_at=clock.now())
    account = Account.objects.select_for_update(of=("self",)).filter(person=person).first()
    if account is None:
        return
    account.is_active, account.phone_index, account.login_name = False, None, f"closed-{account.pk}"
    account.set_unusable_password()
    account.save(update_fields=["is_active", "phone_index", "login_name", "password"])
    revoke_all(account)
    end_everywhere(account)
    PastPassword.objects.filter(account=account).delete()
    ApiToken.objects.filter(account=account).delete()
    LoginFailure.objects.filter(account=account).delete()


def _offices(person: Person) -> Iterable[str]:
    if appointments.open_of(person).exists():
        yield _("An office is still held; the appointment has to end first.")
    if person.wards.filter(merged_into__isnull=True, closed_at__isnull=True).exists():
        yield _("This person answers for a minor; another guardian has to be noted first.")


def _address(person: Person) -> int:
    return _blank(person, address="")


def _phone(person: Person) -> int:
    Account.objects.filter(person=person).update(phone_index=None)
    return _blank(person, phone="", phone_index="")


def _profile(person: Person) -> int:
    DisplayChoice.objects.filter(person=person).delete()
    forget_ways_in(person.pk)
    return _blank(person, ethnicity="")


def _messages(person: Person) -> int:
    return Message.objects.filter(person=person).delete()[0]


def _identity(person: Person) -> int:
    search.remove(KIND, person.pk)
    Consent.objects.filter(person=person).update(given_by_name="", evidence="")
    Consent.objects.filter(given_by=person).update(given_by_name="")
    DataRequest.objects.filter(person=person).update(wish="", words="", evidence="")
    return _blank(
        person,
        name=NAMELESS,
        sex=0,
        birth_date=None,
        document_type="",
        document_number="",
        document_index="",
        guardian=None,
        second_guardian=None,
        erased_at=clock.now(),
    )


def _blank(person: Person, **values: object) -> int:
    for name, value in values.items():
        setattr(person, name, value)
    return Person.objects.filter(pk=person.pk).update(**values)
