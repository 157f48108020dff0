"""What forms about one volunteer share: one's own or a ward, or by number within reach of an officer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor, Permission
from shijian.people.queries.minors import access
from shijian.volunteers.models import Volunteer


class OfVolunteerForm(forms.Form):
    """`volunteer` to choose and, for officers with `permission`, `number`; cleaned data has `volunteer` alone.

    `unnamed` is said where an officer gives neither.
    """

    permission = Permission.SERVICE_RECORD
    unnamed: str | Promise = ""

    volunteer = forms.ModelChoiceField(Volunteer.objects.none(), required=False)
    number = forms.CharField(label=_("Or the volunteer number"), max_length=20, required=False)

    def __init__(self, *args: Any, actor: Actor, choices: QuerySet[Volunteer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.own = actor, list(choices)
        self.fields["volunteer"].queryset = choices  # type: ignore[attr-defined]
        self.fields["volunteer"].label_from_instance = self._named  # type: ignore[attr-defined]
        if not actor.may_anywhere(self.permission):
            del self.fields["number"]
        elif not self.own:  # an officer who has nobody of his own to choose
            del self.fields["volunteer"]
            self.fields["number"].label, self.fields["number"].required = _("Volunteer number"), True
        if "number" not in self.fields:
            self.fields["volunteer"].required = True
            if len(self.own) == 1:
                self.initial.setdefault("volunteer", self.own[0].pk)

    def clean(self) -> dict[str, Any]:
        """The volunteer, chosen or by number within reach."""
        data: dict[str, Any] = super().clean() or {}
        number = data.pop("number", "")
        if number:
            reach = self.actor.within(self.permission, "unit_path")
            data["volunteer"] = Volunteer.objects.filter(reach, number=number.strip()).first()
            if data["volunteer"] is None:
                self.add_error("number", _("Nobody within your reach has this number."))
        elif not data.get("volunteer") and {"volunteer", "number"} <= self.fields.keys():
            self.add_error("volunteer", str(self.unnamed))
        return data

    @cached_property
    def _opened(self) -> access.Opened:
        return access.of_actor(self.actor)

    def _named(self, row: Volunteer) -> str:
        """A volunteer by number and name; the name of a minor only to whom it is open."""
        person = row.person
        return f"{row.number} {person.name if self._opened.shows(person) else access.masked_name(person)}"
