"""What belongs to logging in: sessions on devices, earlier passwords, requests for a new one."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import F, Q

from shijian.kernel.actor import Actor, Permission
from shijian.people.enums import ResetState


class LoginSessionManager(BaseSessionManager["LoginSession"]):
    """Django's session table wants a manager of its own kind."""


class LoginSession(AbstractBaseSession):
    """A session with the device that it runs on. `session_key` is the SHA-256 of what the browser holds.

    `seen_at` moves with the login and with what is sent, at most once an hour; reading a page writes nothing.
    """

    session_key = models.CharField(max_length=64, primary_key=True)
    account = models.ForeignKey("people.Account", models.CASCADE, null=True, related_name="sessions")
    device = models.CharField(max_length=40, blank=True)
    is_staff = models.BooleanField(default=False)
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    objects: ClassVar[LoginSessionManager] = LoginSessionManager()

    class Meta:
        indexes = [models.Index(fields=["account", "-seen_at"], name="loginsession_account")]

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """The store that keeps its sessions here."""
        from shijian.people.session_store import SessionStore

        return SessionStore


class PastPassword(models.Model):
    """The hash of a password that staff used earlier; the oldest are forgotten."""

    account = models.ForeignKey("people.Account", models.CASCADE, related_name="past_passwords")
    password = models.CharField(max_length=128)
    replaced_at = models.DateTimeField()


class ResetRequestQuerySet(models.QuerySet["ResetRequest"]):
    """Reads of requests."""

    def visible_to(self, actor: Actor) -> ResetRequestQuerySet:
        """Requests about persons whose accounts the actor may handle; never about oneself."""
        reached = actor.within(Permission.ACCOUNT_MANAGE, "person__unit_path") | actor.within(
            Permission.PERSON_EDIT, "person__unit_path"
        )
        return self.filter(reached).exclude(person_id=actor.person_id or 0)


class ResetRequest(models.Model):
    """An officer asks that a person gets a way back in; another officer confirms or refuses."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="reset_requests")
    state = models.CharField(max_length=9, choices=ResetState.choices, default=ResetState.ASKED)
    reason = models.CharField(max_length=200)
    asked_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    by_security = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)

    objects = ResetRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=["asked", "confirmed"]), name="reset_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="reset_two_officers"
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("person")) & ~Q(asked_by=F("person")), name="reset_not_own"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "issued"]) | Q(decided_by__isnull=False),
                name="reset_confirmed_by_somebody",
            ),
        ]
