"""Sign-ups: a person, or a team that will name one, for an opening in a session."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shijian.activities.enums import LeaveReason, SignupState, SwapState
from shijian.activities.models.activities import Activity, Opening, Session
from shijian.kernel.actor import Actor
from shijian.kernel.fields import EncryptedTextField
from shijian.kernel.models.records import AppendOnly
from shijian.people.models import Person, own_or_ward
from shijian.volunteers.models import Team, Volunteer

HOLDING = (SignupState.OFFERED, SignupState.TAKEN, SignupState.ABSENT)
LIVE = (SignupState.WAITING, SignupState.OFFERED, SignupState.TAKEN)


class SignupQuerySet(models.QuerySet["Signup"]):
    """Reads of sign-ups."""

    def visible_to(self, actor: Actor) -> SignupQuerySet:
        """One's own and one's wards', those of led teams, and those of activities that one runs."""
        own = own_or_ward(actor.person_id, "person")
        led = Q(team_id__in=actor.led_team_ids)
        run = Activity.objects.filter(Activity.objects.all().run_by(actor)).values("pk")
        return self.filter(own | led | Q(session__activity__in=run))

    def live(self) -> SignupQuerySet:
        """Those that wait for a place or hold one for the time to come."""
        return self.filter(state__in=LIVE)

    def holding(self) -> SignupQuerySet:
        """Those that hold a place."""
        return self.filter(state__in=HOLDING)


class Standing(models.Model):
    """Somebody comes every time, until it is ended; new sessions take it in while room is left for newcomers."""

    opening = models.ForeignKey(Opening, models.PROTECT, related_name="standings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["opening", "person"], condition=Q(ended_at__isnull=True), name="standing_once"
            )
        ]


class Signup(models.Model):
    """One place or one wish for it. `seat` numbers the places of an opening in a session, so that none is sold twice.

    `person` is empty for the place of a team that names somebody later, and for a guest whom the desk knows by name.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="signups")
    opening = models.ForeignKey(Opening, models.PROTECT, related_name="signups")
    state = models.CharField(max_length=9, choices=SignupState.choices)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="signups")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, null=True, blank=True, related_name="signups")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="signups")
    guest_name = EncryptedTextField(purpose="guest-name", null=True, blank=True)
    seat = models.PositiveSmallIntegerField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=10)
    standing = models.ForeignKey(Standing, models.PROTECT, null=True, blank=True, related_name="signups")
    offered_until = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    risk_read = models.CharField(max_length=16, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=7, choices=LeaveReason.choices, blank=True)
    reason_note = models.CharField(_("in your words"), max_length=200, blank=True)
    short_notice = models.BooleanField(default=False)
    instead_of = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    objects = SignupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], condition=Q(state__in=LIVE), name="signup_person_once"
            ),
            models.UniqueConstraint(
                fields=["session", "opening", "seat"],
                condition=Q(state__in=HOLDING),
                name="signup_seat_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(SignupState.OFFERED, SignupState.TAKEN), seat__isnull=False)
                | ~Q(state__in=(SignupState.OFFERED, SignupState.TAKEN)),
                name="signup_holds_seat",
            ),
            models.CheckConstraint(
                condition=~Q(state=SignupState.OFFERED) | Q(offered_until__isnull=False),
                name="signup_offer_ends",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(team__isnull=False) | Q(guest_name__isnull=False),
                name="signup_for_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=SignupState.WITHDRAWN) | Q(ended_at__isnull=False), name="signup_ended"
            ),
        ]
        indexes = [
            models.Index(fields=["session", "state"], name="signup_session"),
            models.Index(fields=["person", "state", "-id"], name="signup_person"),
        ]


class SwapRequest(models.Model):
    """Somebody who has a place looks for a substitute; whoever takes it over is checked like everybody."""

    signup = models.ForeignKey(Signup, models.PROTECT, related_name="swaps")
    state = models.CharField(max_length=9, choices=SwapState.choices, default=SwapState.OPEN)
    asked = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("message"), max_length=200, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["signup"], condition=Q(state=SwapState.OPEN), name="swap_open_once"
            )
        ]


class ActivityRiskReading(AppendOnly):
    """Somebody says that the risk statement of an activity was read, apart from signing up (decree 685, art. 12)."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="risk_readings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    version = models.CharField(max_length=16)
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "person", "version"], name="activity_risk_read_once")
        ]
