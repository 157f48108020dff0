"""The secret link under which a person's calendar program reads the own activities."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from shijian.people.models import Person


class FeedLink(models.Model):
    """One link of a person; of its secret only the SHA-256 is stored. A renewed one ends the one before."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="feed_links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at__isnull=True), name="feed_link_once"
            )
        ]
