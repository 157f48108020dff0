"""How minors look on pages."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise

from shijian.people.models import ChildNotice, Person
from shijian.people.queries.minors import access, notices

register = template.Library()


@register.filter
def minor_name(person: Person) -> str:
    """The masked name of a minor."""
    return access.masked_name(person)


@register.filter
def notice_answers(notice: ChildNotice) -> list[tuple[str | Promise, str]]:
    """The questions of the children's rules with the answers of this version."""
    return notices.answers(notice)


@register.simple_tag
def shown_person(person: Person, opened: access.Opened | None) -> dict[str, str]:
    """What a list says of a person: name and age band; of a minor without leave no more."""
    if opened is None or opened.shows(person):
        return {"name": person.name, "band": ""}
    return {"name": access.masked_name(person), "band": access.band_words(person)}
