"""When an activity happens, asked in plain words: single days, or a series, which becomes a rule of RFC 5545."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.kernel import clock

DAYS = 6  # how many single days the form takes at once
WEEKDAYS = (
    ("MO", gettext_lazy("Monday")), ("TU", gettext_lazy("Tuesday")), ("WE", gettext_lazy("Wednesday")),
    ("TH", gettext_lazy("Thursday")), ("FR", gettext_lazy("Friday")), ("SA", gettext_lazy("Saturday")),
    ("SU", gettext_lazy("Sunday")),
)  # fmt: skip
NTH = (
    ("1", gettext_lazy("first")), ("2", gettext_lazy("second")), ("3", gettext_lazy("third")),
    ("4", gettext_lazy("fourth")), ("-1", gettext_lazy("last")),
)  # fmt: skip
WEEKLY, MONTHLY, EVERY = "weekly", "monthly", "every"
RHYTHMS = (
    (WEEKLY, gettext_lazy("Every week on certain weekdays")),
    (MONTHLY, gettext_lazy("Every month on a certain weekday")),
    (EVERY, gettext_lazy("Every so many days")),
)
Span = tuple[dt.datetime, dt.datetime]


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day as the browser's calendar gives it."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    errors = {
        "required": gettext_lazy("Choose a day."),
        "invalid": gettext_lazy("This day cannot be read. Choose it in the calendar."),
    }
    return forms.DateField(
        label=label, required=required, help_text=help_text, widget=widget, error_messages=errors
    )


def time_field(label: Any) -> forms.TimeField:
    """An hour of the day."""
    widget = forms.TimeInput({"type": "time"}, format="%H:%M")
    errors = {
        "required": gettext_lazy("Say an hour."),
        "invalid": gettext_lazy("Say an hour such as 9:30."),
    }
    return forms.TimeField(label=label, widget=widget, error_messages=errors)


class TimesForm(forms.Form):
    """From which hour until which; the end of a day that ends after midnight is on the next one."""

    begins = time_field(gettext_lazy("from"))
    ends = time_field(gettext_lazy("until"))

    def span(self, day: dt.date) -> Span:
        """The moments of a meeting on a local day."""
        start = dt.datetime.combine(day, self.cleaned_data["begins"], clock.ZONE)
        end = dt.datetime.combine(day, self.cleaned_data["ends"], clock.ZONE)
        return start, end if end > start else end + dt.timedelta(days=1)


class DayForm(TimesForm):
    """One meeting."""

    field_order = ["day", "begins", "ends"]
    day = day_field(gettext_lazy("On which day"))

    def clean(self) -> None:
        """The span of the meeting, as the operations take it."""
        super().clean()
        if {"day", "begins", "ends"} <= set(self.cleaned_data):
            start, end = self.span(self.cleaned_data["day"])
            self.cleaned_data = {"starts_at": start, "ends_at": end}


class DaysForm(TimesForm):
    """Several meetings at the same hour, each on a day of its own."""

    field_order = [*(f"day{number}" for number in range(1, DAYS + 1)), "begins", "ends"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, DAYS + 1):
            label = _("Day %(number)s") % {"number": number}
            self.fields[f"day{number}"] = day_field(label, required=number == 1)
        self.order_fields(self.field_order)

    @property
    def spans(self) -> list[Span]:
        """The meetings, earliest first."""
        days = {day for name, day in self.cleaned_data.items() if name.startswith("day") and day}
        return [self.span(day) for day in sorted(days)]


class SeriesForm(TimesForm):
    """A series: its first day, its rhythm, its end."""

    field_order = [
        "first_day", "begins", "ends", "rhythm", "weekdays", "nth", "weekday", "every", "last_day", "count",
    ]  # fmt: skip
    first_day = day_field(gettext_lazy("First day"))
    rhythm = forms.ChoiceField(
        label=gettext_lazy("How often?"), choices=RHYTHMS, widget=forms.RadioSelect, initial=WEEKLY
    )
    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("Every week on"),
        choices=WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None means the weekday of the first day."),
    )
    nth = forms.ChoiceField(label=gettext_lazy("Every month on the"), choices=NTH, required=False)
    weekday = forms.ChoiceField(label=gettext_lazy("weekday"), choices=WEEKDAYS, required=False)
    every = forms.IntegerField(
        label=gettext_lazy("Every so many days"), min_value=1, max_value=180, required=False, initial=14
    )
    last_day = day_field(
        gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Left empty, it goes on until you end it."),
    )
    count = forms.IntegerField(
        label=gettext_lazy("or how many times"), min_value=1, max_value=200, required=False
    )

    def clean(self) -> None:
        """An end is a day or a number; the first meeting must fit the rhythm."""
        super().clean()
        data = self.cleaned_data
        if data.get("last_day") and data.get("count"):
            self.add_error("count", _("Say either the last day or how many times."))
        if data.get("last_day") and data.get("first_day") and data["last_day"] < data["first_day"]:
            self.add_error("last_day", _("The last day comes after the first one."))
        if data.get("rhythm") == EVERY and not data.get("every") and "every" not in self.errors:
            self.add_error("every", _("Say after how many days."))
        if data.get("rhythm") == MONTHLY and not (data.get("nth") and data.get("weekday")):
            self.add_error("nth", _("Say which weekday of the month."))

    @property
    def rule(self) -> str:
        """The rule (RFC 5545) without its start."""
        data = self.cleaned_data
        parts = {WEEKLY: self._weekly, MONTHLY: self._monthly, EVERY: self._every}[data["rhythm"]]()
        if data["count"]:
            parts.append(f"COUNT={data['count']}")
        elif data["last_day"]:
            parts.append(f"UNTIL={data['last_day']:%Y%m%d}T235959")
        return ";".join(parts)

    @property
    def first(self) -> Span:
        """The first meeting: the first day that fits the rhythm, from the day that was said on."""
        day = self.cleaned_data["first_day"]
        return self.span(next(day + dt.timedelta(days=n) for n in range(62) if self._fits(day, n)))

    def _fits(self, day: dt.date, ahead: int) -> bool:
        there = day + dt.timedelta(days=ahead)
        name = WEEKDAYS[there.weekday()][0]
        data = self.cleaned_data
        if data["rhythm"] == WEEKLY:
            return name in (data["weekdays"] or [WEEKDAYS[day.weekday()][0]])
        if data["rhythm"] == MONTHLY:
            last = (there + dt.timedelta(days=7)).month != there.month
            nth = (there.day - 1) // 7 + 1
            return name == data["weekday"] and (last if data["nth"] == "-1" else str(nth) == data["nth"])
        return True

    def _weekly(self) -> list[str]:
        first = WEEKDAYS[self.cleaned_data["first_day"].weekday()][0]
        return ["FREQ=WEEKLY", f"BYDAY={','.join(self.cleaned_data['weekdays'] or [first])}"]

    def _monthly(self) -> list[str]:
        return ["FREQ=MONTHLY", f"BYDAY={self.cleaned_data['nth']}{self.cleaned_data['weekday']}"]

    def _every(self) -> list[str]:
        return ["FREQ=DAILY", f"INTERVAL={self.cleaned_data['every']}"]


class EndSeriesForm(forms.Form):
    """From when on a series meets no more."""

    last_day = day_field(gettext_lazy("It meets for the last time on"), help_text="")
    why = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Whoever signed up for a meeting that falls away reads it."),
    )
