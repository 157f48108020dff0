"""Roles, sexes, purposes."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

REQUEST_KIND, INCIDENT_KIND = "data-request", "incident"  # in the flow log


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
    CHILD_DATA = "child-data", _("Keeping the data of a child under 14")
    PHOTO = "photo", _("Photos in which I can be seen")
    HEALTH = "health", _("Work that does not suit my health")
    PUBLIC_STAR = "public-star", _("Showing my star in public")
    RANKING = "ranking", _("Showing my hours in a public ranking")


class ResetState(TextChoices):
    """Where a request for a new password stands."""

    ASKED = "asked", _("Waits for a second officer")
    CONFIRMED = "confirmed", _("Confirmed, the slip is not made yet")
    ISSUED = "issued", _("Slip handed out")
    REFUSED = "refused", _("Not confirmed")
    OVER = "over", _("Ran out")


class NoticeKind(TextChoices):
    """For whom a privacy notice is written."""

    GENERAL = "general", _("For everybody")


class RequestKind(TextChoices):
    """What somebody wants done with the data that is held about him (PIPL 46, 47)."""

    CORRECT = "correct", _("Correct my data")
    DELETE = "delete", _("Delete some of my data")
    CLOSE = "close", _("Close my account")

    @property
    def for_staff(self) -> str:
        """The same as somebody else reads it."""
        return str(FOR_STAFF[self])


FOR_STAFF = {
    RequestKind.CORRECT: _("Correct personal data"),
    RequestKind.DELETE: _("Delete some personal data"),
    RequestKind.CLOSE: _("Close an account"),
}


class RequestState(TextChoices):
    """Where such a request stands."""

    OPEN = "open", _("Waiting for an answer")
    GRANTED = "granted", _("Done")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")


class RefusalGround(TextChoices):
    """On what legal ground a request is refused."""

    KEPT_BY_LAW = "kept", _("A law demands that it is kept (PIPL 47 para. 2)")
    IN_USE = "in-use", _("It is still needed for a service that goes on (PIPL 47 no. 1)")
    UNPROVED = "unproved", _("It is not proved who asks (PIPL 50)")
    RIGHT = "right", _("What is stored is right (PIPL 46)")
    OTHERS = "others", _("It would hurt the rights of others (PIPL 2, 50)")


class Part(TextChoices):
    """Parts of what is held about a person that can go by themselves."""

    ADDRESS = "address", _("My address")
    PROFILE = "profile", _("What I told about myself by choice: work, education, ethnicity and the like")
    MESSAGES = "messages", _("My messages")
    PHONE = "phone", _("My phone number")
    IDENTITY = "identity", _("My name and document")


class Cause(TextChoices):
    """Why an impact assessment is needed (PIPL 55)."""

    SENSITIVE = "sensitive", _("Sensitive data")
    AUTOMATED = "automated", _("Automated decisions")
    ENTRUSTED = "entrusted", _("Somebody else handles data for us")
    PROVIDED = "provided", _("Data is given to others")
    PUBLISHED = "published", _("Data is published")
    OTHER = "other", _("Another great effect on people")


class IncidentState(TextChoices):
    """Where a leak, loss or misuse of data stands."""

    OPEN = "open", _("Not reported yet")
    REPORTED = "reported", _("Reported to the authority")
    CLOSED = "closed", pgettext_lazy("incident", "Closed")


class Told(TextChoices):
    """Who was told of an incident."""

    AUTHORITY = "authority", _("The authority")
    PERSONS = "persons", _("The persons concerned")
    GUARDIANS = "guardians", _("The guardians of minors")
    SUPERIOR = "superior", _("The office above")


class CodePurpose(TextChoices):
    """What a code by text message is for."""

    LOGIN = "login", _("Log in")
    RESET = "reset", _("Choose a new password")
    PHONE = "phone", _("Confirm a phone number")


class DeliveryState(TextChoices):
    """What became of a text message; `unknown`: the gateway did not answer, so it is not sent again."""

    QUEUED = "queued", _("Waits to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Handed to the gateway")
    REFUSED = "refused", _("Refused by the gateway")
    UNKNOWN = "unknown", _("No answer of the gateway")
    LATE = "late", _("Too late to send")
