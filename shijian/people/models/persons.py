"""Persons, accounts, consents, appointments, positions, invitations, tokens, messages."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor, Channel, Permission
from shijian.kernel.display import SIZES, Edition, Theme
from shijian.kernel.fields import EncryptedTextField
from shijian.people import identity
from shijian.people.enums import DocumentType, PositionKind, Purpose, Role, Sex
from shijian.people.models.minors import (
    own_or_ward,
)
from shijian.units.models import Office, Unit


class PersonQuerySet(models.QuerySet["Person"]):
    """Reads of persons."""

    def visible_to(self, actor: Actor) -> PersonQuerySet:
        """Oneself, one's wards, and the persons of units within reach of person:view."""
        return self.filter(own_or_ward(actor.person_id) | actor.within(Permission.PERSON_VIEW, "unit_path"))


class Person(models.Model):
    """A human being, with or without an account."""

    name = models.CharField(_("name"), max_length=60)
    sex = models.PositiveSmallIntegerField(_("sex"), choices=Sex.choices, default=Sex.UNKNOWN)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    phone = EncryptedTextField(purpose="phone", blank=True, default="")
    phone_index = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    document_type = models.CharField(
        _("kind of document"), max_length=3, choices=DocumentType.choices, blank=True
    )
    document_number = EncryptedTextField(purpose="document", blank=True, default="")
    document_index = models.CharField(max_length=64, blank=True, editable=False)
    ethnicity = models.CharField(_("ethnicity"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="persons", verbose_name=_("unit"))
    unit_path = models.CharField(max_length=40, editable=False, db_index=True)
    guardian = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="wards")
    second_guardian = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document_type", "document_index"],
                condition=~Q(document_index="") & Q(merged_into__isnull=True),
                name="person_document_once",
            ),
            models.CheckConstraint(condition=~Q(guardian=F("id")), name="person_not_own_guardian"),
            models.CheckConstraint(
                condition=Q(second_guardian__isnull=True)
                | ~Q(second_guardian=F("id")) & ~Q(second_guardian=F("guardian")) & Q(guardian__isnull=False),
                name="person_second_guardian",
            ),
        ]
        indexes = [models.Index(fields=["name", "birth_date"], name="person_name_birth")]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_document(self) -> str:
        """The document number with only its ends readable."""
        return identity.masked_document(self.document_number or "")

    @property
    def guardian_ids(self) -> tuple[int, ...]:
        """The keys of those who answer for the person now; at most two."""
        return tuple(pk for pk in (self.guardian_id, self.second_guardian_id) if pk is not None)

    def age_on(self, day: dt.date) -> int | None:
        """Whole years on `day`; None when the date of birth is unknown."""
        return None if self.birth_date is None else identity.age_on(self.birth_date, day)


class AccountManager(BaseUserManager["Account"]):
    """Look-up by login name."""


class Account(AbstractBaseUser):
    """A login: by `login_name` or by the phone number of its person."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="account")
    login_name = models.CharField(_("login name"), max_length=40, unique=True)
    phone_index = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    password_set_at = models.DateTimeField(null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)

    objects = AccountManager()
    USERNAME_FIELD = "login_name"
    REQUIRED_FIELDS: list[str] = []  # type: ignore[misc]

    def has_perm(self, permission: str, obj: Any = None) -> bool:
        """Django's own permissions are not used."""
        return False


class Consent(models.Model):
    """One consent for one purpose: who gave it, for whom, how, after which notice; withdrawn as easily.

    `notice_version` 0 stands for a time before there were numbered notices.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    given_by_name = models.CharField(max_length=60, blank=True)
    evidence = models.CharField(max_length=200, blank=True)
    notice_version = models.PositiveIntegerField(default=0, db_default=0)
    notice_sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=Q(withdrawn_at__isnull=True), name="consent_once"
            )
        ]


class Term(models.Model):
    """A span of days in office; the end day is the last one."""

    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def on(day: dt.date) -> Q:
        """Filter for terms that run on `day`."""
        return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class Appointment(Term):
    """Person x unit x role x term: gives permissions by reach."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    appointed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="appointment_term"
            ),
            models.UniqueConstraint(
                fields=["person", "unit", "role"], condition=Q(ends_on__isnull=True), name="appointment_once"
            ),
        ]


class Position(Term):
    """A place on the organisation chart: head, deputy, member, or the one liaison with a public phone."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="positions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="positions")
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="positions")
    kind = models.CharField(_("kind"), max_length=8, choices=PositionKind.choices)
    title = models.CharField(_("title"), max_length=60, blank=True)
    public_phone = models.CharField(_("public phone"), max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(kind=PositionKind.LIAISON, ends_on__isnull=True),
                name="position_one_liaison",
            ),
            models.CheckConstraint(
                condition=~Q(kind=PositionKind.LIAISON) | ~Q(public_phone=""),
                name="position_liaison_has_phone",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="position_term"
            ),
        ]


class Invitation(models.Model):
    """A one-time link by which a staff person makes an account; only the hash is stored."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    ends_factors = models.BooleanField(default=False, db_default=False)


class LoginFailure(models.Model):
    """A try at the password of an account that did not succeed (yet); gone after a success or a day.

    `device` names a device that logged in to this account before; such tries are counted apart.
    """

    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="failures")
    device = models.CharField(max_length=32, blank=True, default="", db_default="")
    ip = models.GenericIPAddressField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["account", "at"], name="loginfailure_account"),
            models.Index(fields=["ip", "at"], name="loginfailure_ip"),
        ]


class ApiToken(models.Model):
    """A bearer token; only its SHA-256 is stored. `passed_factor`: made in a session that showed a second factor."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=60, blank=True)
    passed_factor = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)


class Message(models.Model):
    """A sentence for one person in the inbox; `key` makes it arrive once."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="messages")
    key = models.CharField(max_length=120)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=10, default=Channel.WEB)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="message_once")]
        indexes = [
            models.Index(fields=["person", "-id"], name="message_person"),
            models.Index(fields=["person"], name="message_unread", condition=models.Q(read_at=None)),
        ]


class DisplayChoice(models.Model):
    """How a person wants the pages, on whichever device he logs in."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="display_choice")
    edition = models.CharField(max_length=8, choices=Edition.choices, default=Edition.STANDARD)
    size = models.PositiveSmallIntegerField(default=0)
    theme = models.CharField(max_length=5, choices=Theme.choices, default=Theme.AUTO)
    language = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__in=SIZES), name="display_size_is_a_step"),
        ]
