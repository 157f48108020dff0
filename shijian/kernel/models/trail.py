"""The audit trail: rows, the seals that chain them, signed roots, what left, denied tries."""

from __future__ import annotations

from django.db import models

from shijian.kernel.models.records import AppendOnly


class AuditEntry(AppendOnly):
    """Who did what to what. No foreign keys: the trail outlives its targets."""

    at = models.DateTimeField()
    actor_person_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=80, blank=True)
    for_person_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=60, blank=True)
    object_id = models.BigIntegerField(null=True)
    unit_path = models.CharField(max_length=40, blank=True, default="", db_default="")
    changes = models.JSONField(default=dict)
    ip = models.GenericIPAddressField(null=True)
    channel = models.CharField(max_length=10)
    purpose = models.CharField(max_length=200, blank=True)
    purpose_kind = models.CharField(max_length=20, blank=True, default="", db_default="")
    success = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["object_kind", "object_id", "id"], name="audit_object"),
            models.Index(fields=["actor_person_id", "id"], name="audit_actor"),
            models.Index(fields=["unit_path", "id"], name="audit_unit"),
            models.Index(fields=["for_person_id", "id"], name="audit_for_person"),
        ]


class AuditSeal(AppendOnly):
    """The chain value of one audit row. The keys count from 1 without a gap.

    `scheme` 1: `value` over the row as it stood in the first release. `scheme` 2: `content` is the digest of the row,
    `value` that of the value before, the key, `sealed_at` and `content`; `content` stays when the row has gone.
    """

    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="seal")
    value = models.CharField(max_length=64)
    scheme = models.PositiveSmallIntegerField(default=1, db_default=1)
    content = models.CharField(max_length=64, blank=True, default="", db_default="")
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["sealed_at"], name="audit_sealed_at")]


class Signed(AppendOnly):
    """A row with the signature of this installation over its own text."""

    algorithm = models.CharField(max_length=20)
    key_id = models.CharField(max_length=32)
    signature = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        abstract = True


class AuditRoot(Signed):
    """The signed state of the chain at the end of one day: a chain of its own, one row a day."""

    day = models.DateField(unique=True)
    last_seal = models.BigIntegerField()
    count = models.PositiveIntegerField()
    chain = models.CharField(max_length=64)
    before = models.CharField(max_length=64)


class AuditPrune(Signed):
    """Seals and rows that were put into an archive file and then left the database, as the retention policy asks."""

    first_seal = models.BigIntegerField()
    last_seal = models.BigIntegerField(unique=True)
    until = models.DateField()
    chain = models.CharField(max_length=64)
    archive = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)


class DeniedTry(models.Model):
    """Tries of one kind by one person on one object that are counted together for some minutes."""

    key = models.CharField(max_length=64, unique=True)
    entry_id = models.BigIntegerField()
    first_at = models.DateTimeField()
    more = models.PositiveIntegerField(default=0)
