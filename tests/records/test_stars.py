"""Stars: whose line is reached, who checks and decides, what goes before the public, what is never silent."""

import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from shijian.kernel import audit, clock, worklist
from shijian.kernel.actor import SYSTEM
from shijian.kernel.duties import OwnEntry
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry, PolicyValue
from shijian.people.enums import Purpose, Role
from shijian.people.models import Message
from shijian.records.models import Star, StarBar, StarEntry, StarObjection
from shijian.records.operations import records, star_doubts, star_reviews, stars
from shijian.records.queries import star_cards
from shijian.records.queries import stars as reads
from tests.conftest import actor_of
from tests.factories.people import AccountFactory, AppointmentFactory, ConsentFactory, PersonFactory
from tests.factories.records import ServiceRecordFactory, StarFactory, StarObjectionFactory
from tests.factories.volunteers import VolunteerFactory

DAY = dt.timedelta(days=1)
LATER = dt.timedelta(days=30)


def served(volunteer, minutes, **facts):
    return ServiceRecordFactory(volunteer=volunteer, minutes=minutes, **facts)


@pytest.fixture
def volunteer(cast):
    cast.volunteer.birth_date = dt.date(1980, 1, 1)
    cast.volunteer.save()
    served(cast.volunteer.volunteer, 6000)
    return cast.volunteer.volunteer


@pytest.fixture
def second(county):
    """Another officer of the centre."""
    person = AccountFactory(person__unit=county.centre, person__name="副主任").person
    AppointmentFactory(person=person, unit=county.centre, role=Role.CENTRE)
    return person


def decide(key, value, day=dt.date(2020, 1, 1)):
    PolicyValue.objects.create(key=key, value=value, valid_from=day, document_no="夏文明〔2020〕1号")


def before_the_public(cast, volunteer):
    star = stars.apply_for_star(volunteer, actor=actor_of(cast.volunteer))
    stars.check_star(star, actor=actor_of(cast.hub))
    return stars.decide_star(star, actor=actor_of(cast.centre))


def after_publicity(star):
    return time_machine.travel(
        dt.datetime.combine(star.public_until + DAY, dt.time(9), clock.ZONE), tick=False
    )


def granted(cast, volunteer):
    star = before_the_public(cast, volunteer)
    with after_publicity(star):
        star_reviews.sweep()
    star.refresh_from_db()
    return star


def told(person):
    return Message.objects.filter(person=person).count()


def test_a_star_of_the_county_from_the_wish_to_the_grant(cast, volunteer):
    star = before_the_public(cast, volunteer)
    star.refresh_from_db()
    assert (star.state, star.level, star.minutes, star.line_minutes) == ("public", 1, 6000, 6000)
    assert star.public_until == clock.add_working_days(clock.today(), 5)
    star_reviews.sweep()
    star.refresh_from_db()
    assert (star.state, reads.level_of(volunteer.pk)) == ("public", 0)
    with after_publicity(star):
        star_reviews.sweep()
        star_reviews.sweep()
        day = clock.today()
    star.refresh_from_db()
    assert (star.state, star.granted_on, reads.level_of(volunteer.pk)) == ("granted", day, 1)
    assert list(StarEntry.objects.values_list("change", "minutes", "authority")) == [
        ("granted", 6000, "county")
    ]
    deeds = (
        AuditEntry.objects.filter(action__startswith="star.").order_by("pk").values_list("action", flat=True)
    )
    assert list(deeds) == ["star.ask", "star.check", "star.decide", "star.grant"]
    assert told(cast.volunteer) == 3
    assert told(cast.stranger) == 0


