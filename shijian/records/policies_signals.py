"""The thresholds of signals that a county may decide: the defaults are of a simulated year (docs/signals.md)."""

from django.utils.translation import gettext_lazy as _

from shijian.kernel import policy
from shijian.records.signals.facts import Limits

BASIS = "P"
KMH, MINUTES, RECORDS, DAYS, HOURS, PEOPLE = (
    _("km/h"), _("minutes"), _("records"), _("days"), _("hours"), _("people"),
)  # fmt: skip
PERCENT, TIMES, SECONDS, UNITS, BITS = _("percent"), _("times"), _("seconds"), _("units"), _("bits")
HOMES = _("homes")
MEANINGS = {
    "travel_kmh": (_("Signal: how fast people travel between two services"), KMH),
    "travel_slack": (_("Signal: time by which a way may be too short"), MINUTES),
    "batch_records": (_("Signal: entries of one hand within minutes, from"), RECORDS),
    "batch_minutes": (_("Signal: within how many minutes entries are a batch"), MINUTES),
    "batch_days": (_("Signal: days of service in such a batch, from"), DAYS),
    "credit_hours": (_("Signal: unproved hours that one hand credits in 90 days, from"), HOURS),
    "credit_people": (_("Signal: people whom one hand credits so, from"), PEOPLE),
    "favour_hours": (_("Signal: unproved hours from one hand to one person in 90 days, from"), HOURS),
    "favour_percent": (_("Signal: share of these in the person's hours, from"), PERCENT),
    "kin_hours": (_("Signal: hours that family entered in 90 days, from"), HOURS),
    "device_people": (_("Signal: homes whose people one phone checks in, from"), HOMES),
    "device_units": (_("Signal: units at which that phone is used, from"), UNITS),
    "photo_bits": (_("Signal: bits by which hashes of one photo may differ"), BITS),
    "rhythm_times": (_("Signal: services at exactly the same time in 90 days, from"), TIMES),
    "rhythm_seconds": (_("Signal: seconds within which times are the same"), SECONDS),
    "clock_times": (_("Signal: late scans of one person in 120 days, from"), TIMES),
    "clock_hours": (_("Signal: hours after the service from which a scan is late"), HOURS),
    "code_people": (_("Signal: people who claim the same minute of a code, from"), PEOPLE),
    "late_days": (_("Signal: days after the service from which an entry is late"), DAYS),
    "late_records": (_("Signal: late entries of one hand on one day, from"), RECORDS),
    "ghost_people": (_("Signal: people at a meeting without a trace, from"), PEOPLE),
    "crowd_people": (_("Signal: names added after a meeting, from"), PEOPLE),
    "crowd_percent": (_("Signal: share of added names, from"), PERCENT),
    "pair_hours": (_("Signal: hours that two people vouch for each other in 90 days, from"), HOURS),
    "recipient_times": (_("Signal: services to somebody whom nobody else knows in 90 days, from"), TIMES),
    "recipient_hours": (_("Signal: hours of these, from"), HOURS),
}
KEYS = {
    name: policy.define(f"signals.{name}", getattr(Limits(), name), meaning, unit=unit, basis=BASIS, lowest=1)
    for name, (meaning, unit) in MEANINGS.items()
}
REVIEW_DAYS = policy.define(
    "signals.review_days", 10, _("Time to look into a signal"), unit=_("working days"), basis=BASIS, lowest=1
)
