"""From when on a record of the demo counts."""

from __future__ import annotations

import datetime as dt

from shijian.kernel import clock

DAYS = 3  # the county of the demo decided nothing else


def counts_from(recorded_at: dt.datetime) -> dt.date:
    """The day after the working days before the public."""
    return clock.add_working_days(clock.local(recorded_at).date(), DAYS) + dt.timedelta(days=1)
