"""Kinds and states of plans, activities, sign-ups and attendance."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ACTIVITY_KIND = "activity"  # the kinds under which the flow log keeps moves
SIGNUP_KIND = "signup"
PLAN_KIND = "plan"
CONTEST_KIND = "contest"


class SchemeUse(TextChoices):
    """What a scheme sorts activities by; an activity carries at most one term of each scheme."""

    SUBJECT = "subject", _("What the activity is about")
    FORM = "form", _("How it is done")
    PLATFORM = "platform", _("Which platform carries it")


class PlanSpan(TextChoices):
    """How long a plan reaches."""

    YEAR = "year", _("Year plan")
    QUARTER = "quarter", _("Quarter plan")
    MONTH = "month", _("Month plan")


class PlanState(TextChoices):
    """Where a plan stands."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class OccasionKind(TextChoices):
    """Why a day is worth planning for."""

    FESTIVAL = "festival", _("Our festivals")
    TERM = "term", _("Solar term")
    DAY = "day", _("National or international day")
    FARMING = "farming", _("Farming season")
    RETURN = "return", _("Return of those who work away")


class ActivityState(TextChoices):
    """Where an activity stands; whether it is full follows from its places."""

    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("Waiting for approval")
    PUBLISHED = "published", _("Open for sign-up")
    RUNNING = "running", _("Going on")
    DONE = "done", _("Over")
    ARCHIVED = "archived", _("Archived")
    CANCELLED = "cancelled", _("Cancelled")


class Audience(TextChoices):
    """For whom the places of an opening are."""

    VOLUNTEER = "volunteer", _("Volunteers")
    RESIDENT = "resident", _("Residents who take part")


class Task(TextChoices):
    """What somebody does in an activity."""

    LECTURER = "lecturer", _("Speaker")
    LEADER = "leader", _("In charge on site")
    HELPER = "helper", pgettext_lazy("in an activity", "Helper")
    DRIVER = "driver", _("Driver")
    PHOTO = "photo", _("Photos and report")
    SAFETY = "safety", _("Safety and first aid")
    PERFORMER = "performer", _("Performer")
    JUDGE = "judge", _("Judge")
    PART = "part", _("Taking part")


class SignupState(TextChoices):
    """Where a sign-up stands. A place is held while it is offered or taken."""

    WAITING = "waiting", _("On the waiting list")
    OFFERED = "offered", _("A place is offered")
    TAKEN = "taken", _("Has a place")
    WITHDRAWN = "withdrawn", _("Taken back")
    LAPSED = "lapsed", _("The offer ran out")
    REMOVED = "removed", _("Ended by the organiser")
    ABSENT = "absent", _("Did not come")


class LeaveReason(TextChoices):
    """Why somebody takes a sign-up back; none of them costs anything."""

    ILL = "ill", _("Ill")
    FAMILY = "family", _("Something in the family")
    WORK = "work", _("Work or farm work")
    AWAY = "away", _("Away from home")
    WEATHER = "weather", _("Weather or road")
    OTHER = "other", _("Something else")


class SwapState(TextChoices):
    """Where the request for a substitute stands."""

    OPEN = "open", _("Looking for somebody")
    FILLED = "filled", _("Somebody else comes")
    WITHDRAWN = "withdrawn", _("Not needed any more")


class ScanKind(TextChoices):
    """Coming or going."""

    IN = "in", _("Arrived")
    OUT = "out", _("Went away")


class ScanWay(TextChoices):
    """How it is known that somebody came or left, from strongest to weakest."""

    SITE = "site", _("Code shown on site")
    STAFF = "staff", _("Scanned by the organiser")
    SELF = "self", _("Own check-in in place and time")
    LEADER = "leader", _("Entered by the leader")
    PAPER = "paper", _("From the paper list")
    POLICY = "policy", _("By the rule for forgotten check-outs")


class Outcome(TextChoices):
    """What became of a scan."""

    COUNTED = "counted", _("Counted")
    WAITING = "waiting", _("Waits for a second person")
    REFUSED = "refused", _("Not counted")


class Unused(TextChoices):
    """Why a counted scan tells of no stay of its own."""

    NOT_COME = "not-come", _("Going without a coming before it.")
    THERE_ALREADY = "there-already", _("The person was there already.")


class NotCounted(TextChoices):
    """Why a scan is not counted, or waits; the sentence is what the person reads."""

    CANCELLED = "cancelled", _("This meeting does not take place.")
    NO_PLACE = "no-place", _("This person has no place in this meeting.")
    EARLY = "early", _("This was before check-in opens.")
    OVER = "over", _("This was after the last time for checking out.")
    CODE = "code", _("The code was not the one shown on site at that moment.")
    NEEDS_CODE = "needs-code", _("This meeting wants the code shown on site. Type it in, or ask at the desk.")
    NO_VOLUNTEER = "no-volunteer", _("This person is not on the register of volunteers as active.")
    MINOR = "minor", _("Minors are kept out of activities with a risk.")
    UNINSURED = "uninsured", _("No accident insurance covers this volunteer on that day.")
    UNREAD = "unread", _("Please read the risks first and say that you have read them.")
    LONG_AGO = "long-ago", _("It arrived long after it was done. A second person has to vouch for it.")
    LATE_ENTRY = "late-entry", _("Entered late. A second person has to vouch for it.")
    PAPER = "paper", _("From a paper list. A second person looks at the photo.")
    CLAIM = "claim", _("Told by the person afterwards. A second person has to vouch for it.")


