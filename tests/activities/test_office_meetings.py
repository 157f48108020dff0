"""Meetings by the organiser: several days, series, moved, called off, ended; who signed up, desk, guests, lists."""

import datetime as dt
import io
import zipfile

import pytest

from shijian.activities.enums import SignupState
from shijian.activities.forms.series import SeriesForm
from shijian.activities.models import Session, Signup
from shijian.activities.operations import lists, series, sessions
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry
from shijian.people.models import Message
from tests.conftest import actor_of
from tests.factories.activities import ActivityFactory, OpeningFactory, SessionFactory, SignupFactory
from tests.factories.people import AccountFactory, PersonFactory

DAY = dt.timedelta(days=1)
WEEKLY = {
    "first_day": "2026-06-17", "begins": "19:00", "ends": "20:30", "rhythm": "weekly", "weekdays": ["TU"],
    "nth": "1", "weekday": "MO", "every": "14",
}  # fmt: skip


@pytest.fixture
def station(cast, login):
    return login(cast.station)


@pytest.fixture
def dance(cast, county):
    """A draft of the station for a series."""
    return ActivityFactory(unit=county.station, organiser=cast.station, title="广场舞")


def _roll(session, tail=""):
    return f"/office/meetings/{session.pk}/{tail}"


@pytest.mark.parametrize(
    ("given", "rule", "first"),
    [
        ({}, "FREQ=WEEKLY;BYDAY=TU", "2026-06-23"),
        ({"weekdays": []}, "FREQ=WEEKLY;BYDAY=WE", "2026-06-17"),
        ({"weekdays": ["TU", "FR"], "count": "5"}, "FREQ=WEEKLY;BYDAY=TU,FR;COUNT=5", "2026-06-19"),
        (
            {"rhythm": "monthly", "nth": "-1", "weekday": "SA", "last_day": "2026-12-31"},
            "FREQ=MONTHLY;BYDAY=-1SA;UNTIL=20261231T235959",
            "2026-06-27",
        ),
        ({"rhythm": "monthly", "nth": "2", "weekday": "WE"}, "FREQ=MONTHLY;BYDAY=2WE", "2026-07-08"),
        ({"rhythm": "every", "every": "10"}, "FREQ=DAILY;INTERVAL=10", "2026-06-17"),
    ],
)
def test_plain_questions_make_a_rule(given, rule, first):
    form = SeriesForm({**WEEKLY, **given})
    assert form.is_valid(), form.errors
    assert (form.rule, form.first[0].strftime("%Y-%m-%d %H:%M")) == (rule, f"{first} 19:00")
    dates = sessions.starts(form.rule, form.first[0], until=form.first[0] + 90 * DAY)
    assert dates[0] == form.first[0]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"last_day": "2026-06-01"}, "last_day"),
        ({"last_day": "2026-12-01", "count": "3"}, "count"),
        ({"rhythm": "every", "every": ""}, "every"),
        ({"rhythm": "monthly", "nth": ""}, "nth"),
        ({"first_day": ""}, "first_day"),
    ],
)
def test_a_series_that_makes_no_sense_is_asked_again(given, field):
    form = SeriesForm({**WEEKLY, **given})
    assert not form.is_valid()
    assert field in form.errors


def test_the_dates_are_shown_before_anything_is_saved(dance, station):
    url = f"/office/activities/{dance.pk}/series/"
    page = station.post(url, {**WEEKLY, "look": "1"}).content.decode()
    assert page.count("<li>2026 年") == page.count("<li>2026年") + 12 or page.count("周二") >= 12
    assert not Session.objects.exists()
    assert station.post(url, {**WEEKLY, "save": "1"}).status_code == 302
    dance.refresh_from_db()
    assert dance.rule == "FREQ=WEEKLY;BYDAY=TU"
    assert Session.objects.count() == 8
    assert station.get(url).status_code == 409


def test_several_days_at_once_are_all_there_or_none(dance, station):
    url = f"/office/activities/{dance.pk}/days/"
    days = {
        "day1": "2026-06-20",
        "day2": "2026-06-18",
        "day3": "2026-06-20",
        "begins": "22:00",
        "ends": "01:00",
    }
    assert station.post(url, {**days, "look": "1"}).status_code == 200
    assert station.post(url, {**days, "day2": "2026-06-01", "save": "1"}).status_code == 422
    assert not Session.objects.exists()
    assert station.post(url, {**days, "save": "1"}).status_code == 302
    rows = Session.objects.order_by("starts_at")
    assert [row.ends_at - row.starts_at for row in rows] == [dt.timedelta(hours=3)] * 2


