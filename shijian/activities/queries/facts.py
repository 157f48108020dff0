"""What the pages say of an activity and of a place in it, as pairs of a label and a value."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from shijian.activities.models import Activity, Opening, Session, Signup
from shijian.kernel import clock, words
from shijian.people.queries.contacts import contact_for
from shijian.units.models import Unit
from shijian.volunteers.enums import Strain

Facts = list[tuple[str, Any]]


def where(activity: Activity) -> str:
    """The places, the meeting point first, and the unit."""
    names = [place.name for place in activity.places.all()]
    unit = activity.host or activity.unit
    return _(", ").join([unit.place_name or unit.name, *names])


def span(session: Session) -> str:
    """From when until when."""
    start, end = clock.local(session.starts_at), clock.local(session.ends_at)
    last = words.clock_words(end) if start.date() == end.date() else words.when_words(end)
    return f"{words.when_words(start)} – {last}"


def of_activity(activity: Activity) -> Facts:
    """Where, by whom, what to bring, for whom, whom to phone, and how long one may take a place back."""
    unit = activity.unit
    found: Facts = [(_("Where"), where(activity)), (_("Organised by"), unit.name)]
    found += [(_("Together with"), activity.team.name)] if activity.team is not None else []
    found += [
        (opening.get_task_display(), needs(opening)) for opening in activity.openings.select_related("skill")
    ]
    found.append((_("Phone of the organiser"), _phone(unit)))
    hours = activity.withdraw_hours
    found.append(
        (
            _("Taking back"),
            _("in good time until %(hours)s hours before, later with a reason") % {"hours": hours},
        )
    )
    return [(label, value) for label, value in found if value]


def needs(opening: Opening) -> str:
    """What a kind of place asks for, and what to do or bring."""
    ages = {"least": opening.least_age, "greatest": opening.greatest_age}
    skill = opening.skill.name if opening.skill is not None else ""
    parts = [
        opening.note,
        _("from %(least)s years on") % ages if opening.least_age is not None else "",
        _("up to %(greatest)s years") % ages if opening.greatest_age is not None else "",
        _("with a licence: %(skill)s") % {"skill": skill} if opening.needs_licence else skill,
        _("members of the team only") if opening.team_only else "",
        _("asks of the body: %(what)s") % {"what": Strain.words(opening.strains)} if opening.strains else "",
    ]
    return _(", ").join(part for part in parts if part)


def of_place(signup: Signup, line: int) -> Facts:
    """Who, when, where, as what, and where one stands in line."""
    activity = signup.session.activity
    found: Facts = [(_("When"), span(signup.session)), (_("Where"), where(activity))]
    found.append((_("Who comes"), signup.person.name if signup.person is not None else ""))
    found.append((_("Team"), signup.team.name if signup.team is not None else ""))
    found.append((_("As"), signup.opening.get_task_display()))
    found.append((_("What to do or bring"), signup.opening.note))
    found.append((_("Place in line"), line or ""))
    found.append((_("Phone of the organiser"), _phone(activity.unit)))
    return [(label, value) for label, value in found if value]


def _phone(unit: Unit) -> str:
    """The phone of the unit, or of the nearest one above with its name."""
    contact = contact_for(unit)
    if contact is None or contact.unit == unit.name:
        return contact.phone if contact else ""
    return f"{contact.phone} · {contact.unit}"
