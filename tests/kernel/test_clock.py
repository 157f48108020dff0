"""Working days and hours, lunar festivals, the calendar as data."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine

from shijian.kernel import calendar_data, clock
from shijian.kernel.models import CalendarDay

pytestmark = pytest.mark.django_db


def at(text: str) -> datetime:
    """A moment in the county's time."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.ZONE)


def test_now_is_aware_utc_and_today_is_the_county_s_date():
    with time_machine.travel(datetime(2026, 3, 1, 16, 30, tzinfo=UTC), tick=False):
        assert clock.now() == datetime(2026, 3, 1, 16, 30, tzinfo=UTC)
        assert clock.today() == date(2026, 3, 2)
        assert clock.local(clock.now()) == at("2026-03-02 00:30")


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="naive"):
        clock.local(datetime(2026, 3, 1))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 2, 13), True),
        (date(2026, 2, 14), True),  # a Saturday that is worked for the Spring Festival
        (date(2026, 2, 16), False),  # a Monday within it
        (date(2026, 3, 7), False),  # an ordinary Saturday
        (date(2024, 2, 9), True),  # 除夕 2024 was no holiday
        (date(2033, 1, 31), True),  # no notice yet: Monday to Friday
        (date(2033, 1, 30), False),
    ],
)
def test_working_days_follow_the_notice_else_the_week(day, working, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert clock.is_working_day(day) is working


def test_a_year_is_published_when_its_notice_is_in():
    assert [clock.is_published(year) for year in (2023, 2024, 2025, 2026, 2027)] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_adding_working_days_skips_the_spring_festival(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert clock.add_working_days(date(2026, 2, 12), 3) == date(2026, 2, 24)
    assert clock.add_working_days(at("2026-02-12 16:45"), 3) == at("2026-02-24 16:45")
    assert clock.add_working_days(date(2026, 2, 24), -3) == date(2026, 2, 12)
    assert clock.add_working_days(date(2026, 2, 16), 0) == date(2026, 2, 16)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-03-03 10:00", 1, "2026-03-03 11:00"),
        ("2026-03-03 11:30", 1, "2026-03-03 14:30"),
        ("2026-03-03 10:00", 8, "2026-03-04 10:00"),
        ("2026-03-06 17:00", 8, "2026-03-09 17:00"),
        ("2026-03-07 12:00", 0, "2026-03-09 08:30"),
        ("2026-03-03 06:00", 0.5, "2026-03-03 09:00"),
        ("2026-03-03 23:00", 8, "2026-03-04 18:30"),
        ("2026-02-13 18:00", 9, "2026-02-24 09:00"),
    ],
)
def test_working_hours(start, hours, end):
    assert clock.add_working_hours(at(start), hours) == at(end)


def test_working_hours_take_utc_and_other_windows():
    windows = [(time(9), time(17))]
    start = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)  # 16:00 in the county
    assert clock.add_working_hours(start, 2, windows) == at("2026-03-04 10:00")


def test_time_does_not_run_backwards():
    with pytest.raises(ValueError, match="forward"):
        clock.add_working_hours(at("2026-03-03 10:00"), -1)


def test_hours_between_are_the_inverse_of_adding():
    start = at("2026-02-13 16:10")
    for hours in (0.5, 3, 8, 26, 100):
        assert clock.working_hours_between(start, clock.add_working_hours(start, hours)) == hours
    assert clock.working_hours_between(at("2026-03-09 10:00"), at("2026-03-06 17:00")) == -3
    assert clock.working_hours_between(at("2026-03-07 10:00"), at("2026-03-08 10:00")) == 0


def test_an_edited_day_counts_at_once():
    CalendarDay.objects.create(date=date(2026, 3, 3), kind="off", name="local holiday")
    assert clock.is_working_day(date(2026, 3, 3)) is False
    assert clock.add_working_hours(at("2026-03-02 10:00"), 8) == at("2026-03-04 10:00")


def test_bulk_work_reads_a_year_once_and_hears_of_edits(django_assert_num_queries):
    with clock.remembered():
        with django_assert_num_queries(1):
            answers = [clock.is_working_day(date(2026, 1, 1) + timedelta(days=n)) for n in range(365)]
        assert sum(answers) == 248
        CalendarDay.objects.create(date=date(2026, 3, 3), kind="off")
        assert clock.is_working_day(date(2026, 3, 3)) is False


def test_seeding_again_keeps_the_edits_of_the_county():
    CalendarDay.objects.filter(date=date(2026, 10, 10)).delete()
    CalendarDay.objects.filter(date__year=2025).delete()
    assert calendar_data.seed() == CalendarDay.objects.filter(date__year=2025).count() == 33
    assert not CalendarDay.objects.filter(date=date(2026, 10, 10)).exists()


def test_lunar_festivals():
    assert clock.lunar_festivals(2026) == {
        "春节": date(2026, 2, 17),
        "元宵": date(2026, 3, 3),
        "清明": date(2026, 4, 5),
        "端午": date(2026, 6, 19),
        "中秋": date(2026, 9, 25),
        "重阳": date(2026, 10, 18),
    }
    assert clock.lunar_festivals(2027)["春节"] == date(2027, 2, 6)
    assert clock.lunar_festivals(2027)["中秋"] == date(2027, 9, 15)