def test_a_series_ends_and_who_signed_up_later_is_told(cast, county, dance):
    run = actor_of(cast.station)
    start = dt.datetime(2026, 6, 23, 11, 0, tzinfo=dt.UTC)
    rows = sessions.set_rule(
        dance, rule="FREQ=WEEKLY;COUNT=20", starts_at=start, ends_at=start + DAY / 12, actor=run
    )
    dance.refresh_from_db()
    by_hand = sessions.add_session(dance, starts_at=start + 30 * DAY, ends_at=start + 31 * DAY, actor=run)
    part = OpeningFactory(activity=dance, for_residents=True)
    SignupFactory(session=rows[3], opening=part, person=cast.resident, seat=1)
    with pytest.raises(OutOfReach):
        series.end_series(dance, last_day=start.date() + 8 * DAY, why="x", actor=actor_of(cast.stranger))
    with pytest.raises(Invalid):
        series.end_series(dance, last_day=start.date() + 8 * DAY, why=" ", actor=run)
    assert Session.objects.filter(cancelled_at__isnull=False).count() == 0
    with pytest.raises(Invalid):
        series.end_series(dance, last_day=dt.date(2026, 6, 1), why="x", actor=run)
    gone = series.end_series(dance, last_day=start.date() + 8 * DAY, why="天冷了", actor=run)
    dance.refresh_from_db()
    assert dance.rule == "FREQ=WEEKLY;UNTIL=20260701T235959"
    assert [row.pk for row in gone] == [row.pk for row in rows[2:]]
    by_hand.refresh_from_db()
    assert by_hand.cancelled_at is None
    assert "天冷了" in Message.objects.get(person=cast.resident).text
    assert sessions.extend(dance) == []
    plain = ActivityFactory(unit=county.station, organiser=cast.station)
    with pytest.raises(WrongState):
        series.end_series(plain, last_day=start.date(), why="x", actor=run)


def test_ending_a_series_is_undone_when_its_audit_row_cannot_be_written(cast, dance, monkeypatch):
    from shijian.kernel import audit

    run, start = actor_of(cast.station), dt.datetime(2026, 6, 23, 11, 0, tzinfo=dt.UTC)
    sessions.set_rule(dance, rule="FREQ=WEEKLY", starts_at=start, ends_at=start + DAY / 12, actor=run)
    before = Session.objects.filter(cancelled_at__isnull=True).count()

    def broken(action, *args, **kwargs):
        if action == "activity.series-end":
            raise RuntimeError

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        series.end_series(dance, last_day=start.date(), why="x", actor=run)
    dance.refresh_from_db()
    assert dance.rule == "FREQ=WEEKLY"
    assert Session.objects.filter(cancelled_at__isnull=True).count() == before


def test_a_meeting_is_moved_and_called_off_with_a_reason(feast, cast, station):
    SignupFactory(session=feast.session, opening=feast.part, person=cast.resident, seat=1)
    day = {"day": "2026-06-20", "begins": "10:00", "ends": "12:00"}
    assert "<dd>1</dd>" in station.get(_roll(feast.session, "do/move/")).content.decode()
    assert station.post(_roll(feast.session, "do/move/"), day).status_code == 302
    assert "06-20 10:00" in Message.objects.get(person=cast.resident).text
    assert station.post(_roll(feast.session, "do/cancel/"), {"why": ""}).status_code == 422
    assert station.post(_roll(feast.session, "do/cancel/"), {"why": "大雪"}).status_code == 302
    assert station.get(_roll(feast.session, "do/move/")).status_code == 409
    assert Signup.objects.get().state == SignupState.REMOVED


@pytest.mark.parametrize("count", [1, 3])
def test_the_roll_costs_the_same_however_long(feast, county, station, count, django_assert_num_queries):
    for seat in range(1, count + 1):
        SignupFactory(
            session=feast.session, opening=feast.part, seat=seat, person=PersonFactory(unit=county.station)
        )
    with django_assert_num_queries(9):
        page = station.get(_roll(feast.session)).content.decode()
    assert page.count('<th scope="row"') == count


def test_phone_numbers_are_masked_until_a_purpose_is_said(feast, cast, county, station, login):
    person = PersonFactory(unit=county.station, name="李桂花", phone="13893412345")
    child = PersonFactory(unit=county.station, name="小宝贝", birth_date=dt.date(2018, 1, 1))
    SignupFactory(session=feast.session, opening=feast.part, person=person, seat=1)
    SignupFactory(session=feast.session, opening=feast.part, person=child, seat=2)
    page = station.get(_roll(feast.session)).content.decode()
    assert "李桂花" in page
    assert "13893412345" not in page
    assert "小宝贝" not in page
    assert station.post(_roll(feast.session, "numbers/"), {"purpose": ""}).status_code == 422
    shown = station.post(_roll(feast.session, "numbers/"), {"purpose": "contact"}).content.decode()
    assert "13893412345" in shown
    assert "小宝贝" not in shown
    entry = AuditEntry.objects.get(action="activity.look")
    assert (entry.purpose_kind, entry.changes) == ("contact", {"seen": [None, ["phone"]]})
    assert (
        login(cast.stranger).post(_roll(feast.session, "numbers/"), {"purpose": "contact"}).status_code == 403
    )


