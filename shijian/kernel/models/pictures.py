"""Pictures of things: the rows; the files lie in the storage under `file_key`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Picture(models.Model):
    """The picture of one object. No foreign key: any kind may have one. One removed can come back."""

    object_kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    file_key = models.CharField(max_length=80)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    words = models.CharField(max_length=120)
    made_by_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["object_kind", "object_id"],
                condition=Q(removed_at__isnull=True),
                name="picture_one_current",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="picture_said_in_words"),
        ]

    @property
    def name(self) -> str:
        """The part of the file's key that nobody can guess; it stands in the address."""
        return self.file_key.rsplit("/", 1)[-1]
