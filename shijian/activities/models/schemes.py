"""Schemes by which a network sorts its activities: data, not code."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shijian.activities.enums import SchemeUse


class Scheme(models.Model):
    """One way of sorting (强身·健脑·富民, 讲帮乐树行 …), with the document that it comes from."""

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=40)
    use = models.CharField(_("what it sorts by"), max_length=8, choices=SchemeUse.choices)
    basis = models.CharField(_("document"), max_length=120, blank=True)
    in_use = models.BooleanField(_("this network sorts by it"), default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class Term(models.Model):
    """One drawer of a scheme; a sub-type hangs below its type."""

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="terms")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    code = models.SlugField(max_length=30)
    name = models.CharField(_("name"), max_length=40)
    meaning = models.CharField(_("meaning"), max_length=200, blank=True)
    is_open = models.BooleanField(_("may be chosen"), default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["scheme__position", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="term_code_once"),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="term_not_below_itself"),
        ]

    def __str__(self) -> str:
        return self.name
