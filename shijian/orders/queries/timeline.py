"""The story of an order in sentences: plain for the resident, with names, channel and notes for officers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.kernel import flow, words
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.errors import Text
from shijian.kernel.models import FlowLog
from shijian.orders.enums import ORDER_KIND, AssignmentState, OrderState
from shijian.orders.models import Channels, Order
from shijian.orders.queries import recipients
from shijian.people.models import Person

TONES = {
    "reject": "danger", "refer": "danger", "withdraw": "neutral", "urge": "warn", "appeal": "warn",
    "return": "warn", "requeue": "warn", "accept": "done", "claim": "done", "finish": "done", "rate": "done",
}  # fmt: skip
REASONED = frozenset({"reject", "refer", "withdraw", "appeal"})
# What the resident need not read: how often it went back and forth between offices.
PLAIN = {
    "submit": gettext_lazy("We have received this."),
    "verify": gettext_lazy("It has been checked and confirmed."),
    "reject": gettext_lazy("We cannot take this on."),
    "appeal": gettext_lazy("You asked us to look again."),
    "offer": gettext_lazy("We are asking volunteers."),
    "planned": gettext_lazy(
        "They were chosen by the plan of the week: near, able, free then, and each in turn."
    ),
    "planned-team": gettext_lazy(
        "The team was chosen by the plan of the week: it does such things there and has room."
    ),
    "return": gettext_lazy("We are looking for somebody else."),
    "requeue": gettext_lazy("We are looking for somebody else."),
    "accept": gettext_lazy("%(who)s will come."),
    "claim": gettext_lazy("%(who)s will come."),
    "start": gettext_lazy("The service has begun."),
    "finish": gettext_lazy("The service is done. Please rate it."),
    "rate": gettext_lazy("It has been rated. Thank you."),
    "lapse": gettext_lazy("It was closed without a rating."),
    "reopen": gettext_lazy("We are doing this once more."),
    "withdraw": gettext_lazy("It was withdrawn."),
    "refer": gettext_lazy("Volunteers cannot do this. Please turn to: %(referred_to)s"),
    "urge": gettext_lazy("You asked how far it is. We were reminded."),
    "escalate": gettext_lazy("The next office upwards takes care of it now."),
    "call": gettext_lazy("We talked about it on the phone."),
}

# What only officers read besides.
OFFICE = {
    "invite": gettext_lazy("%(count)s more were asked."),
    "refuse": gettext_lazy("One who was asked cannot come."),
    "expire": gettext_lazy("Nobody answered in time."),
    "drop": gettext_lazy("%(name)s cannot come after all."),
    "bind": gettext_lazy("One more volunteer will come."),
    "settle": gettext_lazy("The volunteers are enough."),
    "open": gettext_lazy("All who fit may take it now."),
    "shut": gettext_lazy("Only those who are asked may take it now."),
    "remind": gettext_lazy("The office was reminded of the deadline."),
    "no-show": gettext_lazy("%(name)s did not come."),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the story: when, what, by whom (empty for the resident), in which tone."""

    at: dt.datetime
    sentence: str
    who: str
    tone: str

    @property
    def time(self) -> dt.datetime:
        """The moment, by the name that the component of pages knows."""
        return self.at


def of(order: Order, actor: Actor) -> list[Entry]:
    """The story, newest first. Officers within reach read who, how, for whom, and every note. Three queries."""
    logs = list(flow.history(ORDER_KIND, order.pk))
    helpers = volunteers_of(order)
    if actor.may(Permission.ORDER_VIEW, order.unit_path):
        names = _names(logs) | recipients.masked_names(order, actor, (order.recipient, order.asked_by))
        return [_full(log, helpers, names) for log in reversed(logs)]
    plain = [_plain(log, helpers) for log in logs if log.transition in PLAIN]
    return _without_echo(plain)[::-1]


def volunteers_of(order: Order) -> str:
    """Who comes, as surnames: "王志愿者、李志愿者"; the team when nobody is bound yet; else a general word."""
    bound = [row for row in order.assignments.all() if row.state not in _GONE]
    surnames = [_("Volunteer %(surname)s") % {"surname": surname(row.volunteer.person)} for row in bound]
    if surnames:
        return _(", ").join(surnames[:3]) + (_(" and others") if len(surnames) > 3 else "")
    return order.team.name if order.team is not None else _("A volunteer")


_GONE = (AssignmentState.WITHDRAWN, AssignmentState.NO_SHOW)


def surname(person: Person) -> str:
    """The first character of a name; all that a resident reads of a volunteer."""
    return person.name[:1]


