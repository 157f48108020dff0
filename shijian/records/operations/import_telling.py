"""Messages about older hours: that a table waits, what became of it, and to volunteers what was recorded for them."""

from __future__ import annotations

from collections import defaultdict

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shijian.kernel.actor import SYSTEM, Actor
from shijian.people import operations as people
from shijian.records.models import RecordImport
from shijian.records.queries import imports


def tell_deciders(run: RecordImport, *, key: str) -> None:
    """Tell the officers of the unit that decides."""
    with translation.override(settings.LANGUAGE_CODE):
        text = _("A table of older hours of %(unit)s waits for a decision.") % {"unit": run.unit.name}
    for person_id in sorted(imports.deciders(run)):
        people.notify(person_id, key=f"record-import:{run.pk}:{key}", text=text, url=_page(run), actor=SYSTEM)


def tell_end(run: RecordImport, *, actor: Actor) -> None:
    """Tell who brought it how it stands."""
    if run.asked_by_id == actor.person_id:
        return
    with translation.override(settings.LANGUAGE_CODE):
        words = {"unit": run.unit.name, "how": run.get_state_display()}
        text = _("The table of older hours of %(unit)s: %(how)s.") % words
    key = f"record-import:{run.pk}:{run.state}"
    people.notify(run.asked_by_id, key=key, text=text, url=_page(run), actor=SYSTEM)


def tell_volunteers(run: RecordImport) -> None:
    """Tell each volunteer, and who answers for him, how much was recorded and that one may object."""
    minutes: dict[tuple[int, ...], list[int]] = defaultdict(list)
    columns = ("person_id", "person__guardian_id", "person__second_guardian_id")
    rows = imports.records_of(run).order_by("pk")
    for *keys, each in rows.values_list(*(f"volunteer__{column}" for column in columns), "minutes"):
        minutes[tuple(key for key in keys if key)].append(each)
    with translation.override(settings.LANGUAGE_CODE):
        words = _(
            "From %(source)s %(count)s older services of %(minutes)s minutes were recorded. "
            "They are before the public now; look at them and object if something is wrong."
        )
    for who, found in minutes.items():
        text = words % {"source": run.system, "count": len(found), "minutes": sum(found)}
        for person_id in who:
            key = f"record-imported:{run.pk}:{who[0]}"
            people.notify(person_id, key=key, text=text, url=reverse("records:mine"), actor=SYSTEM)


def _page(run: RecordImport) -> str:
    return reverse("records:import", args=[run.pk])
