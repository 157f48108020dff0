"""What the demo writes in bulk is what the operations would have made."""

import datetime as dt

from shijian.activities.models import Presence
from shijian.activities.operations import scanning, sign_up
from shijian.activities.queries import attendance
from shijian.demo.operations.attendance import Came, attend
from shijian.records.models import ServiceRecord
from tests.activities.conftest import feast
from tests.conftest import actor_of
from tests.factories.activities import SignupFactory

__all__ = ["feast"]
FACTS = ("started_at", "ended_at", "minutes", "grade", "content", "source_id", "responsible_id", "unit_path")


def told(signup):
    stays = Presence.objects.filter(signup=signup).order_by("pk")
    records = ServiceRecord.objects.valid().filter(presence__signup=signup).order_by("pk")
    return list(stays.values_list("started_at", "ended_at")), list(records.values(*FACTS))


def test_bulk_and_operations_give_the_same(feast, cast, time_machine):
    time_machine.move_to(dt.datetime(2026, 6, 16, 1, 0, tzinfo=dt.UTC))
    first, second = (
        sign_up.sign_up(feast.session, feast.help, person=person, actor=actor_of(person))
        for person in (cast.volunteer, cast.leader)
    )
    start = feast.session.starts_at
    end = start + dt.timedelta(minutes=75)
    for kind, moment in (("in", start), ("out", end)):
        time_machine.move_to(moment, tick=False)
        scanning.scan_for(first, kind=kind, nonce=f"{kind}-nonce", actor=actor_of(cast.leader))
    guest = SignupFactory(session=feast.session, opening=feast.part, seat=1)
    came = [
        Came(second, start, end, way="staff", by_id=cast.station.pk),
        Came(guest, start, None, way="self"),
    ]
    (record,) = attend(feast.session, came, walk_ins=7)
    assert told(first) == told(second)
    assert (record.minutes, record.grade) == (75, "site")
    assert told(guest) == ([(start, None)], [])
    assert attendance.participants(feast.session) == 8
