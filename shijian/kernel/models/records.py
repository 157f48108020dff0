"""Append-only rows of the kernel: transitions, operation keys, policy values."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.db.models import Q


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Refuses updates and deletes; a database trigger refuses them too."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise TypeError(f"{self.model.__name__} is append-only")

    def delete(self) -> NoReturn:
        """Refuse."""
        raise TypeError(f"{self.model.__name__} is append-only")


class AppendOnly(models.Model):
    """A row that is written once."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; refuse to change a stored row."""
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise TypeError(f"{type(self).__name__} is append-only")


class FlowLog(AppendOnly):
    """One move of one object through its life cycle."""

    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    transition = models.CharField(max_length=40)
    source = models.CharField(max_length=20, blank=True)
    target = models.CharField(max_length=20)
    at = models.DateTimeField()
    actor_person_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=80, blank=True)
    for_person_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=10)
    note = models.TextField(blank=True)
    extra = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["kind", "object_id", "id"], name="flowlog_object")]


class OperationKey(AppendOnly):
    """Binds a client-made idempotency key to the object that its first call made."""

    owner = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="operation_key_once")]


class PolicyValue(AppendOnly):
    """A county's decision on one policy from a date on."""

    key = models.CharField(max_length=60)
    value = models.JSONField()
    valid_from = models.DateField()
    document_no = models.CharField(max_length=80)
    decided_by_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(document_no=""), name="policy_value_has_document")]
        indexes = [models.Index(fields=["key", "-valid_from"], name="policy_key_from")]
