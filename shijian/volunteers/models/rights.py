"""What a volunteer's rights and duties rest on: trainings, insurance of a group, consent of the community."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from shijian.kernel import paths
from shijian.kernel.actor import Actor, Permission
from shijian.people.models import Person
from shijian.units.models import Unit
from shijian.volunteers.enums import Cover, Standing
from shijian.volunteers.models.volunteers import Team, TeamMember, Volunteer


class TrainingKind(models.Model):
    """A kind of training that an order may demand (decree 685, article 16); how long it counts, who confirms it."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=40, unique=True)
    valid_months = models.PositiveSmallIntegerField(_("months that it counts"), default=0)
    needs_second = models.BooleanField(_("always confirmed by a second person"), default=False)
    is_offered = models.BooleanField(_("is in use"), default=True)

    def __str__(self) -> str:
        return self.name


class TrainingQuerySet(models.QuerySet["Training"]):
    """Reads of trainings."""

    def counting(self, first: dt.date, last: dt.date) -> TrainingQuerySet:
        """Those that count on every day from `first` to `last`."""
        standing = self.filter(counts_since__isnull=False, voided_at__isnull=True, day__lte=first)
        return standing.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=last))

    def waiting(self) -> TrainingQuerySet:
        """Those that a second person has to confirm."""
        return self.filter(counts_since__isnull=True, voided_at__isnull=True)


class Training(models.Model):
    """A training that a volunteer had; it counts from `counts_since` on, which a second person may have to say."""

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="trainings")
    kind = models.ForeignKey(TrainingKind, models.PROTECT, related_name="trainings")
    course = models.CharField(_("course"), max_length=80)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    day = models.DateField(_("day"))
    organiser = models.CharField(_("held by"), max_length=80)
    place = models.CharField(_("place"), max_length=80, blank=True)
    evidence = models.CharField(_("evidence"), max_length=200)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    counts_since = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    void_reason = models.CharField(max_length=200, blank=True)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__range=(1, 6000)) & ~Q(evidence=""), name="training_facts"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("day")), name="training_term"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("entered_by")),
                name="training_second_person",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True) | ~Q(void_reason=""), name="training_voided_why"
            ),
        ]
        indexes = [models.Index(fields=["kind", "volunteer"], name="training_kind_volunteer")]

    def counts_on(self, day: dt.date) -> bool:
        """Whether it counts on `day`."""
        runs = self.valid_until is None or self.valid_until >= day
        return self.counts_since is not None and self.voided_at is None and self.day <= day and runs


class GroupInsuranceQuerySet(models.QuerySet["GroupInsurance"]):
    """Reads of insurances of groups."""

    def visible_to(self, actor: Actor) -> GroupInsuranceQuerySet:
        """Those of units within reach of volunteer:view, and of led teams."""
        led = Q(team_id__in=actor.led_team_ids)
        return self.filter(led | actor.within(Permission.VOLUNTEER_VIEW, "unit_path"))

    def in_force(self, first: dt.date, last: dt.date) -> GroupInsuranceQuerySet:
        """Those in force on every day from `first` to `last`."""
        return self.filter(valid_from__lte=first, valid_until__gte=last)

    def covering(self, volunteer: Volunteer, first: dt.date, last: dt.date) -> GroupInsuranceQuerySet:
        """Those that cover a volunteer on every day from `first` to `last`."""
        terms = Q(starts_on__lte=first) & (Q(ends_on__isnull=True) | Q(ends_on__gte=last))
        teams = TeamMember.objects.filter(terms, volunteer=volunteer).values("team_id")
        whom = Q(cover=Cover.UNIT, unit_path__in=paths.ancestors(volunteer.unit_path))
        whom |= Q(cover=Cover.TEAM, team_id__in=teams) | Q(cover=Cover.NAMED, named=volunteer)
        return self.in_force(first, last).filter(whom).distinct()

    def covered(self, first: dt.date, last: dt.date) -> Q:
        """Filter for the volunteers whom one of them covers on every day from `first` to `last`."""
        rows = self.in_force(first, last)
        place = ExpressionWrapper(OuterRef("unit_path"), output_field=models.CharField())
        units = rows.filter(cover=Cover.UNIT).annotate(home=place).filter(home__startswith=F("unit_path"))
        terms = Q(starts_on__lte=first) & (Q(ends_on__isnull=True) | Q(ends_on__gte=last))
        teams = TeamMember.objects.filter(
            terms, volunteer=OuterRef("pk"), team_id__in=rows.filter(cover=Cover.TEAM).values("team_id")
        )
        named = rows.filter(cover=Cover.NAMED, named=OuterRef("pk"))
        return Q(Exists(units)) | Q(Exists(teams)) | Q(Exists(named))


class GroupInsurance(models.Model):
    """One accident policy for many: all volunteers of a unit and below, the members of a team, or those named."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="group_insurances", verbose_name=_("unit"))
    unit_path = models.CharField(max_length=40, editable=False, db_index=True)
    cover = models.CharField(_("who is covered"), max_length=5, choices=Cover.choices)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="insurances")
    named = models.ManyToManyField(Volunteer, blank=True, related_name="group_insurances")
    insurer = models.CharField(_("insurer"), max_length=60)
    policy_no = models.CharField(_("policy number"), max_length=60)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"))
    evidence = models.CharField(_("evidence"), max_length=200)
    file_key = models.CharField(max_length=80, blank=True)
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()

    objects = GroupInsuranceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="group_insurance_term"
            ),
            models.CheckConstraint(
                condition=Q(cover=Cover.TEAM, team__isnull=False)
                | (~Q(cover=Cover.TEAM) & Q(team__isnull=True)),
                name="group_insurance_team",
            ),
            models.UniqueConstraint(fields=["unit", "policy_no"], name="group_insurance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.insurer} {self.policy_no}"


class TeamStanding(models.Model):
    """Whether a team is registered; without a row it is part of its unit (decree 685, articles 41 and 42)."""

    team = models.OneToOneField(Team, models.PROTECT, related_name="standing")
    kind = models.CharField(max_length=12, choices=Standing.choices)
    noted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField()


class CommunityConsentQuerySet(models.QuerySet["CommunityConsent"]):
    """Reads of consents of communities."""

    def on(self, day: dt.date) -> CommunityConsentQuerySet:
        """Those that stand on `day`."""
        return self.filter(given_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class CommunityConsent(models.Model):
    """The village or residents' committee, or the body, in which an unregistered team serves has agreed."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="community_consents")
    body = models.CharField(_("who agreed"), max_length=80)
    given_on = models.DateField(_("agreed on"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=200)
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = CommunityConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("given_on")),
                name="community_consent_term",
            ),
            models.CheckConstraint(condition=~Q(body="") & ~Q(evidence=""), name="community_consent_facts"),
        ]


def may_serve_at(day: dt.date, unit_path: str) -> Q:
    """Filter for the teams that may serve at a place: unregistered ones at home only, and with a consent."""
    consents = CommunityConsent.objects.on(day).filter(team=OuterRef("pk"))
    standing = TeamStanding.objects.filter(team=OuterRef("pk"), kind=Standing.UNREGISTERED)
    at_home = Q(unit_path__in=paths.ancestors(unit_path))
    return ~Q(Exists(standing)) | (at_home & Q(Exists(consents)))
