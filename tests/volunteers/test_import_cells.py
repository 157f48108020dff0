"""Values as offices write them and as Excel spoils them."""

import datetime as dt

import pytest

from shijian.kernel.tables import values
from shijian.kernel.tables.values import Unreadable
from shijian.volunteers.imports import week


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("　王 小明\u200b ", "王 小明"),
        ("１３９Ａ", "139A"),
        (13900000000.0, "13900000000"),
        (1.5, "1.5"),
        (None, ""),
        (True, "是"),
        (dt.datetime(1990, 1, 2, 3), "1990-01-02"),
    ],
)
def test_text(value, words):
    assert values.text(value) == words


@pytest.mark.parametrize(
    ("value", "name"), [("张 三", "张三"), ("才让　卓玛", "才让卓玛"), ("John  Smith", "John Smith")]
)
def test_name(value, name):
    assert values.name(value) == name


@pytest.mark.parametrize(
    "value", [6.2302719800517e17, 623027198005170000, "6.23027E+17", "6.2E17", "623027********123X"]
)
def test_damaged_number_is_unreadable(value):
    with pytest.raises(Unreadable):
        values.number(value)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("'１３７００００００01", "13700000001"),
        (13700000001, "13700000001"),
        (" 62302719800517123x ", "62302719800517123x"),
    ],
)
def test_number(value, number):
    assert values.number(value) == number


DAY = dt.date(1990, 1, 2)


@pytest.mark.parametrize(
    "value",
    [
        "1990-1-2",
        "1990.1.2",
        "1990/01/02",
        "1990年1月2日",
        "19900102",
        "１９９０－１－２",
        "1990-01-02 00:00:00",
        19900102,
        19900102.0,
        DAY,
        dt.datetime(1990, 1, 2, 8),
        32875,
        32875.0,
        "32875",
    ],
)
def test_day(value):
    assert values.day(value) == DAY


def test_days_of_both_calendars_of_excel():
    assert values.day(31413, is_1904=True) == DAY
    assert [values.serial(count, is_1904=False) for count in (1, 59, 61)] == [
        dt.date(1900, 1, 1),
        dt.date(1900, 2, 28),
        dt.date(1900, 3, 1),
    ]
    assert values.serial(0, is_1904=True) == dt.date(1904, 1, 1)


@pytest.mark.parametrize(
    "value",
    ["1990", 1990, 1990.1, "1990.1", "1990年1月", "90-1-2", "1990-2-30", "19901301", "去年", "199001"],
)
def test_what_is_no_day(value):
    with pytest.raises(Unreadable):
        values.day(value)


WEEKDAYS = [(day, 840, 1080) for day in range(1, 6)]


@pytest.mark.parametrize(
    ("words", "spans"),
    [
        ("周一至周五 14:00-18:00", WEEKDAYS),
        ("星期一到星期五14：00—18：00；周末上午", [*WEEKDAYS, (6, 480, 720), (7, 480, 720)]),
        ("周一、三 9点-11点", [(1, 540, 660), (3, 540, 660)]),
        ("工作日晚上", [(day, 1080, 1260) for day in range(1, 6)]),
        ("看情况", None),
        ("周五 18:00-9:00", None),
    ],
)
def test_free_time(words, spans):
    assert week.parse(words) == spans


def test_free_time_is_written_so_that_it_is_read_again():
    spans = [*WEEKDAYS, (6, 480, 720), (7, 0, 1440)]
    assert week.parse(week.written(spans)) == spans
