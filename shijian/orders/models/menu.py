"""The service menu 列单."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor, Permission
from shijian.orders.enums import Category, ItemState
from shijian.records.enums import Recipient
from shijian.units.models import Unit
from shijian.volunteers.enums import Risk, Strain
from shijian.volunteers.models import Skill, Team, TrainingKind, known_strains


class MenuItemQuerySet(models.QuerySet["MenuItem"]):
    """Reads of the menu."""

    def visible_to(self, actor: Actor) -> MenuItemQuerySet:
        """Listed items are public; others are seen by their team's leaders and by reviewers in reach."""
        own = Q(team_id__in=actor.led_team_ids)
        return self.filter(
            Q(state=ItemState.LISTED) | own | actor.within(Permission.MENU_REVIEW, "unit_path")
        )


class MenuItem(models.Model):
    """What a team offers (列单). `unit` is the area that it serves."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="items")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="items", verbose_name=_("area"))
    unit_path = models.CharField(max_length=40, editable=False, db_index=True)
    title = models.CharField(_("title"), max_length=60)
    description = models.TextField(_("what we do"), max_length=2000)
    category = models.CharField(_("class"), max_length=12, choices=Category.choices)
    skills = models.ManyToManyField(Skill, blank=True, related_name="items")
    trainings = models.ManyToManyField(TrainingKind, blank=True, related_name="items")
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=60)
    headcount = models.PositiveSmallIntegerField(_("volunteers needed"), default=1)
    together = models.BooleanField(_("only if all can come"), default=False, db_default=False)
    months = models.JSONField(_("months"), default=list, blank=True)
    strains = models.JSONField(
        _("what it asks of the body"), default=list, db_default=[], blank=True, validators=[known_strains]
    )
    risk = models.PositiveSmallIntegerField(_("risk"), choices=Risk.choices, default=Risk.NONE)
    risk_note = models.CharField(_("risk statement"), max_length=300)
    who_may_ask = models.CharField(_("who may ask"), max_length=120, blank=True)
    recipient = models.CharField(max_length=10, choices=Recipient.choices, default=Recipient.RESIDENT)
    state = models.CharField(max_length=8, choices=ItemState.choices, default=ItemState.DRAFT)
    listed_on = models.DateField(null=True, blank=True)

    objects = MenuItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ItemState.LISTED) | ~Q(risk_note=""), name="item_risk_stated"
            ),
            models.CheckConstraint(condition=Q(minutes__gte=10, headcount__gte=1), name="item_size"),
            models.UniqueConstraint(fields=["team", "title"], name="item_title_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def strain_words(self) -> str:
        """What it asks of the body, in words."""
        return Strain.words(self.strains)