def test_only_counted_hours_of_accepted_evidence_reach_the_line(cast, volunteer):
    actor = actor_of(cast.volunteer)
    records.void_record(volunteer.records.get(), reason="录错了", actor=actor_of(cast.hub))
    served(volunteer, 5999)
    served(volunteer, 600, grade="imported")
    served(volunteer, 600, counts_from=clock.today() + DAY)
    served(volunteer, 600, state="void", void_reason="重复", voided_at=clock.now())
    with pytest.raises(Invalid):
        stars.apply_for_star(volunteer, actor=actor)
    assert reads.reached() == ([], None)
    card = star_cards.card(volunteer, actor)
    assert (card.minutes, card.missing, card.may_apply) == (5999, 1, False)
    assert [(part.grade, part.minutes, part.counts) for part in card.parts] == [
        ("self", 5999, True), ("imported", 600, False),
    ]  # fmt: skip
    decide("star.grades", ["self", "imported"])
    assert reads.reached(batch=1) == ([volunteer.pk], volunteer.pk)
    assert reads.reached(volunteer.pk) == ([], None)


def test_the_rules_of_the_day_stay_with_the_star(cast, volunteer):
    star = granted(cast, volunteer)
    decide("star.thresholds", [200, 400])
    star_reviews.sweep()
    star.refresh_from_db()
    assert (star.state, star.line_minutes) == ("granted", 6000)
    assert reads.next_rule(1, clock.today()).minutes == 400 * 60
    assert reads.next_rule(2, clock.today()) is None


def test_who_reached_a_line_is_proposed_once_and_not_after_a_no(cast, volunteer):
    child = VolunteerFactory(person__birth_date=clock.today() - 12 * 365 * DAY)
    resting = VolunteerFactory(state="paused")
    for each in (child, resting):
        served(each, 9000)
    star_reviews.sweep()
    star_reviews.sweep()
    star = Star.objects.get()
    assert (star.volunteer_id, star.asked_by_id, star.state) == (volunteer.pk, None, "asked")
    stars.take_back_star(star, actor=actor_of(cast.volunteer))
    star_reviews.sweep()
    assert Star.objects.count() == 1
    assert stars.apply_for_star(volunteer, actor=actor_of(cast.volunteer)).level == 1


def test_nobody_else_applies_and_nobody_decides_alone(cast, volunteer, second):
    for person, error in ((cast.resident, OutOfReach), (cast.hub, OutOfReach)):
        with pytest.raises(error):
            stars.apply_for_star(volunteer, actor=actor_of(person))
    star = stars.apply_for_star(volunteer, actor=actor_of(cast.volunteer))
    with pytest.raises(Conflict):
        stars.apply_for_star(volunteer, actor=actor_of(cast.volunteer))
    with pytest.raises(OutOfReach):
        stars.check_star(star, actor=actor_of(cast.stranger))
    with pytest.raises(WrongState):
        stars.decide_star(star, actor=actor_of(cast.centre))
    with pytest.raises(NotAllowed):
        stars.propose_star(volunteer, actor=actor_of(cast.centre))
    stars.check_star(star, actor=actor_of(cast.centre))
    with pytest.raises(OwnEntry):
        stars.decide_star(star, actor=actor_of(cast.centre))
    with pytest.raises(NotAllowed):
        stars.decide_star(star, actor=actor_of(cast.hub))
    assert stars.decide_star(star, actor=actor_of(second)).state == "public"
    with pytest.raises(IntegrityError), transaction.atomic():
        Star.objects.filter(pk=star.pk).update(checked_by=second)


def test_the_work_list_shows_the_next_step_to_whoever_has_it(cast, county, volunteer):
    def lines(person):
        source = next(each for each in worklist.SOURCES if each.kind == "star")
        return list(source.rows(actor_of(person)).values_list("state", flat=True))

    star = stars.apply_for_star(volunteer, actor=actor_of(cast.volunteer))
    assert (lines(cast.hub), lines(cast.centre), lines(cast.stranger)) == (["asked"], ["asked"], [])
    stars.check_star(star, actor=actor_of(cast.hub))
    assert (lines(cast.hub), lines(cast.centre)) == ([], ["checked"])
    stars.decide_star(star, actor=actor_of(cast.centre))
    assert (lines(cast.hub), lines(cast.centre)) == ([], [])


