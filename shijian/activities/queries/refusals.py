"""What somebody reads when a place cannot be taken: the sentence of the reason, and what to do next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.activities import policies
from shijian.activities.enums import Refusal
from shijian.activities.queries.conditions import Wish
from shijian.kernel import policy, words
from shijian.volunteers.queries import health


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next, and the route where it is done ("" where there is none; `activity` says it wants its key)."""

    text: str | Promise
    route: str = ""
    label: str | Promise = ""
    activity: bool = False


PHONE = Step(gettext_lazy("Ask the organiser; the phone number stands on the page of the activity."))
OTHERS = Step(gettext_lazy("Look for another activity."), "activities:list", gettext_lazy("Activities ahead"))
STEPS: dict[Refusal, Step] = {
    Refusal.NOT_PUBLISHED: OTHERS,
    Refusal.NOT_YET: Step(gettext_lazy("Come back then; nothing is lost.")),
    Refusal.CLOSED: Step(gettext_lazy("Choose another meeting, or ask the organiser by phone.")),
    Refusal.CANCELLED: OTHERS,
    Refusal.WRONG: Step(gettext_lazy("Choose the place again.")),
    Refusal.FULL: Step(gettext_lazy("Choose another meeting or another kind of place.")),
    Refusal.TWICE: Step(
        gettext_lazy("See what you signed up for."), "activities:mine", gettext_lazy("My activities")
    ),
    Refusal.BUSY: Step(
        gettext_lazy("Take the other promise back first, or choose another meeting."),
        "activities:mine",
        gettext_lazy("My activities"),
    ),
    Refusal.NO_VOLUNTEER: Step(
        gettext_lazy("It takes two minutes."), "volunteers:register", gettext_lazy("Become a volunteer")
    ),
    Refusal.NO_MEMBER: Step(
        gettext_lazy("Ask the team whether you can join it."), "volunteers:team-list", gettext_lazy("Teams")
    ),
    Refusal.TOO_YOUNG: OTHERS,
    Refusal.TOO_OLD: Step(gettext_lazy("Ask the organiser whether there is another way to take part.")),
    Refusal.NO_BIRTH: Step(
        gettext_lazy("Ask your village's station to enter the date of birth."),
        "units:list",
        gettext_lazy("Units"),
    ),
    Refusal.MINOR: OTHERS,
    Refusal.GUARDIAN: Step(gettext_lazy("Ask your father, mother or guardian, or phone the organiser.")),
    Refusal.NO_SKILL: Step(
        gettext_lazy("Enter what you can do in your volunteer page."),
        "volunteers:me",
        gettext_lazy("Volunteer page"),
    ),
    Refusal.NO_LICENCE: Step(gettext_lazy("Show your licence at the station; then you can sign up.")),
    Refusal.UNSUITED: OTHERS,
    Refusal.UNINSURED: Step(gettext_lazy("Ask the station to insure you; it costs you nothing.")),
    Refusal.UNREAD: Step(
        gettext_lazy("It takes a minute."), "activities:signup", gettext_lazy("Read the risks"), activity=True
    ),
    Refusal.OTHERS_FIRST: Step(gettext_lazy("Come back then, or choose another activity.")),
}


OWN_CARD = Step(
    gettext_lazy("Look for another place, or change it on the volunteer card."),
    "volunteers:me",
    gettext_lazy("Volunteer page"),
)


def next_step(why: Refusal, *, own: bool = False) -> Step:
    """What to do about a refusal; `own` when it is read by the person or the guardian."""
    return OWN_CARD if own and why == Refusal.UNSUITED else STEPS.get(why, PHONE)


def said(why: Refusal, wish: Wish) -> str:
    """The sentence of a refusal; where a moment decides, it is named. Why a task does not suit, no desk reads."""
    opens = wish.activity.opens_at
    if why == Refusal.NOT_YET and opens is not None:
        return _("Sign-up begins %(when)s.") % {"when": words.when_words(opens)}
    if why == Refusal.OTHERS_FIRST and opens is not None:
        until = opens + dt.timedelta(hours=policy.get(policies.RELEASE_HOURS))
        return _("You have several places already. Until %(until)s, others choose first.") % {
            "until": words.when_words(until)
        }
    return own_words(why, wish) if not wish.desk else str(why.label)


def own_words(why: Refusal, wish: Wish) -> str:
    """The sentence for the person and the guardian alone."""
    if why != Refusal.UNSUITED or wish.volunteer is None:
        return str(why.label)
    if not health.has_declared(wish.volunteer):
        return _(
            "For this task one first says on the volunteer card, under “Work that does not suit”, what should not be "
            "asked, be it nothing. Nobody else reads the answers."
        )
    return _(
        "On the volunteer card it says that such work does not suit. It can be changed there, under “Work that does "
        "not suit”."
    )
