"""The calendar beside a plan: festivals of the farmers' calendar, solar terms, days of the state, own seasons."""

import datetime as dt

import pytest

from shijian.activities.enums import OccasionKind
from shijian.activities.models import Season
from shijian.activities.queries import occasions
from tests.factories.activities import SeasonFactory

# From the calendars that the Purple Mountain Observatory publishes.
KNOWN = {
    2025: {
        "春节": "01-29",
        "元宵": "02-12",
        "端午": "05-31",
        "七夕": "08-29",
        "中秋": "10-06",
        "重阳": "10-29",
    },
    2026: {
        "春节": "02-17",
        "元宵": "03-03",
        "端午": "06-19",
        "七夕": "08-19",
        "中秋": "09-25",
        "重阳": "10-18",
    },
    2027: {"春节": "02-06", "清明": "04-05", "除夕": "02-05", "腊八": "01-15"},
}


@pytest.fixture(autouse=True)
def _no_seasons(db):
    Season.objects.all().delete()


@pytest.mark.parametrize("year", KNOWN)
def test_lunar_festivals_lie_where_the_observatory_puts_them(year):
    found = {
        each.name: f"{each.first_day:%m-%d}"
        for each in occasions.of_year(year)
        if each.kind == OccasionKind.FESTIVAL
    }
    assert {name: found[name] for name in KNOWN[year]} == KNOWN[year]


@pytest.mark.parametrize("year", range(2018, 2100))
def test_every_year_has_twenty_four_terms_and_its_eve(year):
    rows = occasions.of_year(year)
    terms = [each for each in rows if each.kind == OccasionKind.TERM]
    assert len(terms) == len({each.name for each in terms}) == 24
    assert [each.name for each in rows if each.name == "除夕"] == ["除夕"]
    assert all(each.first_day.year == year for each in rows)


def test_days_by_weekday_by_term_and_by_span():
    found = {each.name: (each.first_day, each.last_day) for each in occasions.of_year(2026)}
    assert found["母亲节"] == (dt.date(2026, 5, 10), dt.date(2026, 5, 10))
    assert found["全民国防教育日"] == (dt.date(2026, 9, 19), dt.date(2026, 9, 19))
    assert found["中国农民丰收节"][0] == found["秋分"][0] == dt.date(2026, 9, 23)
    assert found["敬老月"] == (dt.date(2026, 10, 1), dt.date(2026, 10, 31))
    assert found["国家公祭日"][0] == dt.date(2026, 12, 13)


def test_the_homecoming_follows_spring_festival():
    SeasonFactory(kind="return", name="返乡季", first_month=12, first_day=1, last_month=1, last_day=15)
    days = {
        year: next((e.first_day, e.last_day) for e in occasions.of_year(year) if e.name == "返乡季")
        for year in (2026, 2027)
    }
    assert days[2026] == (dt.date(2026, 1, 19), dt.date(2026, 3, 3))
    assert days[2027] == (dt.date(2027, 1, 8), dt.date(2027, 2, 20))


def test_a_farming_season_over_new_year_touches_both_years():
    SeasonFactory(name="冬修", first_month=12, first_day=10, last_month=1, last_day=31)
    found = [(e.first_day, e.last_day) for e in occasions.of_year(2026) if e.name == "冬修"]
    assert found == [
        (dt.date(2025, 12, 10), dt.date(2026, 1, 31)),
        (dt.date(2026, 12, 10), dt.date(2027, 1, 31)),
    ]


def test_no_calendar_outside_of_the_computed_years():
    assert occasions.of_year(2017) == occasions.of_year(2100) == []
    assert occasions.safe_date(2027, 2, 30) == dt.date(2027, 2, 28)


def test_a_span_holds_what_touches_it():
    names = [e.name for e in occasions.between(dt.date(2026, 6, 18), dt.date(2026, 6, 21))]
    assert names == ["端午", "父亲节", "夏至"]