def test_an_objection_holds_the_grant_up_and_ends_it(cast, volunteer, second):
    star = before_the_public(cast, volunteer)
    made = star_doubts.object_to_star(star, words="那些时长不对", actor=actor_of(cast.resident))
    with pytest.raises(Conflict):
        star_doubts.object_to_star(star, words="再说一遍", actor=actor_of(cast.resident))
    with after_publicity(star):
        star_reviews.sweep()
        star.refresh_from_db()
        assert star.state == "public"
        for person, error in ((cast.hub, OwnEntry), (cast.stranger, OutOfReach)):
            with pytest.raises(error):
                star_doubts.uphold_star_objection(made, answer="属实", actor=actor_of(person))
        star_doubts.uphold_star_objection(made, answer="属实", actor=actor_of(second))
        star_reviews.sweep()
    star.refresh_from_db()
    assert (star.state, reads.level_of(volunteer.pk), StarEntry.objects.count()) == ("refused", 0, 0)
    assert star.answer == "属实"


def test_a_rejected_objection_lets_it_be_granted(cast, volunteer, second):
    star = before_the_public(cast, volunteer)
    made = star_doubts.object_to_star(star, words="那些时长不对", actor=actor_of(cast.resident))
    star_doubts.reject_star_objection(made, answer="签到属实", actor=actor_of(second))
    with after_publicity(star):
        star_reviews.sweep()
    assert reads.level_of(volunteer.pk) == 1
    assert StarObjection.objects.visible_to(actor_of(cast.stranger)).count() == 0
    assert StarObjection.objects.visible_to(actor_of(cast.volunteer)).count() == 0
    assert StarObjection.objects.visible_to(actor_of(cast.resident)).count() == 1


def test_who_objected_takes_it_back_and_the_star_is_granted(cast, volunteer, login):
    star = before_the_public(cast, volunteer)
    made = star_doubts.object_to_star(star, words="那些时长不对", actor=actor_of(cast.resident))
    page = reverse("records:star-objection", args=[made.pk])
    deed = reverse("records:star-objection-act", args=[made.pk, "withdraw"])
    assert login(cast.stranger).post(deed).status_code == 404
    assert login(cast.volunteer).post(deed).status_code == 404
    client = login(cast.resident)
    assert deed in client.get(page).content.decode()
    assert client.post(deed).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.decided_by, deed in client.get(page).content.decode()) == (
        "withdrawn",
        None,
        False,
    )
    with after_publicity(star):
        star_reviews.sweep()
    assert reads.level_of(volunteer.pk) == 1


def test_what_is_still_open_ends_with_the_star(cast, county, volunteer, second):
    star = before_the_public(cast, volunteer)
    first, other = (
        star_doubts.object_to_star(star, words="那些时长不对", actor=actor_of(person))
        for person in (cast.resident, cast.leader)
    )
    star_doubts.uphold_star_objection(first, answer="属实", actor=actor_of(second))
    other.refresh_from_db()
    assert (other.state, other.answer, told(cast.leader)) == ("upheld", "这颗星没有评上。", 1)


def test_hours_that_go_before_the_grant_give_it_back_to_the_decision(cast, volunteer):
    star = before_the_public(cast, volunteer)
    records.void_record(volunteer.records.get(), reason="录错了", actor=actor_of(cast.hub))
    with after_publicity(star):
        star_reviews.sweep()
    star.refresh_from_db()
    assert star.state == "checked"
    with pytest.raises(Invalid):
        stars.decide_star(star, actor=actor_of(cast.centre))
    stars.refuse_star(star, answer="时长不够", actor=actor_of(cast.centre))
    assert reads.level_of(volunteer.pk) == 0


