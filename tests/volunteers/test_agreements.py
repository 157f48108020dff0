"""VOL-05: an agreement is offered by one side and signed by the other, and is demanded where the county says so."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from shijian.kernel import clock
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry, PolicyValue
from shijian.orders.operations import dispatch
from shijian.orders.queries import candidates
from shijian.people.models import Message
from shijian.volunteers.enums import Risk
from shijian.volunteers.models import Agreement, AgreementText
from shijian.volunteers.operations import agreements
from tests.conftest import actor_of
from tests.factories.people import PersonFactory
from tests.factories.volunteers import AgreementFactory, AgreementTextFactory, VolunteerFactory
from tests.orders import scene

TERMS = "每周两次陪护，上午在村里，两人同行。"


@pytest.fixture
def adult(cast):
    cast.volunteer.birth_date = dt.date(1980, 1, 1)
    cast.volunteer.save()
    AgreementTextFactory(version=2000, title="新版协议")
    return cast.volunteer.volunteer


def offer(cast, county, volunteer, **more):
    facts = {
        "unit": county.station,
        "why": "long",
        "terms": TERMS,
        "starts_on": clock.today(),
        "ends_on": None,
    }
    return agreements.offer_agreement(volunteer, actor=actor_of(cast.station), **{**facts, **more})


def test_one_side_offers_the_newest_text_and_the_other_signs_and_ends_it(cast, county, adult):
    row = offer(cast, county, adult)
    assert (row.state, row.text.version, row.offered_by) == ("offered", 2000, cast.station)
    assert Message.objects.filter(person=cast.volunteer, url=f"/agreements/{row.pk}/").count() == 1
    for person, refusal in ((cast.station, NotAllowed), (cast.hub, NotAllowed), (cast.stranger, OutOfReach)):
        with pytest.raises(refusal):
            agreements.sign_agreement(row, evidence="卷1", actor=actor_of(person))
    agreements.sign_agreement(row, actor=actor_of(cast.volunteer))
    row.refresh_from_db()
    assert (row.state, row.signed_by, row.evidence) == ("signed", cast.volunteer, "")
    with pytest.raises(WrongState):
        agreements.sign_agreement(row, actor=actor_of(cast.volunteer))
    with pytest.raises(Invalid):
        agreements.end_agreement(row, reason=" ", actor=actor_of(cast.volunteer))
    agreements.end_agreement(row, reason="搬家", actor=actor_of(cast.volunteer))
    row.refresh_from_db()
    assert (row.state, row.end_reason) == ("ended", "搬家")
    actions = AuditEntry.objects.filter(action__startswith="agreement.").order_by("pk")
    assert [e.action for e in actions] == ["agreement.offer", "agreement.sign", "agreement.end"]
    assert TERMS not in str([e.changes for e in actions])


def test_a_minor_s_guardian_signs_and_staff_only_note_a_paper(cast, county):
    guardian = cast.resident
    ward = VolunteerFactory(
        person__unit=county.station, person__guardian=guardian, person__birth_date=dt.date(2012, 1, 1)
    )
    row = offer(cast, county, ward)
    agreements.sign_agreement(row, actor=actor_of(guardian))
    row.refresh_from_db()
    assert row.signed_by == guardian
    grown = VolunteerFactory(person__unit=county.station, person__birth_date=dt.date(1970, 1, 1))
    row = offer(cast, county, grown)
    with pytest.raises(Invalid):
        agreements.sign_agreement(row, actor=actor_of(cast.station))
    agreements.sign_agreement(row, evidence="卷宗12", actor=actor_of(cast.station))
    row.refresh_from_db()
    assert (row.signed_by, row.evidence) == (None, "卷宗12")


def test_nobody_offers_to_himself_or_elsewhere_and_wrong_facts_are_named(cast, county, adult):
    own = VolunteerFactory(person=cast.station, unit=county.station)
    with pytest.raises(NotAllowed):
        offer(cast, county, own)
    far = VolunteerFactory(person=PersonFactory(unit=county.station_other))
    with pytest.raises(OutOfReach):
        offer(cast, county, far)
    for more, field in (
        ({"why": "x"}, "why"), ({"terms": " "}, "terms"), ({"unit": county.station2}, "unit"),
        ({"ends_on": clock.today() - dt.timedelta(days=1)}, "ends_on"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            offer(cast, county, adult, **more)
        assert set(refused.value.fields) == {field}
    with pytest.raises(DatabaseError), transaction.atomic():
        AgreementFactory(volunteer=adult, state="signed")


def test_texts_are_published_by_who_sets_policies_and_never_change(cast):
    for person in (cast.hub, cast.volunteer):
        with pytest.raises(NotAllowed):
            agreements.publish_agreement_text(title="协议", text="正文", actor=actor_of(person))
    last = AgreementText.objects.count()
    made = agreements.publish_agreement_text(title="协议", text="正文", actor=actor_of(cast.centre))
    assert AgreementText.objects.count() == last + 1
    with pytest.raises(DatabaseError), transaction.atomic():
        AgreementText.objects.filter(pk=made.pk)._raw_delete(using="default")


@pytest.mark.parametrize(
    ("key", "value", "order"),
    [
        ("agreement.risk_from", 1, {"risk": Risk.SOME, "risk_note": "要上梯子"}),
        ("agreement.days", 30, {"days": 31}),
    ],
)
def test_where_the_county_demands_one_nobody_serves_without(cast, county, adult, key, value, order):
    days = order.pop("days", 0)
    row = scene.queued(cast, county, **order)
    if days:
        row.wished_until = row.wished_from + dt.timedelta(days=days)
        row.save()
    assert adult in [c.subject for c in candidates.volunteers_for(row)]
    PolicyValue.objects.create(key=key, value=value, valid_from="2020-01-01", document_no="夏文明〔2026〕5号")
    assert adult not in [c.subject for c in candidates.volunteers_for(row)]
    with pytest.raises(dispatch.Unfit) as refused:
        scene.offered(cast, row, [adult])
    assert refused.value.rule == "no-agreement"
    AgreementFactory(volunteer=adult, unit=county.station2, state="signed", signed_at=clock.now())
    AgreementFactory(volunteer=adult)
    assert adult not in [c.subject for c in candidates.volunteers_for(row)]
    AgreementFactory(volunteer=adult, unit=county.hub, state="signed", signed_at=clock.now())
    scene.offered(cast, row, [adult])


def test_the_way_over_the_pages(cast, county, adult, login):
    office, mine = login(cast.station), login(cast.volunteer)
    form = {
        "unit": county.station.pk,
        "why": "long",
        "terms": TERMS,
        "starts_on": "2026-01-05",
        "ends_on": "",
    }
    assert office.post(reverse("volunteers:agreement-offer", args=[adult.pk]), form).status_code == 302
    row = Agreement.objects.get()
    page = reverse("volunteers:agreement", args=[row.pk])
    sign = reverse("volunteers:agreement-act", args=[row.pk, "sign"])
    assert (sign in office.get(page).content.decode(), sign in mine.get(page).content.decode()) == (
        False,
        True,
    )
    assert page in mine.get(reverse("volunteers:me")).content.decode()
    assert login(cast.stranger).get(page).status_code == 404
    mine.post(sign)
    row.refresh_from_db()
    assert row.state == "signed"
    copy = mine.get(reverse("volunteers:agreement-copy", args=[row.pk]))
    text = copy.content.decode("utf-8-sig")
    assert [words in text for words in (TERMS, row.text.text, "才让")] == [True, True, True]
    assert "attachment" in copy.headers["Content-Disposition"]
    assert login(cast.stranger).get(reverse("volunteers:agreement-copy", args=[row.pk])).status_code == 404
    office.post(reverse("volunteers:agreement-act", args=[row.pk, "end"]), {"reason": "项目结束"})
    assert "项目结束" in mine.get(page).content.decode()
    second = AgreementFactory(volunteer=adult)
    mine.post(reverse("volunteers:agreement-act", args=[second.pk, "decline"]))
    second.refresh_from_db()
    assert second.state == "declined"
    texts = reverse("volunteers:agreement-texts")
    assert office.post(texts, {"title": "x", "text": "y"}).status_code == 403
    login(cast.centre).post(texts, {"title": "第二版", "text": "正文"})
    assert "第二版" in office.get(texts).content.decode()
