"""What the search knows about one object; the index itself follows by database means (search_index.py)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shijian.kernel.search_index import Matches


class SearchEntry(models.Model):
    """The tokens of one object, one row per (kind, object_id)."""

    kind = models.CharField(_("kind"), max_length=40)
    object_id = models.BigIntegerField(_("object id"))
    unit_path = models.CharField(_("unit path"), max_length=255, blank=True)
    title = models.CharField(_("title"), max_length=255, blank=True)
    tokens = models.TextField(_("tokens"), blank=True)

    class Meta:
        ordering = ["-object_id"]
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="kernel_searchentry_object"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


SearchEntry._meta.get_field("tokens").register_lookup(Matches)