def test_a_higher_star_is_put_forward_and_granted_by_its_authority(cast, volunteer):
    decide("star.authorities", ["city"])
    star = before_the_public(cast, volunteer)
    with after_publicity(star):
        star_reviews.sweep()
        star.refresh_from_db()
        assert (star.state, star.authority, reads.level_of(volunteer.pk)) == ("forwarded", "city", 0)
        actor = actor_of(cast.centre)
        with pytest.raises(Invalid):
            stars.confirm_star(star, document_no=" ", granted_on=clock.today(), actor=actor)
        with pytest.raises(Invalid):
            stars.confirm_star(
                star, document_no="州志〔2026〕3号", granted_on=clock.today() + DAY, actor=actor
            )
        stars.confirm_star(star, document_no="州志〔2026〕3号", granted_on=clock.today(), actor=actor)
    entry = StarEntry.objects.get()
    assert (entry.change, entry.authority, entry.document_no) == ("granted", "city", "州志〔2026〕3号")
    assert reads.level_of(volunteer.pk) == 1


def dropped(cast, volunteer):
    star = granted(cast, volunteer)
    records.void_record(volunteer.records.get(), reason="没有这次服务", actor=actor_of(cast.hub))
    served(volunteer, 5000)
    star_reviews.sweep()
    star.refresh_from_db()
    return star


def test_a_star_whose_hours_drop_stands_until_somebody_decides(cast, volunteer, second):
    star = dropped(cast, volunteer)
    assert (star.state, reads.level_of(volunteer.pk)) == ("review", 1)
    with pytest.raises(NotAllowed):
        star_reviews.keep_star(star, answer="善意错误", actor=actor_of(cast.hub))
    star_reviews.keep_star(star, answer="善意的登记错误", actor=actor_of(second))
    star_reviews.sweep()
    star.refresh_from_db()
    assert (star.state, star.kept_minutes, star.answer) == ("granted", 5000, "善意的登记错误")
    records.void_record(volunteer.records.get(state="valid"), reason="录错了", actor=actor_of(cast.hub))
    served(volunteer, 4000)
    star_reviews.sweep()
    star.refresh_from_db()
    assert star.state == "review"
    served(volunteer, 2000)
    star_reviews.sweep()
    star.refresh_from_db()
    assert star.state == "granted"


def test_a_doubt_alone_opens_no_review(cast, volunteer):
    star = granted(cast, volunteer)
    from tests.factories.records import RecordObjectionFactory

    RecordObjectionFactory(record=volunteer.records.get())
    star_reviews.sweep()
    star.refresh_from_db()
    assert star.state == "granted"


def test_a_withdrawn_star_comes_back_after_an_appeal_and_the_history_keeps_all(cast, volunteer, second):
    star = dropped(cast, volunteer)
    star_reviews.withdraw_star(star, answer="虚报时长", actor=actor_of(cast.centre))
    assert (reads.level_of(volunteer.pk), told(cast.volunteer)) == (0, 6)
    for person in (cast.resident, cast.hub):
        with pytest.raises(OutOfReach):
            star_doubts.appeal_star(star, words="不是虚报", actor=actor_of(person))
    made = star_doubts.appeal_star(star, words="不是虚报", actor=actor_of(cast.volunteer))
    with pytest.raises(OwnEntry):
        star_doubts.uphold_star_objection(made, answer="有证明", actor=actor_of(cast.centre))
    star_doubts.uphold_star_objection(made, answer="有证明", actor=actor_of(second))
    star_reviews.sweep()
    star.refresh_from_db()
    assert (star.state, reads.level_of(volunteer.pk)) == ("granted", 1)
    changes = list(StarEntry.objects.order_by("pk").values_list("change", flat=True))
    assert changes == ["granted", "withdrawn", "restored"]
    assert star.answer == ""


