"""The ledger: accounts, batches, entries. Double entry, whole points, append-only (docs/points.md)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shijian.kernel.actor import Actor, Permission
from shijian.kernel.models import AppendOnly, AppendOnlyQuerySet
from shijian.people.models import own_or_ward
from shijian.points.enums import AccountKind, Reason
from shijian.points.models.rulebook import PointsRule
from shijian.volunteers.models import Volunteer


class Account(AppendOnly):
    """Where points are: one of each volunteer; one each for what was issued, spent and deducted."""

    kind = models.CharField(max_length=10, choices=AccountKind.choices)
    volunteer = models.OneToOneField(Volunteer, models.PROTECT, null=True, related_name="points")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=AccountKind.VOLUNTEER, volunteer__isnull=False)
                | (~Q(kind=AccountKind.VOLUNTEER) & Q(volunteer__isnull=True)),
                name="points_account_owner",
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(volunteer__isnull=True), name="points_account_once"
            ),
        ]


class Batch(AppendOnly):
    """Entries that belong together and sum to zero. The keys count from 1 without a gap.

    It is written behind its entries and closes them: a trigger demands the sum, and no entry comes later. `digest` is
    SHA-256 over the digest before, this row and its entries, so that nothing can be changed by itself.
    """

    idempotency_key = models.CharField(max_length=80, unique=True)
    reason = models.CharField(max_length=10, choices=Reason.choices)
    source_kind = models.CharField(max_length=20)
    source_id = models.BigIntegerField()
    rule = models.ForeignKey(PointsRule, models.PROTECT, null=True, related_name="+")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reason=Reason.REVERSAL, reverses__isnull=False)
                | (~Q(reason=Reason.REVERSAL) & Q(reverses__isnull=True)),
                name="points_reversal_names_batch",
            ),
            models.CheckConstraint(
                condition=~Q(reason=Reason.REVERSAL) | ~Q(note=""), name="points_reversal_has_reason"
            ),
        ]
        indexes = [models.Index(fields=["source_kind", "source_id"], name="points_batch_source")]


class EntryQuerySet(AppendOnlyQuerySet):
    """Reads of entries."""

    def visible_to(self, actor: Actor) -> models.QuerySet[Entry]:
        """One's own, one's wards', those of volunteers within reach of record:view."""
        own = own_or_ward(actor.person_id, "account__volunteer__person")
        return self.filter(own | actor.within(Permission.RECORD_VIEW, "account__volunteer__unit_path"))


class Entry(AppendOnly):
    """Points that came to an account, or left it. `number` counts the entries of the account from 1.

    `balance` is what is there afterwards, `lifetime` what was earned so far, net of what was taken back: the balance is
    read from the last entry, however many there are. A trigger demands that they follow from the entry before.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="entries", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="entries", db_index=False)
    number = models.PositiveBigIntegerField()
    amount = models.BigIntegerField()
    balance = models.BigIntegerField()
    lifetime = models.BigIntegerField()

    objects = EntryQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="points_entry_number"),
            models.UniqueConstraint(fields=["batch", "account"], name="points_entry_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="points_entry_moves"),
            models.CheckConstraint(condition=Q(number__gte=1), name="points_entry_counts"),
            models.CheckConstraint(
                condition=Q(number__gt=1) | Q(balance=F("amount")), name="points_entry_begins"
            ),
        ]
        indexes = [models.Index(fields=["account", "-id"], name="points_entry_newest")]
