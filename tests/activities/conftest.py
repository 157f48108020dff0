"""An activity on the day after tomorrow with places for residents and for helpers."""

import datetime as dt
from types import SimpleNamespace

import pytest

from tests.factories.activities import ActivityFactory, OpeningFactory, PlaceFactory, SessionFactory


@pytest.fixture
def feast(cast, county):
    """`.activity .session .part` (three places for residents) `.help` (two for volunteers), run by the leader."""
    activity = ActivityFactory(
        published=True, unit=county.station, organiser=cast.leader, team=cast.team, title="端午包粽子"
    )
    start = dt.datetime(2026, 6, 19, 1, 0, tzinfo=dt.UTC)
    return SimpleNamespace(
        activity=activity,
        session=SessionFactory(activity=activity, starts_at=start),
        part=OpeningFactory(activity=activity, for_residents=True, capacity=3),
        help=OpeningFactory(activity=activity, capacity=2),
        place=PlaceFactory(activity=activity, name="文化广场"),
    )


@pytest.fixture(autouse=True)
def _before_the_feast(time_machine):
    time_machine.move_to(dt.datetime(2026, 6, 16, 1, 0, tzinfo=dt.UTC))