def test_what_the_city_granted_comes_back_with_its_document(cast, volunteer, second, login):
    star = dropped(cast, volunteer)
    Star.objects.filter(pk=star.pk).update(authority="city")
    star.refresh_from_db()
    star_reviews.withdraw_star(
        star, answer="虚报时长", document_no="州志〔2026〕8号", actor=actor_of(cast.centre)
    )
    made = star_doubts.appeal_star(star, words="不是虚报", actor=actor_of(cast.volunteer))
    deed = reverse("records:star-objection-act", args=[made.pk, "uphold"])
    client = login(second)
    refused = client.post(deed, {"answer": "有证明"})
    assert (refused.status_code, list(refused.context["forms"][0][1].errors)) == (200, ["document_no"])
    assert client.post(deed, {"answer": "有证明", "document_no": "州志〔2026〕9号"}).status_code == 302
    star.refresh_from_db()
    assert (star.state, star.document_no) == ("granted", "州志〔2026〕9号")


def test_the_same_star_is_not_begun_while_an_appeal_about_it_is_open(cast, volunteer, second):
    star = dropped(cast, volunteer)
    star_reviews.withdraw_star(star, answer="虚报时长", actor=actor_of(cast.centre))
    made = star_doubts.appeal_star(star, words="不是虚报", actor=actor_of(cast.volunteer))
    served(volunteer, 2000)
    with pytest.raises(Conflict):
        stars.apply_for_star(volunteer, actor=actor_of(cast.volunteer))
    star_doubts.reject_star_objection(made, answer="属实", actor=actor_of(second))
    assert stars.apply_for_star(volunteer, actor=actor_of(cast.volunteer)).level == 1


def test_each_loss_has_an_appeal_of_its_own(cast, volunteer, second, login):
    star = dropped(cast, volunteer)
    page, client = reverse("records:star", args=[star.pk]), login(cast.volunteer)
    for minutes in (4000, 3000):
        star_reviews.withdraw_star(star, answer="虚报时长", actor=actor_of(cast.centre))
        assert client.get(page).context["may_appeal"]
        made = star_doubts.appeal_star(star, words="不是虚报", actor=actor_of(cast.volunteer))
        assert not client.get(page).context["may_appeal"]
        star_doubts.uphold_star_objection(made, answer="有证明", actor=actor_of(second))
        records.void_record(volunteer.records.get(state="valid"), reason="录错了", actor=actor_of(cast.hub))
        served(volunteer, minutes)
        star_reviews.sweep()
        star.refresh_from_db()
        assert star.state == "review"


def test_whoever_checks_may_also_say_no(cast, volunteer):
    star = stars.apply_for_star(volunteer, actor=actor_of(cast.volunteer))
    stars.refuse_star(star, answer="有两次没有到场", actor=actor_of(cast.hub))
    star.refresh_from_db()
    assert (star.state, star.answer) == ("refused", "有两次没有到场")


def test_whoever_checks_does_not_refuse_afterwards(cast, volunteer):
    star = stars.apply_for_star(volunteer, actor=actor_of(cast.volunteer))
    stars.check_star(star, actor=actor_of(cast.hub))
    with pytest.raises(OwnEntry):
        stars.refuse_star(star, answer="又不行了", actor=actor_of(cast.hub))


def test_the_time_to_appeal_ends(cast, volunteer, login):
    star = dropped(cast, volunteer)
    star_reviews.withdraw_star(star, answer="虚报时长", actor=actor_of(cast.centre))
    page, client = reverse("records:star", args=[star.pk]), login(cast.volunteer)
    assert client.get(page).context["may_appeal"]
    with time_machine.travel(clock.now() + LATER), pytest.raises(Invalid):
        star_doubts.appeal_star(star, words="不是虚报", actor=actor_of(cast.volunteer))
    with time_machine.travel(clock.now() + LATER):
        assert not login(cast.volunteer).get(page).context["may_appeal"]


