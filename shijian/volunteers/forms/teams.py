"""Founding and changing a team, joining and members."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shijian.kernel.actor import Actor, Permission
from shijian.kernel.forms import IdempotentForm
from shijian.volunteers.enums import Platform, TeamKind, TeamLevel, TeamRole
from shijian.volunteers.forms.fields import SkillsField, UnitField
from shijian.volunteers.models import Team
from shijian.volunteers.queries import teams

SOFT = ("introduction", "charter", "skills", "weekly_orders")
PLATFORMS: list[tuple[str, Any]] = [("", _("None")), *Platform.choices]


class TeamWordsForm(forms.Form):
    """What the leaders of a team may change."""

    introduction = forms.CharField(
        label=_("Introduction"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    charter = forms.CharField(
        label=_("Rules of the team"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    skills = SkillsField(label=_("What can the team do?"))
    weekly_orders = forms.IntegerField(
        label=_("Orders a week at most"), min_value=0, max_value=1000, initial=20
    )


class TeamForm(TeamWordsForm):
    """All of a team, for staff."""

    name = forms.CharField(label=pgettext_lazy("of a team", "Name"), max_length=60)
    unit = UnitField(label=_("Unit of the team"))
    level = forms.TypedChoiceField(label=_("Level"), choices=TeamLevel.choices, coerce=int)
    parent = forms.ModelChoiceField(
        label=_("Team above"), queryset=Team.objects.none(), required=False, empty_label=_("None")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=TeamKind.choices, initial=TeamKind.VOLUNTEERS)
    platform = forms.ChoiceField(label=_("Platform"), choices=PLATFORMS, required=False)
    field_order = ("name", "unit", "level", "parent", "kind", "platform")

    def __init__(self, *args: Any, actor: Actor, team: Team | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].reach(actor, Permission.TEAM_EDIT)  # type: ignore[attr-defined]
        self.fields["parent"].queryset = teams.possible_parents(actor, team)  # type: ignore[attr-defined]


class FoundForm(TeamForm, IdempotentForm):
    """A new team."""


class TeamFilterForm(forms.Form):
    """The open list of teams."""

    q = forms.CharField(label=_("Name of the team"), max_length=64, required=False)
    unit = UnitField(label=_("Unit and below"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *TeamKind.choices], required=False)


class JoinForm(forms.Form):
    """Asking to join; one may leave another team for it."""

    words = forms.CharField(
        label=_("Do you want to say something?"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    leaving = forms.ModelChoiceField(
        label=_("Leave another team for it?"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=_("No, I stay where I am too"),
    )

    def __init__(self, *args: Any, volunteer_id: int, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Team.objects.working().filter(
            members__volunteer_id=volunteer_id, members__ends_on__isnull=True
        )
        options = mine.exclude(pk=team.pk).order_by("pk")
        self.fields["leaving"].queryset = options  # type: ignore[attr-defined]


class AddMemberForm(forms.Form):
    """A volunteer who agreed by word of mouth or on paper."""

    number = forms.CharField(label=_("Volunteer number"), max_length=20)
    role = forms.ChoiceField(label=_("Role in the team"), choices=TeamRole.choices, initial=TeamRole.MEMBER)
    agreed = forms.CharField(label=_("How did the volunteer agree?"), max_length=200)


class RoleForm(forms.Form):
    """What a member is in the team."""

    role = forms.ChoiceField(label=_("Role in the team"), choices=TeamRole.choices, widget=forms.RadioSelect)


class AnswerForm(forms.Form):
    """A word with the refusal."""

    note = forms.CharField(label=_("Do you want to say why?"), max_length=200, required=False)
