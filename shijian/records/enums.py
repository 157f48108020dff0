"""Evidence grades and states of service records."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Grade(TextChoices):
    """How well a service minute is proved, from strongest to weakest."""

    MUTUAL = "mutual", _("Confirmed by both sides")
    SITE = "site", _("Scanned on site")
    SELF = "self", _("Own check-in in place and time")
    WITNESSED = "witnessed", _("Entered by the leader")
    LATE = "late", _("Entered late with approval")
    IMPORTED = "imported", _("Imported")


class RecordState(TextChoices):
    """A record counts or is void; it is never edited."""

    VALID = "valid", _("Valid")
    VOID = "void", _("Void")


class Recipient(TextChoices):
    """Whom the service was for (category, never a name)."""

    ELDER = "elder", _("Elders")
    CHILD = "child", _("Children")
    DISABLED = "disabled", _("People with disabilities")
    HARDSHIP = "hardship", _("Families in hardship")
    RESIDENT = "resident", _("Residents")
    PUBLIC = "public", _("The public")


OBJECTION_KIND = "record-objection"  # the kind under which the flow log keeps moves


class ObjectionState(TextChoices):
    """Where an objection to a service record stands."""

    OPEN = "open", _("Waits for a decision")
    UPHELD = "upheld", _("Upheld")
    REJECTED = "rejected", _("Not upheld")
    WITHDRAWN = "withdrawn", _("Taken back")


class ObjectionGround(TextChoices):
    """Why somebody objects to a service record."""

    NOT_THERE = "not-there", _("This volunteer was not there")
    NOT_HELD = "not-held", _("This service did not take place")
    TOO_LONG = "too-long", _("The time is too long")
    TOO_SHORT = "too-short", _("The time is too short")
    WRONG_FACTS = "wrong-facts", _("The day, the content or the person is wrong")
    OTHER = "other", _("Something else")


TOP_UP_KIND = "record-top-up"  # the kind under which the flow log keeps moves, and of the records that follow


class TopUpState(TextChoices):
    """Where a wish for a record that was never made stands."""

    ASKED = "asked", _("Waits for a decision")
    APPROVED = "approved", _("Approved and recorded")
    REFUSED = "refused", _("Not granted")
    WITHDRAWN = "withdrawn", _("Taken back")


RECORD_IMPORT_KIND = "record-import"  # the kind of moves in the flow log, and of the records that follow


class ImportState(TextChoices):
    """Where a table of older hours stands."""

    COLUMNS = "columns", _("What its columns hold is not known yet")
    DRAFT = "draft", _("Read, not handed in")
    ASKED = "asked", _("Waits for a decision")
    APPROVED = "approved", _("Approved, is being recorded")
    DONE = "done", _("Recorded")
    REFUSED = "refused", _("Not granted")
    WITHDRAWN = "withdrawn", _("Taken back")


class ImportRowState(TextChoices):
    """What was found about one row, and what became of it."""

    FINE = "fine", _("Can be recorded")
    WRONG = "wrong", _("Left out: wrong")
    MADE = "made", _("Recorded")
    FAILED = "failed", _("Could not be recorded")
    VOID = "void", _("Recorded, then voided")


class DeviceStep(TextChoices):
    """What somebody told with a device."""

    IN = "in", _("Arrived")
    OUT = "out", _("Went away")


SIGNAL_KIND = "record-signal"  # the kind under which the flow log keeps moves


class SignalState(TextChoices):
    """Where a signal stands; whatever it says, hours change only by what an officer does to a record."""

    OPEN = "open", _("Nobody has looked yet")
    REVIEW = "review", _("Under review")
    CONFIRMED = "confirmed", _("Confirmed")
    CLEARED = "cleared", _("Cleared")


class SignalKind(TextChoices):
    """What a detector noticed (`records.signals`), or a person who phoned."""

    TRAVEL = "travel", _("Two places at once")
    LONG_DAY = "long-day", _("A very long day")
    BATCH = "batch", _("Many entries within minutes")
    CREDITING = "crediting", _("One hand credits many")
    FAVOUR = "favour", _("One hand credits one person")
    KIN = "kin", _("Entered by family")
    DEVICE = "device", _("One phone for many")
    PHOTO = "photo", _("One photo for several services")
    RHYTHM = "rhythm", _("Too regular")
    CLOCK = "clock", _("Scans that come hours later")
    CODE = "code", _("One code claimed by many, later")
    LATE = "late", _("Many late entries at once")
    GHOST = "ghost", _("A meeting without a trace")
    CROWD = "crowd", _("Names added afterwards")
    PAIR = "pair", _("Two who vouch for each other")
    RECIPIENT = "recipient", _("Somebody whom nobody else knows")
    RECHECK = "recheck", _("Not so, says who was served")


RECHECK_KIND = "record-recheck"  # the kind under which the flow log keeps moves


class RecheckState(TextChoices):
    """What came of phoning about a drawn record."""

    OPEN = "open", _("Still to phone")
    CONFIRMED = "confirmed", _("It was so")
    DENIED = "denied", _("It was not so")
    UNREACHED = "unreached", _("Not reached")


COMPLAINT_KIND = "complaint"  # the kind under which the flow log keeps moves


class ComplaintState(TextChoices):
    """Where a complaint stands (decree 685, article 26)."""

    RECEIVED = "received", _("Received")
    HANDLING = "handling", _("Being looked into")
    ANSWERED = "answered", _("Answered")
    PASSED_ON = "passed-on", _("Passed on, and told")
    WITHDRAWN = "withdrawn", _("Taken back")


class Ground(TextChoices):
    """What somebody complains about."""

    CONDUCT = "conduct", _("Rude or careless conduct")
    FORCED = "forced", _("I was made to serve or to take part")
    PAYMENT = "payment", _("Money or a gift was asked for")
    PRIVACY = "privacy", _("Something private was told or shown")
    DANGER = "danger", _("The service was dangerous or not insured")
    RECORD = "record", _("My service was not recorded, or wrongly")
    CERTIFICATE = "certificate", _("I was not given a certificate")
    SILENCE = "silence", _("Nobody answered or came")
    OTHER = "other", _("Something else")


class Authority(TextChoices):
    """Who may decide what the network may not (told with the day on which it was passed on)."""

    CIVIL_AFFAIRS = "civil-affairs", _("Civil affairs bureau")
    POLICE = "police", _("Police")
    HOTLINE = "hotline", _("Government hotline 12345")
    MARKET = "market", _("Market supervision bureau")
    INTERNET = "internet", _("Internet information office")
    DISCIPLINE = "discipline", _("Discipline inspection body")
    COURT = "court", _("Court or legal aid")
    EMPLOYER = "employer", _("The unit that the person belongs to")


class CertificateKind(TextChoices):
    """What a certificate says."""

    PRIZE = "prize", _("Certificate of a prize")
    PART = "part", _("Certificate of taking part")
    SERVICE = "service", _("Certificate of voluntary service")


COMMENDATION_KIND = "commendation"  # the kind under which the flow log keeps moves


class CommendationState(TextChoices):
    """Where a commendation stands; only a confirmed one is shown as true."""

    REPORTED = "reported", _("Waits to be confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    REFUSED = "refused", _("Confirmation refused")
    WITHDRAWN = "withdrawn", _("Taken back")
    REVOKED = "revoked", _("Revoked")


class HonourLevel(TextChoices):
    """At which level an authority honours somebody."""

    VILLAGE = "village", _("Village or community")
    TOWN = "town", _("Town or street")
    COUNTY = "county", _("County")
    CITY = "city", _("City")
    PROVINCE = "province", _("Province")
    NATION = "nation", _("Nation")


CERTIFICATE_REQUEST_KIND = "certificate-request"  # kind of moves in the flow log, and source of certificates


class CertificateRequestState(TextChoices):
    """Where a wish for a certificate of service stands (民发〔2015〕149号: asked, taken up, issued)."""

    ASKED = "asked", _("Waits to be checked")
    CHECKED = "checked", _("Checked, waits for approval")
    ISSUED = "issued", _("Certificate issued")
    REFUSED = "refused", _("Not issued")
    WITHDRAWN = "withdrawn", _("Taken back")
    REVOKED = "revoked", _("Certificate revoked")


STAR_KIND = "star"  # the kind under which the flow log keeps moves


class StarState(TextChoices):
    """Where the way to one star of one volunteer stands."""

    ASKED = "asked", _("Waits to be checked")
    CHECKED = "checked", _("Checked, waits for a decision")
    PUBLIC = "public", _("Before the public")
    FORWARDED = "forwarded", _("Put forward to the authority")
    GRANTED = "granted", _("Granted")
    REVIEW = "review", _("Granted, being looked at again")
    REFUSED = "refused", _("Not granted")
    TAKEN_BACK = "taken-back", _("Taken back")
    WITHDRAWN = "withdrawn", _("Withdrawn by decision")


STAR_UNDER_WAY = (StarState.ASKED, StarState.CHECKED, StarState.PUBLIC, StarState.FORWARDED)
STAR_STANDING = (StarState.GRANTED, StarState.REVIEW)


class StarAuthority(TextChoices):
    """Whose decision grants a star."""

    COUNTY = "county", _("The county")
    CITY = "city", _("The city")
    PROVINCE = "province", _("The province")


class StarChange(TextChoices):
    """What a line of the history of stars says."""

    GRANTED = "granted", _("Granted")
    WITHDRAWN = "withdrawn", _("Withdrawn by decision")
    RESTORED = "restored", _("Given back after an appeal")


class StarObjectionState(TextChoices):
    """Where an objection to a star, or an appeal against its loss or a bar, stands."""

    OPEN = "open", _("Waits for a decision")
    UPHELD = "upheld", _("Upheld")
    REJECTED = "rejected", _("Not upheld")
    WITHDRAWN = "withdrawn", _("Taken back")


STAR_OBJECTION_KIND = "star-objection"  # the kind under which the flow log keeps moves
