"""Times, spans and names in the words that people use; everything comes out in the active language."""

from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shijian.kernel import clock, festivals

PERIODS = ((5, "night"), (8, "early"), (12, "morning"), (13, "noon"), (18, "afternoon"), (24, "evening"))
MINUTES_PER_HOUR = 60
PHONE_HEAD, PHONE_TAIL, PHONE_LENGTH = 3, 4, 11


def when_words(value: datetime | date) -> str:
    """A point in time as people say it, seen from now in the county's time: "tomorrow, 3:30 in the afternoon"."""
    today = clock.today()
    if not isinstance(value, datetime):
        return day_words(value, today)
    local = clock.local(value)
    return _("%(day)s, %(clock)s") % {"day": day_words(local.date(), today), "clock": clock_words(local)}


def day_words(day: date, today: date) -> str:
    """A day as people say it: by its relation to today, by its weekday, or its date; and the festival it falls on."""
    return _with_festival(_plain_day_words(day, today), day)


def _with_festival(said: str, day: date) -> str:
    festival = festivals.on(day)
    return _("%(day)s (%(festival)s)") % {"day": said, "festival": festival} if festival else said


def _plain_day_words(day: date, today: date) -> str:
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow"), 2: _("the day after tomorrow")}
    distance = (day - today).days
    if distance in near:
        return near[distance]
    weeks = (_monday(day) - _monday(today)).days // 7
    if distance > 0 and weeks in (0, 1):
        return weekday_words(day) if weeks == 0 else _("next %(weekday)s") % {"weekday": weekday_words(day)}
    return date_words(day, with_year=day.year != today.year)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def weekday_words(day: date) -> str:
    """The short name of a weekday."""
    names = (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )
    return names[day.weekday()]


def date_words(day: date, with_year: bool = True) -> str:
    """A calendar date, with its year unless told otherwise."""
    # Translators: Django date formats, not words.
    return date_format(day, _("j F Y") if with_year else _("j F"), use_l10n=False)


def clock_words(moment: datetime) -> str:
    """The time of day on a twelve-hour clock with the part of the day in words."""
    period = next(name for end, name in PERIODS if moment.hour < end)
    hour = moment.hour - 12 if moment.hour > 12 else moment.hour
    return _period_pattern(period) % {"clock": f"{hour}:{moment.minute:02d}"}


def _period_pattern(period: str) -> str:
    return {
        "night": _("%(clock)s at night"),
        "early": _("%(clock)s early in the morning"),
        "morning": _("%(clock)s in the morning"),
        "noon": _("%(clock)s at noon"),
        "afternoon": _("%(clock)s in the afternoon"),
        "evening": _("%(clock)s in the evening"),
    }[period]


def full_words(value: datetime | date) -> str:
    """The whole date with its weekday, and the 24-hour time if there is one."""
    local = clock.local(value) if isinstance(value, datetime) else value
    here = local.date() if isinstance(local, datetime) else local
    words = f"{_with_festival(date_words(local), here)} {weekday_words(local)}"
    return f"{words} {local:%H:%M}" if isinstance(local, datetime) else words


def duration_words(minutes: int) -> str:
    """A span of whole minutes in hours and minutes; negative spans count as none."""
    hours, rest = divmod(max(minutes, 0), MINUTES_PER_HOUR)
    parts = [ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}] if hours else []
    if rest and hours:
        parts.append(ngettext("%(n)s min", "%(n)s mins", rest) % {"n": rest})
    elif not hours:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest})
    return " ".join(parts)


def hours_words(minutes: int) -> str:
    """Minutes as hours with one decimal, rounded half up, without a unit."""
    tenths = (max(minutes, 0) * 10 + MINUTES_PER_HOUR // 2) // MINUTES_PER_HOUR
    return f"{tenths // 10}.{tenths % 10}"


def masked_name(name: str) -> str:
    """A name of which only the first character can be read."""
    return name[:1] + "*" * (len(name) - 1)


def masked_phone(phone: str) -> str:
    """A phone number without its middle; of a short one only the last two digits stay."""
    if len(phone) >= PHONE_LENGTH:
        return phone[:PHONE_HEAD] + "*" * (len(phone) - PHONE_HEAD - PHONE_TAIL) + phone[-PHONE_TAIL:]
    return "*" * max(len(phone) - 2, 0) + phone[-2:]
