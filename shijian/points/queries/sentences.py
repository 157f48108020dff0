"""Each entry in one plain sentence that says why."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.kernel import clock
from shijian.kernel.words import date_words, duration_words
from shijian.points.enums import Cut, Reason
from shijian.points.models import Batch, Credit, Entry
from shijian.points.queries import reckoning
from shijian.points.queries.countable import service_of
from shijian.records.models import ServiceRecord

CUTS = {
    Cut.EVENT: gettext_lazy("At most %(cap)s points are given for one service; %(lost)s were cut."),
    Cut.DAY: gettext_lazy("At most %(cap)s points are given for one day; %(lost)s were cut."),
    Cut.MONTH: gettext_lazy("At most %(cap)s points are given for one month; %(lost)s were cut."),
}


def say(entry: Entry) -> str:
    """Why these points came or went."""
    batch = entry.batch
    if batch.reason == Reason.CREDIT:
        return of_credit(batch.credit)
    if batch.reason == Reason.REVERSAL and batch.reverses is not None:
        return _taken_back(batch.reverses, -entry.amount)
    if batch.reason == Reason.DEDUCT:
        words = _("By decision %(points)s points were deducted: %(ground)s.")
        return words % {"points": -entry.amount, "ground": batch.deduction.get_ground_display()}
    return _spent(batch, -entry.amount)


def _spent(batch: Batch, points: int) -> str:
    redemption = getattr(batch, "redemption", None)
    if redemption is None:
        return _("%(points)s points were spent.") % {"points": points}
    return _("%(points)s points for “%(reward)s”.") % {"points": points, "reward": redemption.reward.name}


def of_credit(credit: Credit) -> str:
    """The service, the rule, the points, and which cap cut them."""
    record, rule = credit.record, credit.rule
    words = _(
        "On %(day)s at %(place)s: %(content)s, %(time)s. "
        "By %(rule)s, %(rate)s points an hour: %(points)s points."
    )
    said = words % {
        **_service(record),
        "rule": f"《{rule.title}》",
        "rate": _hundredths(reckoning.hourly(rule, service_of(record))),
        "points": credit.points,
    }  # fmt: skip
    return " ".join(part for part in (said, _more(credit), _cut(credit)) if part)


def _service(record: ServiceRecord) -> dict[str, str]:
    day = clock.local(record.started_at).date()
    return {
        "day": date_words(day, with_year=day.year != clock.today().year),
        "place": record.unit.place_name or record.unit.name,
        "content": record.content,
        "time": duration_words(record.minutes),
    }


def _more(credit: Credit) -> str:
    """What a service brings beyond its time."""
    rule, parts = credit.rule, []
    if not rule.percent.get(credit.record.grade):
        return _("Evidence of this kind brings no points: %(grade)s.") % {
            "grade": credit.record.get_grade_display()
        }
    if credit.worth == 0:
        return _("That is less than one whole point.")
    if rule.per_event:
        parts.append(_("%(points)s of them for taking part.") % {"points": rule.per_event})
    if rule.bonus and rule.bonus_minutes and credit.record.minutes >= rule.bonus_minutes:
        parts.append(
            _("%(points)s of them for at least %(time)s.")
            % {"points": rule.bonus, "time": duration_words(rule.bonus_minutes)}
        )
    return " ".join(parts)


def _cut(credit: Credit) -> str:
    if credit.cut == Cut.NONE:
        return ""
    cap = {Cut.EVENT: "cap_event", Cut.DAY: "cap_day", Cut.MONTH: "cap_month"}[Cut(credit.cut)]
    return CUTS[Cut(credit.cut)] % {"cap": getattr(credit.rule, cap), "lost": credit.lost}


def _taken_back(batch: Batch, points: int) -> str:
    if batch.reason != Reason.CREDIT:
        return _("%(points)s points came back.") % {"points": -points}
    words = _(
        "%(points)s points of %(day)s at %(place)s were taken back, because the service record was voided."
    )
    return words % {"points": points, **_service(batch.credit.record)}


def _hundredths(value: int) -> str:
    """Such as 1 or 0.5."""
    return f"{value / 100:g}"
