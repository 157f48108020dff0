"""The working-day calendar: the days on which a year departs from Monday to Friday."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarDay(models.Model):
    """One day named by an official notice; a year with at least one such day counts as published."""

    class Kind(models.TextChoices):
        WORKING = "working", _("working day")
        OFF = "off", _("day off")

    date = models.DateField(_("date"), unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    name = models.CharField(_("name"), max_length=40, blank=True)
    source_document = models.CharField(_("source document"), max_length=200, blank=True)

    class Meta:
        ordering = ["date"]
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["working", "off"]), name="kernel_calendarday_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.kind}"
