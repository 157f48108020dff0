"""Stars for the tests of duties: the hub officer is too close, the centre officer is not."""

import datetime as dt

from shijian.kernel import clock
from shijian.records.operations import star_doubts, star_reviews, stars
from tests.factories.records import ServiceRecordFactory, StarFactory, StarObjectionFactory
from tests.factories.volunteers import VolunteerFactory

YESTERDAY = dt.timedelta(days=1)


def _star(cast, county, **facts):
    person = {"person__unit": county.station, "person__birth_date": dt.date(1980, 1, 1)}
    volunteer = VolunteerFactory(**person)
    ServiceRecordFactory(volunteer=volunteer, minutes=6000)
    return StarFactory(volunteer=volunteer, **{"checked_by": cast.hub, **facts})


def check_star(cast, county):
    row = _star(cast, county, asked_by=cast.hub, checked_by=None)
    return lambda a: stars.check_star(row, actor=a)


def decide_star(cast, county):
    row = _star(cast, county, state="checked")
    return lambda a: stars.decide_star(row, actor=a)


def refuse_star(cast, county):
    row = _star(cast, county, state="checked")
    return lambda a: stars.refuse_star(row, answer="时长不够", actor=a)


def confirm_star(cast, county):
    row = _star(cast, county, state="forwarded", public_until=clock.today() - YESTERDAY)
    return lambda a: stars.confirm_star(row, document_no="州志〔2026〕3号", granted_on=clock.today(), actor=a)


def _in_review(cast, county):
    return _star(cast, county, granted=True, state="review", checked_by=cast.hub, decided_by=cast.centre)


def keep_star(cast, county):
    row = _in_review(cast, county)
    return lambda a: star_reviews.keep_star(row, answer="善意的错误", actor=a)


def withdraw_star(cast, county):
    row = _in_review(cast, county)
    return lambda a: star_reviews.withdraw_star(row, answer="虚报时长", actor=a)


def uphold_star_objection(cast, county):
    row = StarObjectionFactory(by=cast.hub, star=_star(cast, county))
    return lambda a: star_doubts.uphold_star_objection(row, answer="属实", actor=a)


def reject_star_objection(cast, county):
    row = StarObjectionFactory(by=cast.hub, star=_star(cast, county))
    return lambda a: star_doubts.reject_star_objection(row, answer="签到属实", actor=a)


def bar_stars(cast, county):
    volunteer = VolunteerFactory(person=cast.hub)
    facts = {"state": "void", "void_reason": "没有这次服务", "voided_at": clock.now()}
    record = ServiceRecordFactory(volunteer=volunteer, **facts)
    return lambda a: star_doubts.bar_stars(volunteer, record=record, reason="虚报", actor=a)


SCENES = {
    "star.check": check_star,
    "star.decide": decide_star,
    "star.refuse": refuse_star,
    "star.confirm": confirm_star,
    "star.keep": keep_star,
    "star.withdraw": withdraw_star,
    "star.uphold": uphold_star_objection,
    "star.reject": reject_star_objection,
    "star.bar": bar_stars,
}
