"""Who came to the past meetings of the demo, what the slips said, and what came of it."""

from __future__ import annotations

import datetime as dt

from shijian.activities.enums import ActivityState, Audience, ScanWay, SignupState
from shijian.activities.models import Activity, Place, Session, Signup, Slip
from shijian.demo.operations import activities
from shijian.demo.operations.attendance import Came, attend
from shijian.demo.taking_part import Told
from shijian.records.models import ServiceRecord

CAME = 0.88
SLIPS = (5, 5, 5, 4, 4, 3)
RESULTS = "乡亲们来得很齐，东西都送到了手上，下次想再多办一场。"


def write(told: Told) -> None:
    """Tell the turnout of each past meeting; who served elsewhere at that time stayed away."""
    for session in activities.past_meetings(told):
        attend(session, _came(told, session), walk_ins=told.rng.randrange(0, 12))
        _slips(told, session)
    over = Activity.objects.filter(state=ActivityState.DONE).order_by("pk").values_list("pk", flat=True)
    Activity.objects.filter(pk__in=list(over)[::2]).update(results=RESULTS)


def _came(told: Told, session: Session) -> list[Came]:
    rows = Signup.objects.filter(session=session, state=SignupState.TAKEN, person__isnull=False)
    busy = _busy(session)
    places = list(session.activity.places.all())
    return [
        _one(told, session, signup, places[0] if places else None)
        for signup in rows.select_related("opening", "person", "volunteer").order_by("pk")
        if told.rng.random() < CAME and signup.volunteer_id not in busy
    ]


def _busy(session: Session) -> set[int]:
    """The volunteers with a record of other service around the meeting."""
    edge = dt.timedelta(hours=1)
    rows = ServiceRecord.objects.filter(
        started_at__lt=session.ends_at + edge, ended_at__gt=session.starts_at - edge
    )
    return set(rows.values_list("volunteer_id", flat=True))


def _one(told: Told, session: Session, signup: Signup, place: Place | None) -> Came:
    late, early = (dt.timedelta(minutes=told.rng.randrange(0, 16)) for _n in range(2))
    served = signup.opening.audience == Audience.VOLUNTEER
    way = ScanWay.SITE if served else ScanWay.STAFF
    by_id = None if served else session.activity.organiser_id
    return Came(signup, session.starts_at + late, session.ends_at - early, way, place, by_id)


def _slips(told: Told, session: Session) -> None:
    count = told.rng.randrange(0, 9)
    Slip.objects.bulk_create(
        Slip(
            session=session, satisfaction=told.rng.choice(SLIPS), again=told.rng.random() < 0.9, channel="web",
            token=f"demo:{session.pk}:{number}", at=session.ends_at,
        )
        for number in range(count)
    )  # fmt: skip
