"""The volunteer register and the tree of teams."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor, Permission
from shijian.kernel.fields import EncryptedTextField
from shijian.people.models import Person, Term, own_or_ward
from shijian.units.models import Unit
from shijian.volunteers.codes import Holds
from shijian.volunteers.enums import (
    JoinState,
    Platform,
    TeamKind,
    TeamLevel,
    TeamRole,
    TravelLimit,
    VolunteerState,
    Weekday,
)

models.JSONField.register_lookup(Holds)


class Skill(models.Model):
    """A thing a volunteer can do; some need a licence by law."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=40, unique=True)
    needs_licence = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    """Reads of volunteers."""

    def visible_to(self, actor: Actor) -> VolunteerQuerySet:
        """Oneself, one's wards, members of teams that one leads, volunteers of units within reach."""
        mine = own_or_ward(actor.person_id, "person")
        led = Q(
            pk__in=TeamMember.objects.current().filter(team_id__in=actor.led_team_ids).values("volunteer_id")
        )
        return self.filter(mine | led | actor.within(Permission.VOLUNTEER_VIEW, "unit_path"))

    def active(self) -> VolunteerQuerySet:
        """Those who may serve."""
        return self.filter(state=VolunteerState.ACTIVE)


class Volunteer(models.Model):
    """A person in the lifelong register (decree 685 art. 7: identity, skills, time, contact)."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="volunteer")
    number = models.CharField(_("volunteer number"), max_length=20, unique=True)
    state = models.CharField(max_length=8, choices=VolunteerState.choices, default=VolunteerState.PENDING)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="volunteers", verbose_name=_("home unit"))
    unit_path = models.CharField(max_length=40, editable=False, db_index=True)
    employer = models.CharField(_("employer"), max_length=80, blank=True)
    occupation = models.CharField(_("occupation"), max_length=40, blank=True)
    education = models.CharField(_("education"), max_length=20, blank=True)
    political_status = models.CharField(_("political status"), max_length=20, blank=True)
    backgrounds = models.JSONField(_("background"), default=list, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    skills = models.ManyToManyField(Skill, through="VolunteerSkill", related_name="volunteers")
    travel_limit = models.PositiveSmallIntegerField(
        _("travel limit"), choices=TravelLimit.choices, default=TravelLimit.TOWN
    )
    weekly_minutes = models.PositiveIntegerField(_("minutes a week at most"), default=600)
    registered_on = models.DateField()
    registered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    guardian_name = models.CharField(_("guardian"), max_length=60, blank=True)
    guardian_phone = EncryptedTextField(purpose="phone", blank=True, default="")

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "unit_path"], name="volunteer_state_path")]

    def __str__(self) -> str:
        return self.person.name


class VolunteerSkill(models.Model):
    """A skill of a volunteer, with its licence where one is needed."""

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="skill_rows")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="volunteer_rows")
    licence_no = models.CharField(max_length=60, blank=True)
    licence_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["volunteer", "skill"], name="volunteer_skill_once")]


class Availability(models.Model):
    """A weekly span in which a volunteer is free, in minutes from midnight (Asia/Shanghai)."""

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="availability")
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    start_minute = models.PositiveSmallIntegerField()
    end_minute = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__range=(1, 7))
                & Q(start_minute__lt=F("end_minute"))
                & Q(end_minute__lte=1440),
                name="availability_span",
            )
        ]


class FreeDay(models.Model):
    """A date that departs from the week: free all day, or away."""

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="free_days")
    day = models.DateField()
    is_free = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["volunteer", "day"], name="free_day_once")]


class Insurance(models.Model):
    """An accident policy that covers a volunteer from a day to a day."""

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="insurances")
    insurer = models.CharField(_("insurer"), max_length=60)
    policy_no = models.CharField(_("policy number"), max_length=60)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name="insurance_term")
        ]


class TeamQuerySet(models.QuerySet["Team"]):
    """Reads of teams."""

    def visible_to(self, actor: Actor) -> TeamQuerySet:
        """Working teams are public; dissolved ones are seen within reach of team:view."""
        return self.filter(Q(dissolved_on__isnull=True) | actor.within(Permission.TEAM_VIEW, "unit_path"))

    def working(self) -> TeamQuerySet:
        """Teams that are not dissolved."""
        return self.filter(dissolved_on__isnull=True)


class Team(models.Model):
    """A volunteer team in the tree of teams, at home at a unit."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="teams", verbose_name=_("unit"))
    unit_path = models.CharField(max_length=40, editable=False, db_index=True)
    name = models.CharField(_("name"), max_length=60)
    level = models.PositiveSmallIntegerField(_("level"), choices=TeamLevel.choices)
    kind = models.CharField(_("kind"), max_length=16, choices=TeamKind.choices)
    platform = models.CharField(_("platform"), max_length=10, choices=Platform.choices, blank=True)
    introduction = models.TextField(_("introduction"), max_length=2000, blank=True)
    charter = models.TextField(_("rules of the team"), max_length=4000, blank=True)
    skills = models.ManyToManyField(Skill, blank=True, related_name="teams")
    weekly_orders = models.PositiveSmallIntegerField(_("orders a week at most"), default=20)
    founded_on = models.DateField(_("founded on"))
    dissolved_on = models.DateField(null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="team_name_once"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="team_not_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    """Reads of memberships."""

    def current(self) -> TeamMemberQuerySet:
        """Memberships that have not ended."""
        return self.filter(ends_on__isnull=True)


class TeamMember(Term):
    """A volunteer in a team, with a role, from a day until left."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="members")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=8, choices=TeamRole.choices, default=TeamRole.MEMBER)

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "volunteer"], condition=Q(ends_on__isnull=True), name="team_member_once"
            )
        ]


class JoinRequest(models.Model):
    """A volunteer asks to join a team, or to move there from another."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="join_requests")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="join_requests")
    leaving = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    words = models.CharField(_("why"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=JoinState.choices, default=JoinState.WAITING)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "volunteer"], condition=Q(state=JoinState.WAITING), name="join_request_once"
            )
        ]
