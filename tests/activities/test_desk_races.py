"""Two devices scan the same person at once: one stay, one record, each nonce once, on both databases."""

import datetime as dt
import threading

import pytest
from django.db import connection

from shijian.activities.models import Presence, Scan, ScanVerdict
from shijian.activities.operations import scanning, sign_up
from shijian.kernel.errors import ShijianError
from shijian.records.models import ServiceRecord
from tests.activities.conftest import feast
from tests.conftest import actor_of

__all__ = ["feast"]
pytestmark = pytest.mark.django_db(transaction=True)
DEVICES = 4


def at_once(calls):
    """Run the calls together, each on a connection of its own; gives what went wrong."""
    start, wrong = threading.Barrier(len(calls)), []

    def one(call):
        try:
            start.wait(timeout=20)
            call()
        except ShijianError as error:
            wrong.append(str(error))
        except BaseException as error:  # noqa: BLE001 - told by the test
            wrong.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return wrong


@pytest.fixture
def helper(feast, cast, time_machine):
    signup = sign_up.sign_up(feast.session, feast.help, person=cast.volunteer, actor=actor_of(cast.volunteer))
    time_machine.move_to(feast.session.starts_at, tick=False)
    return signup


def scan(signup, kind, nonce, actor):
    return lambda: scanning.scan_for(signup, kind=kind, nonce=nonce, actor=actor)


def test_one_scan_sent_by_several_devices_counts_once(feast, helper, cast):
    actor = actor_of(cast.leader)
    assert at_once([scan(helper, "in", "the-same", actor)] * DEVICES) == []
    assert (Scan.objects.count(), ScanVerdict.objects.count(), Presence.objects.count()) == (1, 1, 1)


def test_several_devices_make_one_stay_and_one_record(feast, helper, cast, time_machine):
    actor = actor_of(cast.leader)
    assert at_once([scan(helper, "in", f"in-{n}", actor) for n in range(DEVICES)]) == []
    time_machine.move_to(feast.session.starts_at + dt.timedelta(minutes=60), tick=False)
    assert at_once([scan(helper, "out", f"out-{n}", actor) for n in range(DEVICES)]) == []
    assert Scan.objects.count() == 2 * DEVICES
    assert Presence.objects.get().record == ServiceRecord.objects.valid().get()
    assert ServiceRecord.objects.valid().get().minutes == 60
