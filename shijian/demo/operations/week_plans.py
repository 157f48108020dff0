"""Drafts of plans of a week: the centre's for this one, the hub's for the next; nobody is asked by them."""

from __future__ import annotations

import datetime as dt

from shijian.demo.operations.cast import Cast
from shijian.demo.operations.county import County
from shijian.orders.operations.plans.making import make_plan
from shijian.orders.queries.weeks import spans
from shijian.people.queries.actors import actor_for


def write(cast: Cast, county: County) -> None:
    """Let the officers of the cast plan."""
    this = spans.this_week()
    centre, hub = cast.people["centre"], cast.people["hub"]
    make_plan(county.centre, week=this, actor=actor_for(centre))
    make_plan(hub.unit, week=this + dt.timedelta(days=7), actor=actor_for(hub))