def test_the_roll_is_searched_by_name_and_state(feast, county, station):
    names = {"李桂花": "taken", "王二": "waiting"}
    for name, state in names.items():
        facts = {"person": PersonFactory(unit=county.station, name=name), "state": state}
        seat = 1 if state == "taken" else None
        SignupFactory(session=feast.session, opening=feast.part, seat=seat, **facts)

    def found(**query):
        page = station.get(_roll(feast.session), query).content.decode()
        return {name for name in names if name in page}

    assert found() == {"李桂花", "王二"}
    assert found(state="waiting") == found(q="王") == {"王二"}


def test_the_desk_signs_up_by_phone_and_tells_the_risks(feast, cast, station):
    feast.activity.risk, feast.activity.risk_note = 1, "用刀"
    feast.activity.save()
    form = {
        "person": cast.resident.pk, "opening": feast.part.pk, "channel": "phone", "idempotency_key": "k" * 20,
    }  # fmt: skip
    refused = station.post(_roll(feast.session, "do/sign-up/"), form)
    assert refused.status_code == 409
    assert not Signup.objects.exists()
    for _twice in range(2):
        answer = station.post(_roll(feast.session, "do/sign-up/"), {**form, "risk_told": "on"})
        assert answer.headers["Location"] == _roll(feast.session)
    signup = Signup.objects.get()
    assert (signup.person, signup.channel, signup.made_by) == (cast.resident, "phone", cast.station)


def test_a_leader_signs_up_the_own_members_and_no_stranger(feast, cast, county, login):
    client = login(cast.leader)
    form = {"opening": feast.help.pk, "channel": "door", "idempotency_key": "k" * 20}
    stranger = AccountFactory(person__unit=county.station_other).person
    refused = client.post(_roll(feast.session, "do/sign-up/"), {**form, "person": stranger.pk})
    assert refused.status_code == 422
    assert (
        client.post(_roll(feast.session, "do/sign-up/"), {**form, "person": cast.volunteer.pk}).status_code
        == 302
    )
    assert Signup.objects.get().volunteer.person == cast.volunteer


def test_a_guest_comes_by_name_and_a_sign_up_ends_with_a_reason(feast, cast, station):
    assert (
        station.post(_roll(feast.session, "do/guest/"), {"name": "", "opening": feast.part.pk}).status_code
        == 422
    )
    helpers = {"name": "路过的", "opening": feast.help.pk}
    assert station.post(_roll(feast.session, "do/guest/"), helpers).status_code == 422
    assert (
        station.post(_roll(feast.session, "do/guest/"), {**helpers, "opening": feast.part.pk}).status_code
        == 302
    )
    signup = Signup.objects.get()
    assert "路过的" in station.get(_roll(feast.session)).content.decode()
    end = f"/office/sign-ups/{signup.pk}/do/end/"
    assert station.post(end, {"why": ""}).status_code == 422
    assert station.post(end, {"why": "写错了"}).status_code == 302
    signup.refresh_from_db()
    assert signup.state == SignupState.REMOVED


def test_absent_and_back(feast, cast, login, station, time_machine):
    signup = SignupFactory(session=feast.session, opening=feast.part, person=cast.resident, seat=1)
    url = f"/office/sign-ups/{signup.pk}/do/"
    assert station.get(f"{url}absent/").status_code == 409
    time_machine.move_to(feast.session.starts_at + DAY / 24)
    station = login(cast.station)
    assert cast.resident.name in station.get(f"{url}absent/").content.decode()
    assert station.post(f"{url}absent/").status_code == 302
    assert f"{url}came/" in station.get(_roll(feast.session)).content.decode()
    assert station.post(f"{url}came/").status_code == 302
    signup.refresh_from_db()
    assert signup.state == SignupState.TAKEN


def test_the_list_is_taken_along_for_a_purpose(feast, cast, county, station):
    SignupFactory(
        session=feast.session,
        opening=feast.part,
        person=PersonFactory(unit=county.station, phone="13893412345"),
    )
    assert station.post(_roll(feast.session, "export/"), {"purpose": "other"}).status_code == 422
    answer = station.post(_roll(feast.session, "export/"), {"purpose": "service"})
    assert "13893412345" not in _text(b"".join(answer.streaming_content))
    file = lists.export_signups(feast.session, purpose="contact", full=True, actor=actor_of(cast.station))
    assert "13893412345" in _text(file.read())
    kinds = AuditEntry.objects.filter(action="activity.export").values_list("purpose_kind", "changes__full")
    assert list(kinds.order_by("pk")) == [("service", [None, False]), ("contact", [None, True])]
    with pytest.raises(NotAllowed):
        lists.export_signups(feast.session, purpose="contact", actor=actor_of(cast.stranger))
    hidden = SessionFactory(activity=ActivityFactory(unit=county.station))
    with pytest.raises(OutOfReach):
        lists.look_at_phones(hidden, purpose="contact", actor=actor_of(cast.stranger))


def _text(content):
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist())
