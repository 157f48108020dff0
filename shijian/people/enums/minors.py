"""Words of the protection of minors."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

HARM_KIND = "harm-report"


class GuardianKind(TextChoices):
    """Why somebody answers for another (Civil Code arts. 27, 28, 32)."""

    PARENT = "parent", _("Parent")
    RELATIVE = "relative", _("Grandparent or grown-up relative")
    BODY = "body", _("Named by the village committee, civil affairs or the court")


class HarmState(TextChoices):
    """What became of a compulsory report."""

    NEW = "new", _("Not passed on yet")
    TOLD = "told", _("Passed on")
    CLOSED = "closed", _("Finished")


class Agency(TextChoices):
    """Whom the law names (Law on the Protection of Minors art. 11), and the child help line."""

    POLICE = "police", _("Police, 110")
    CIVIL = "civil", _("Civil affairs, 12345")
    EDUCATION = "education", _("Education authority")
    HELPLINE = "helpline", _("Help line for children, 12355")


class HarmStepKind(TextChoices):
    """What a row of a report says."""

    TELL = "tell", _("Passed on")
    NOTE = "note", _("Asked again")
    CLOSE = "close", _("Finished")
    REOPEN = "reopen", _("Taken up again")


class AccessState(TextChoices):
    """What became of a request to open the data of minors."""

    ASKED = "asked", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Not approved")
    EMERGENCY = "emergency", _("Opened in an emergency, to be reviewed")
    REVIEWED = "reviewed", _("Emergency found right")
    WRONG = "wrong", _("Emergency found wrong")
    ENDED = "ended", _("Ended")


OPEN_ACCESS = (AccessState.APPROVED, AccessState.EMERGENCY, AccessState.REVIEWED)
