"""Input of rules of points, deductions and appeals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.points.enums import Ground
from shijian.records.enums import Grade, Recipient

USUAL = {
    Grade.MUTUAL: 100,
    Grade.SITE: 100,
    Grade.SELF: 100,
    Grade.WITNESSED: 80,
    Grade.LATE: 50,
    Grade.IMPORTED: 0,
}
HOUR, PERCENT = "hour_", "percent_"
NUMBER: dict[str, Any] = {"min_value": 0, "max_value": 10_000}


class RuleForm(forms.Form):
    """One version of the rules: a number for each class of service and each grade, and the limits."""

    title = forms.CharField(label=_("Title of the rules"), max_length=80)
    document_no = forms.CharField(
        label=_("Document number of the rules"),
        max_length=80,
        help_text=_("The paper by which it was decided."),
    )
    valid_from = forms.DateField(
        label=_("In force from"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Today or later: services of earlier days keep the rules of their day."),
    )
    per_event = forms.IntegerField(label=_("Points for taking part once"), initial=0, **NUMBER)
    bonus = forms.IntegerField(label=_("Bonus points for a long service"), initial=0, **NUMBER)
    bonus_minutes = forms.IntegerField(
        label=_("A service is long from so many minutes on"),
        initial=0,
        help_text=_("0 means no bonus."),
        **NUMBER,
    )
    cap_event = forms.IntegerField(
        label=_("At most for one service"), required=False, help_text=_("Empty means no limit."), **NUMBER
    )
    cap_day = forms.IntegerField(label=_("At most for one day"), required=False, **NUMBER)
    cap_month = forms.IntegerField(label=_("At most for one month"), required=False, **NUMBER)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in Recipient.choices:
            words = _("Points an hour: %(class)s") % {"class": label}
            self.fields[HOUR + code] = forms.IntegerField(label=words, initial=1, **NUMBER)
        for grade in Grade:
            words = _("Of these in per cent: %(grade)s") % {"grade": grade.label}
            self.fields[PERCENT + grade] = forms.IntegerField(
                label=words, initial=USUAL[grade], min_value=0, max_value=100
            )
        numbers = [name for name in self.fields if name.startswith((HOUR, PERCENT))]
        self.order_fields(["title", "document_no", "valid_from", *numbers])

    def facts(self) -> dict[str, Any]:
        """What `draft_rule` takes."""
        data = dict(self.cleaned_data)
        data["per_hour"] = {code: data.pop(HOUR + code) for code in Recipient.values}
        data["percent"] = {code: data.pop(PERCENT + code) for code in Grade.values}
        return data


class DeductionForm(forms.Form):
    """Why points are to be deducted. There is no ground but those in the list."""

    ground = forms.ChoiceField(
        label=_("Ground"), choices=Ground.choices, widget=forms.RadioSelect,
        help_text=_("To refuse a task is a right and never a ground."),
    )  # fmt: skip
    amount = forms.IntegerField(label=_("Volunteer points"), min_value=1, max_value=100_000)
    facts = forms.CharField(
        label=_("What was found"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The volunteer reads exactly this."),
    )  # fmt: skip
    evidence = forms.CharField(label=_("Where the evidence lies"), max_length=200)


class AppealForm(forms.Form):
    """Why it is not right."""

    words = forms.CharField(
        label=_("Why is it not right?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say in a few words why it is not right.")},
    )  # fmt: skip


class SettleForm(forms.Form):
    """The answer to an appeal."""

    uphold = forms.TypedChoiceField(
        label=_("Decision"), widget=forms.RadioSelect, coerce=lambda value: value == "yes",
        choices=[("no", _("Lift it: nothing is deducted")), ("yes", _("Uphold it: the points are deducted"))],
    )  # fmt: skip
    answer = forms.CharField(
        label=_("Answer"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The volunteer reads exactly this."),
    )  # fmt: skip