def test_the_database_keeps_the_history(cast, volunteer):
    granted(cast, volunteer)
    with pytest.raises(DatabaseError), transaction.atomic():
        StarEntry.objects.update(minutes=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        StarEntry.objects.all().delete()
    assert StarEntry.objects.get().minutes == 6000


def test_a_bar_needs_a_void_record_and_can_be_appealed(cast, volunteer, second):
    record = served(volunteer, 300)
    actor = actor_of(cast.hub)
    with pytest.raises(Invalid):
        star_doubts.bar_stars(volunteer, record=record, reason="虚报", actor=actor)
    records.void_record(record, reason="没有这次服务", actor=actor)
    with pytest.raises(OutOfReach):
        star_doubts.bar_stars(volunteer, record=record, reason="虚报", actor=actor_of(cast.stranger))
    bar = star_doubts.bar_stars(volunteer, record=record, reason="虚报", actor=actor)
    star_reviews.sweep()
    assert Star.objects.count() == 0
    with pytest.raises(Invalid):
        stars.apply_for_star(volunteer, actor=actor_of(cast.volunteer))
    made = star_doubts.appeal_bar(bar, words="是系统出错", actor=actor_of(cast.volunteer))
    with pytest.raises(OwnEntry):
        star_doubts.uphold_star_objection(made, answer="属实", actor=actor)
    star_doubts.uphold_star_objection(made, answer="属实", actor=actor_of(second))
    assert StarBar.objects.get().lifted_at is not None
    assert stars.apply_for_star(volunteer, actor=actor_of(cast.volunteer)).level == 1


def test_a_failing_audit_row_takes_the_step_with_it(cast, volunteer, monkeypatch):
    star = stars.apply_for_star(volunteer, actor=actor_of(cast.volunteer))

    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(audit, "record", fails)
    with pytest.raises(RuntimeError):
        stars.check_star(star, actor=actor_of(cast.hub))
    star.refresh_from_db()
    assert star.state == "asked"


def test_in_public_names_stand_only_with_consent_and_never_of_minors(cast, county, volunteer, client):
    star = before_the_public(cast, volunteer)
    child = VolunteerFactory(person__birth_date=clock.today() - 15 * 365 * DAY, person__unit=county.station)
    child.person.name = "桑吉卓玛"
    child.person.save()
    for person in (child.person, cast.volunteer):
        for purpose in (Purpose.PUBLIC_NAME, Purpose.PUBLIC_STAR):
            ConsentFactory(person=person, purpose=purpose)
    StarFactory(volunteer=child, granted=True)
    StarFactory(volunteer=child, level=2, state="public", public_until=clock.today(), decided_by=cast.centre)
    other = StarFactory(volunteer__person__unit=county.station, granted=True)
    body = client.get(reverse("records:stars", args=[county.centre.pk])).content.decode()
    assert volunteer.number in body
    assert "才*" in body
    assert child.number in body
    for word in ("才让", "桑", other.volunteer.number):
        assert word not in body
    assert star_cards.shown(star_cards.agreed(county.centre)) == []
    with after_publicity(star):
        star_reviews.sweep()
    assert [row.name for row in star_cards.shown(star_cards.agreed(county.centre))] == ["才*"]


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_a_fixed_number_of_queries(
    cast, county, volunteer, login, django_assert_num_queries, count
):
    for _ in range(count):
        StarFactory(volunteer__person__unit=county.station)
    client = login(cast.hub)
    with django_assert_num_queries(6):
        assert client.get(reverse("records:star-list")).status_code == 200
    before_the_public(cast, volunteer)
    for level in range(count):
        ward = VolunteerFactory(person__unit=county.station, person__guardian=cast.volunteer)
        StarFactory(volunteer=ward, granted=True, level=level + 1)
    client = login(cast.volunteer)
    with django_assert_num_queries(14):
        assert client.get(reverse("records:my-star")).status_code == 200
    Star.objects.filter(state="asked").update(
        state="public", public_until=clock.today(), decided_by=cast.centre
    )
    client.logout()
    with django_assert_num_queries(5):
        assert client.get(reverse("records:stars", args=[county.hub.pk])).status_code == 200


def test_the_page_of_a_star_offers_each_step_to_its_officer(cast, volunteer, login):
    star = stars.apply_for_star(volunteer, actor=actor_of(cast.volunteer))
    page = reverse("records:star", args=[star.pk])

    def deed(name):
        return reverse("records:star-act", args=[star.pk, name])

    assert login(cast.stranger).get(page).status_code == 404
    client = login(cast.hub)
    assert deed("check") in client.get(page).content.decode()
    assert client.post(deed("check")).status_code == 302
    assert deed("decide") not in client.get(page).content.decode()
    client = login(cast.centre)
    assert client.post(deed("refuse"), {"answer": ""}).status_code == 422
    assert client.post(deed("decide")).status_code == 302
    star.refresh_from_db()
    assert star.state == "public"
    assert deed("take-back") in login(cast.volunteer).get(page).content.decode()


def test_the_ranking_is_off_and_when_on_shows_only_who_agreed(cast, county, volunteer, client):
    page = reverse("records:ranking")
    assert client.get(page).status_code == 404
    decide("ranking.persons", True)
    silent = VolunteerFactory(person__name="马不说")
    child = VolunteerFactory(person__name="桑吉", person__birth_date=clock.today() - 16 * 365 * DAY)
    same, third = (
        VolunteerFactory(person__name=name, person__birth_date=dt.date(1990, 1, 1))
        for name in ("杨一", "吴二")
    )
    for each, minutes in ((silent, 60000), (child, 50000), (same, 6030), (third, 120)):
        served(each, minutes)
    for each in (volunteer, child, same, third):
        ConsentFactory(person=each.person, purpose=Purpose.RANKING)
    ConsentFactory(person=silent.person, purpose=Purpose.PUBLIC_NAME)
    assert [(row.place, row.name, row.minutes) for row in star_cards.ranking()] == [
        (1, "杨*", 6000), (1, "才*", 6000), (3, "吴*", 120),
    ]  # fmt: skip
    body = client.get(page).content.decode()
    assert "马" not in body
    assert "桑" not in body
    volunteer.person.consents.update(withdrawn_at=clock.now())
    assert [row.name for row in star_cards.ranking()] == ["杨*", "吴*"]


def test_the_clock_alone_moves_what_is_the_clocks(cast, volunteer):
    star = before_the_public(cast, volunteer)
    actor = actor_of(cast.centre)
    for step in (stars.end_publicity, star_reviews.question_star, star_reviews.settle_star):
        with pytest.raises(NotAllowed):
            step(star, actor=actor)
    assert stars.end_publicity(star, actor=SYSTEM) is False


def test_a_guardian_asks_for_a_ward_who_may_not_ask_alone(cast, county):
    guardian = AccountFactory(person__unit=county.station).person
    child = PersonFactory(unit=county.station, birth_date=clock.today() - 15 * 365 * DAY, guardian=guardian)
    volunteer = VolunteerFactory(person=child)
    served(volunteer, 6000)
    with pytest.raises(NotAllowed):
        stars.apply_for_star(volunteer, actor=actor_of(child))
    star = stars.apply_for_star(volunteer, actor=actor_of(guardian))
    assert (star.asked_by_id, told(child)) == (guardian.pk, 1)


def test_objections_of_two_entries_of_one_person_follow(cast):
    row = StarObjectionFactory(by=cast.resident)
    assert star_doubts.move_star_objections(cast.resident, cast.leader, SYSTEM) == {"star_objections": 1}
    row.refresh_from_db()
    assert row.by_id == cast.leader.pk
    again = StarObjectionFactory(star=row.star, by=cast.resident)
    with pytest.raises(Conflict):
        star_doubts.move_star_objections(cast.resident, cast.leader, SYSTEM)
    again.refresh_from_db()
    assert again.by_id == cast.resident.pk
