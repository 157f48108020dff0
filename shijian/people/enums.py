"""Roles, sexes, purposes."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """Roles that an appointment gives; resident, volunteer and team leader follow from other rows."""

    STATION = "station", _("Station head")
    HUB = "hub", _("Hub officer")
    CENTRE = "centre", _("Centre officer")
    OVERSEER = "overseer", _("Overseer")
    AUDITOR = "auditor", _("Auditor")
    SYSTEM = "system", _("System administrator")
    SECURITY = "security", _("Security administrator")


class Sex(IntegerChoices):
    """GB/T 2261.1."""

    UNKNOWN = 0, _("Unknown")
    MALE = 1, _("Male")
    FEMALE = 2, _("Female")
    UNSTATED = 9, _("Not stated")


class DocumentType(TextChoices):
    """GA/T 517 family."""

    RESIDENT_ID = "111", _("Resident identity card")
    PASSPORT = "414", _("Passport")
    HONG_KONG_MACAU = "516", _("Hong Kong or Macau travel permit")
    TAIWAN = "511", _("Taiwan travel permit")
    FOREIGN_RESIDENT = "553", _("Foreign permanent resident card")


class PositionKind(TextChoices):
    """What a person is on the organisation chart of a unit."""

    HEAD = "head", _("Head")
    DEPUTY = "deputy", _("Deputy")
    MEMBER = "member", _("Member")
    LIAISON = "liaison", _("Liaison")


class Purpose(TextChoices):
    """What a consent is for; one row each, never bundled."""

    REGISTER = "register", _("Keeping my data to arrange help")
    PUBLIC_NAME = "public-name", _("Showing my name in public")
    GUARDIAN = "guardian", _("Guardian's consent to volunteer")


class ResetState(TextChoices):
    """Where a request for a new password stands."""

    ASKED = "asked", _("Waits for a second officer")
    CONFIRMED = "confirmed", _("Confirmed, the slip is not made yet")
    ISSUED = "issued", _("Slip handed out")
    REFUSED = "refused", _("Not confirmed")
    OVER = "over", _("Ran out")