class Satisfaction(IntegerChoices):
    """The first question of the slip."""

    VERY = 5, _("Very good")
    GOOD = 4, _("Good")
    FAIR = 3, _("So-so")
    POOR = 2, _("Not good")
    BAD = 1, _("Bad")


class Refusal(TextChoices):
    """Why a place cannot be taken; the sentence is what the person reads."""

    NOT_PUBLISHED = "not-published", _("This activity is not open for sign-up.")
    NOT_YET = "not-yet", _("Sign-up has not begun yet.")
    CLOSED = "closed", _("Sign-up for this meeting has ended.")
    CANCELLED = "cancelled", _("This meeting does not take place.")
    WRONG = "wrong", _("This place does not belong to this activity.")
    FULL = "full", _("All places are taken, and there is no waiting list.")
    TWICE = "twice", _("This person has signed up for this meeting already.")
    BUSY = "busy", _("This person has promised something else at that time.")
    NO_VOLUNTEER = (
        "no-volunteer",
        _("This place is for volunteers on the register. Register as a volunteer first."),
    )
    NO_MEMBER = "no-member", _("This place is for members of the team.")
    TOO_YOUNG = "too-young", _("This person is too young for this place.")
    TOO_OLD = "too-old", _("This person is too old for this place.")
    NO_BIRTH = "no-birth", _("This place has an age limit, and the date of birth is not on file.")
    MINOR = "minor", _("Minors are kept out of activities with a risk.")
    GUARDIAN = "guardian", _("For a child the guardian signs up, or the desk with the guardian's leave.")
    NO_SKILL = "no-skill", _("This place needs a skill that is not on file for this volunteer.")
    NO_LICENCE = "no-licence", _("This place needs a licence that is in force on that day.")
    UNSUITED = "unsuited", _("This task does not suit this volunteer.")
    UNINSURED = "uninsured", _("No accident insurance covers this volunteer on that day.")
    UNREAD = "unread", _("Please read the risks first and say that you have read them.")
    OTHERS_FIRST = (
        "others-first",
        _("You have several places already. Until the time shown, others choose first."),
    )


class Scoring(TextChoices):
    """How a contest is decided."""

    POINTS = "points", _("Judges give points; the most win")
    TIME = "time", _("The shortest time wins")
    COUNT = "count", _("The greatest number or distance wins")


class EntryKind(TextChoices):
    """Who enters a contest."""

    PERSON = "person", _("One person")
    TEAM = "team", pgettext_lazy("in a contest", "A team")
    HOUSEHOLD = "household", _("A household")
    VILLAGE = "village", _("A village or unit")


class ContestState(TextChoices):
    """Where a contest stands."""

    ENTERING = "entering", _("Entries are taken")
    RUNNING = "running", _("Going on")
    PUBLISHED = "published", _("Results are published")


class Status(TextChoices):
    """What became of a start."""

    STARTED = "", _("Started")
    ABSENT = "absent", _("Did not start")
    GAVE_UP = "gave-up", _("Did not finish")
    OUT = "out", _("Taken out")


class CeremonyKind(TextChoices):
    """What is celebrated."""

    ADULT = "adult", _("Coming of age")
    SCHOOL = "school", _("Going to university")
    WEDDING = "wedding", _("Joint wedding")
    FUNERAL = "funeral", _("Simple funeral")
    FESTIVAL = "festival", _("Festival")
    HONOUR = "honour", _("Honouring role models")
    OTHER = "other", _("Something else")


class Answer(TextChoices):
    """What a guest says to an invitation."""

    OPEN = "open", _("Not answered yet")
    COMES = "comes", _("Will come")
    SENDS_REGRETS = "regrets", _("Cannot come")


class CostKind(TextChoices):
    """What money or goods went into."""

    GOODS = "goods", _("Goods and materials")
    PLACE = "place", _("Place and equipment")
    FOOD = "food", _("Food and water")
    TRAVEL = "travel", _("Transport")
    PEOPLE = "people", _("Lecturers, judges, artists")
    PRIZES = "prizes", _("Things given as prizes")
    PRINT = "print", _("Printing and publicity")
    SAFETY = "safety", _("Insurance and safety")
    OTHER = "other", _("Something else")


class Bearer(TextChoices):
    """Who bears a cost (主办, 承办, 协办, 赞助)."""

    ORGANISER = "organiser", _("Organising unit")
    HOST = "host", _("Host unit")
    HELPER = "helper", _("Helping units")
    SPONSOR = "sponsor", _("Sponsors and donors")