def state_words(order: Order) -> str:
    """Where an own order stands, as a sentence for the resident."""
    return _STATES[OrderState(order.state)](order)


def state_tone(order: Order) -> str:
    """The tone in which the state of an order is shown."""
    tones = {"rejected": "danger", "unmet": "warn", "rating": "warn", "closed": "done", "accepted": "done"}
    return tones.get(order.state, "neutral" if order.state == "withdrawn" else "info")


def next_step(order: Order) -> str:
    """What happens next and by when, for the resident; empty when nothing is to come."""
    words_of = {
        OrderState.VERIFYING: _("The station checks your need and replies by %(due)s."),
        OrderState.QUEUED: _("We find volunteers by %(due)s."),
        OrderState.OFFERED: _("The volunteers answer by %(due)s."),
        OrderState.ACCEPTED: _("The volunteers come %(wished)s. They call before they come."),
        OrderState.SERVING: _("When it is done you can rate the service."),
        OrderState.RATING: _("Tell us how it was; it takes one tap."),
        OrderState.REJECTED: _("If you think that this is wrong, ask us to look again."),
    }.get(OrderState(order.state), "")
    due = words.when_words(order.due_at) if order.due_at else _("the next working day")
    return words_of % {"due": due, "wished": words.when_words(order.wished_from)}


def _coming(order: Order) -> str:
    return _("%(who)s comes %(when)s") % {
        "who": volunteers_of(order),
        "when": words.when_words(order.wished_from),
    }


def _fixed(text: Text) -> Callable[[Order], str]:
    return lambda _order: str(text)


_STATES: dict[OrderState, Callable[[Order], str]] = {
    OrderState.DRAFT: _fixed(gettext_lazy("Not sent yet")),
    OrderState.VERIFYING: _fixed(gettext_lazy("Received, being checked")),
    OrderState.QUEUED: _fixed(gettext_lazy("Confirmed, looking for volunteers")),
    OrderState.OFFERED: _fixed(gettext_lazy("Volunteers have been asked")),
    OrderState.ACCEPTED: _coming,
    OrderState.SERVING: lambda order: _("%(who)s is with you now") % {"who": volunteers_of(order)},
    OrderState.RATING: _fixed(gettext_lazy("Done, please rate it")),
    OrderState.CLOSED: _fixed(gettext_lazy("Done")),
    OrderState.REJECTED: _fixed(gettext_lazy("Not taken on")),
    OrderState.WITHDRAWN: _fixed(gettext_lazy("Withdrawn")),
    OrderState.UNMET: lambda order: _("Referred to %(whom)s") % {"whom": order.referred_to},
}


def _plain(log: FlowLog, helpers: str) -> Entry:
    sentence = str(PLAIN[log.transition]) % _parts(log, helpers)
    if log.transition in REASONED and log.note:
        sentence = _("%(sentence)s Reason: %(note)s") % {"sentence": sentence, "note": log.note}
    return Entry(log.at, sentence, "", TONES.get(log.transition, "info"))


def _full(log: FlowLog, helpers: str, names: dict[int, str]) -> Entry:
    known = PLAIN.get(log.transition) or OFFICE.get(log.transition)
    sentence = str(known) % _parts(log, helpers) if known else log.transition
    if log.note:
        sentence = _("%(sentence)s Note: %(note)s") % {"sentence": sentence, "note": log.note}
    return Entry(log.at, sentence, _who(log, names), TONES.get(log.transition, "info"))


def _parts(log: FlowLog, helpers: str) -> dict[str, str]:
    extra = {name: str(log.extra.get(name, "")) for name in ("referred_to", "count")}
    return {**extra, "who": helpers, "name": str(log.extra.get("who", ""))}


def _who(log: FlowLog, names: dict[int, str]) -> str:
    who = names.get(log.actor_person_id or 0, log.actor_name) if log.actor_person_id else _("The system")
    if log.for_person_id in names:
        who = _("%(who)s for %(other)s") % {"who": who, "other": names[log.for_person_id]}
    channel = dict(Channels.choices).get(log.channel)
    return f"{who} · {channel}" if channel else who


def _names(logs: list[FlowLog]) -> dict[int, str]:
    ids = {log.for_person_id for log in logs if log.for_person_id}
    return dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))


def _without_echo(entries: list[Entry]) -> list[Entry]:
    """Drop a line that says the same as the line before it."""
    pairs = zip(entries, [None, *entries], strict=False)
    return [entry for entry, last in pairs if last is None or entry.sentence != last.sentence]
