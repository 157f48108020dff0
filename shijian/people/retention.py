"""What of persons and accounts goes by itself, when, and what stays."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from shijian.kernel.purposes import months_key
from shijian.kernel.retention import HOLDS, Rule, elsewhere, erase, past, reasons, stays
from shijian.kernel.retention.rules import special
from shijian.people import privacy_policies as policies
from shijian.people.enums import HarmState, Part, RequestState
from shijian.people.enums import Purpose as Asked
from shijian.people.operations import erasing
from shijian.people.purposes import HELP, IDENTITY, SECURITY, STAFFING

CONTACT = {"phone": "", "phone_index": "", "address": "", "ethnicity": ""}
IDENTITY_COLUMNS = (
    "name", "sex", "birth_date", "document_type", "document_number", "document_index", "guardian",
    "second_guardian",
)  # fmt: skip


def _without_ground() -> QuerySet[Any]:
    """Persons whose contact serves nothing: entries merged into another, and consents withdrawn long ago."""
    person, consent = apps.get_model("people.Person"), apps.get_model("people.Consent")
    given = consent.objects.filter(person=OuterRef("pk"), purpose=Asked.REGISTER)
    left = Exists(given.filter(past(consent, "withdrawn_at", months_key(HELP))))
    returned = Exists(given.exclude(past(consent, "withdrawn_at", months_key(HELP))))
    silent = left & ~returned & ~Q(account__is_active=True)
    rows = person.objects.filter(Q(merged_into__isnull=False) | silent)
    return rows.exclude(phone_index="", address="", ethnicity="")


def _closed() -> QuerySet[Any]:
    person = apps.get_model("people.Person")
    over = past(person, "closed_at", months_key(IDENTITY)) | Q(merged_into__erased_at__isnull=False)
    return person.objects.filter(over, erased_at__isnull=True)


def _kept_by_law(keys: list[int]) -> set[int]:
    rows = apps.get_model("people.Person").objects.filter(pk__in=keys)
    return {person.pk for person in rows if erasing.stays(person)}


def _needed(keys: list[int]) -> set[int]:
    rows = apps.get_model("people.Person").objects.filter(pk__in=keys, merged_into=None)
    return {person.pk for person in rows if erasing.is_needed(person)}


def _forget(rows: QuerySet[Any]) -> None:
    for person in rows:
        erasing.erase(person, tuple(Part))


def _open_requests(people: set[int]) -> QuerySet[Any]:
    rows = apps.get_model("people.DataRequest").objects.filter(state=RequestState.OPEN, person__in=people)
    return rows.values_list("person_id", flat=True)


def _open_harm(people: set[int]) -> QuerySet[Any]:
    rows = apps.get_model("people.HarmReport").objects.exclude(state=HarmState.CLOSED)
    return rows.filter(reporter__in=people).values_list("reporter_id", flat=True)


HOLDS.extend([_open_requests, _open_harm])
special(
    Rule(
        "person-contact", _("Contact of persons whose consent ended"), "people.Person", months_key(HELP),
        _without_ground, lambda rows: rows.update(**CONTACT), tuple(CONTACT), people=("pk",),
        held=_needed,
    )
)  # fmt: skip
special(
    Rule(
        "person", _("Persons whose account was closed"), "people.Person", months_key(IDENTITY),
        _closed, _forget, IDENTITY_COLUMNS, people=("pk",), held=_kept_by_law,
    )
)  # fmt: skip
stays(
    "people.Person", "unit", "unit_path", "merged_into", "created_at", "closed_at", "erased_at",
    why=reasons.LINK,
)  # fmt: skip
stays("people.Account", why=reasons.WITH_ACCOUNT)
stays("people.PastPassword", why=reasons.WITH_ACCOUNT)
stays("mfa.Authenticator", why=reasons.WITH_ACCOUNT)
stays("socialaccount.SocialAccount", why=reasons.WITH_ACCOUNT)
stays("people.DisplayChoice", why=reasons.WITH_PERSON)
elsewhere("people.LoginFailure", by="people.logins")
elsewhere("people.LoginSession", by="people.sessions")
elsewhere("people.OneTimeCode", by="people.codes")
elsewhere("people.SmsDelivery", by="people.codes")
erase(
    "message", _("Messages"), model="people.Message", since="created_at", term=policies.MESSAGE_MONTHS,
    people=("person",),
)  # fmt: skip
erase(
    "invitation", _("Invitations"), model="people.Invitation", since="expires_at",
    term=policies.SPENT_MONTHS, people=("person",),
)  # fmt: skip
erase(
    "token", _("Access for programs"), model="people.ApiToken", since="expires_at",
    term=policies.SPENT_MONTHS, people=("account__person",),
)  # fmt: skip
erase(
    "reset", _("Requests for a new password"), model="people.ResetRequest", since="asked_at",
    term=months_key(SECURITY), where=lambda: ~Q(state__in=["asked", "confirmed"]), people=("person",),
)  # fmt: skip
erase(
    "appointment", _("Appointments"), model="people.Appointment", since="ends_on",
    term=months_key(STAFFING), people=("person",),
)  # fmt: skip
erase(
    "position", _("Positions"), model="people.Position", since="ends_on", term=months_key(STAFFING),
    people=("person",),
)  # fmt: skip
