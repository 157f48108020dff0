"""Every step that needs a second person refuses the first one with its sentence, and lets another one do it."""

import datetime as dt

import pytest

from shijian.activities.enums import ActivityState
from shijian.activities.operations import approval, certificates, results, rounds, scanning, vouching
from shijian.kernel import clock
from shijian.kernel.duties import DUTIES, OwnEntry
from shijian.kernel.operation import REGISTRY
from shijian.orders.enums import AssignmentState, FollowUp, ItemState, OrderState
from shijian.orders.operations import absences, intake, menu, rating, service
from shijian.orders.queries import orders
from shijian.people import operations as people
from shijian.people.enums import Role
from shijian.points.operations import appeals, deductions, redeeming, rulebook, settling
from shijian.records import operations as records
from shijian.records.operations import (
    certificate_requests,
    commendations,
    import_recording,
    imports,
    objections,
    proofs,
    rechecks,
    signals,
    topups,
)
from shijian.volunteers import operations as register
from shijian.volunteers.enums import TeamRole, VolunteerState
from shijian.volunteers.operations import trainings
from tests import star_scenes, target_scenes
from tests.factories.activities import (
    ActivityFactory,
    ContestFactory,
    EntryFactory,
    ResultFactory,
    ScanFactory,
    ScanVerdictFactory,
    SessionFactory,
    SignupFactory,
)
from tests.factories.orders import AssignmentFactory, MenuItemFactory, OrderFactory, RatingFactory
from tests.factories.people import AccountFactory, AppointmentFactory, PersonFactory
from tests.factories.points import DeductionFactory, PointsRuleFactory, RedemptionFactory, SettlementFactory
from tests.factories.records import (
    CertificateRequestFactory,
    CommendationFactory,
    RecheckFactory,
    RecordImportFactory,
    RecordObjectionFactory,
    ServiceRecordFactory,
    SignalFactory,
    TopUpFactory,
)
from tests.factories.volunteers import (
    JoinRequestFactory,
    SkillFactory,
    TeamFactory,
    TeamMemberFactory,
    TrainingFactory,
    TrainingKindFactory,
    VolunteerFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def as_volunteer(cast, county, **kwargs):
    """The hub officer is a volunteer as well."""
    return VolunteerFactory(person=cast.hub, unit=county.hub, **kwargs)


def make_appointment(cast, county):
    return lambda a: people.appoint(
        cast.hub, unit=county.station, role="station", starts_on=clock.today(), actor=a
    )


def lengthen_term(cast, county):
    term = AppointmentFactory(
        person=cast.hub, unit=county.hub, role=Role.OVERSEER, ends_on=clock.today() + DAY
    )
    return lambda a: people.end_appointment(term, on=clock.today() + 90 * DAY, actor=a)


def merge_person(cast, county):
    twin = PersonFactory(unit=county.hub)
    return lambda a: people.merge_persons(twin, into=cast.hub, actor=a)


def confirm_volunteer(cast, county):
    row = VolunteerFactory(person__unit=county.station, state=VolunteerState.PENDING, registered_by=cast.hub)
    return lambda a: register.confirm_volunteer(row, evidence="档案盒 3", actor=a)


def consent(cast, county):
    row = as_volunteer(cast, county, state=VolunteerState.CONSENT)
    row.person.birth_date = clock.today() - 17 * 365 * DAY
    row.person.save()
    return lambda a: register.give_guardian_consent(row, guardian_name="家长", evidence="档案盒 3", actor=a)


def licence(cast, county):
    row = VolunteerFactory(person__unit=county.station, person__guardian=cast.hub)
    facts = {"skill": SkillFactory(), "licence_no": "甲1", "licence_until": None}
    return lambda a: register.record_licence(row, actor=a, **facts)


def insurance(cast, county):
    row, today = as_volunteer(cast, county), clock.today()
    facts = {"insurer": "人保", "policy_no": "1", "valid_from": today, "valid_until": today}
    return lambda a: register.record_insurance(row, actor=a, **facts)


def enter_training(cast, county):
    row = VolunteerFactory(person__unit=county.station, person__guardian=cast.hub)
    facts = {
        "course": "急救班",
        "minutes": 60,
        "day": clock.today(),
        "organiser": "红十字会",
        "evidence": "证书",
    }
    kind = TrainingKindFactory()
    return lambda a: trainings.record_training(row, kind=kind, actor=a, **facts)


def confirm_training(cast, county):
    volunteer = VolunteerFactory(person__unit=county.station)
    row = TrainingFactory(volunteer=volunteer, entered_by=cast.hub, counts_since=None)
    return lambda a: trainings.confirm_training(row, actor=a)


def void_training(cast, county):
    row = TrainingFactory(volunteer=as_volunteer(cast, county))
    return lambda a: trainings.void_training(row, reason="没有参加", actor=a)


def decide_join(cast, county):
    row = JoinRequestFactory(team=cast.team, volunteer=as_volunteer(cast, county))
    return lambda a: register.decide_join(row, approve=True, actor=a)


def add_member(cast, county):
    row = as_volunteer(cast, county)
    return lambda a: register.add_member(cast.team, volunteer=row, agreed="当面", actor=a)


def set_leader(cast, county):
    row = as_volunteer(cast, county)
    TeamMemberFactory(team=cast.team, volunteer=row)
    return lambda a: register.set_leader(cast.team, volunteer=row, role=TeamRole.DEPUTY, actor=a)


def verify_order(cast, county):
    order = OrderFactory(recipient=cast.resident, unit=county.station, taken_by=cast.hub)
    return lambda a: intake.verify_order(order, actor=a)


def reject_order(cast, county, actor_of):
    order = OrderFactory(recipient=cast.resident, unit=county.station)
    intake.reject_order(order, reason="不符合", actor=actor_of(cast.hub))
    intake.appeal_order(order, reason="请再看", actor=actor_of(cast.resident))
    return lambda a: intake.reject_order(order, reason="不符合", actor=a)


def _of_led_team(cast, county, state):
    team = TeamFactory(unit=county.hub)
    TeamMemberFactory(team=team, volunteer=as_volunteer(cast, county), role=TeamRole.LEADER)
    return OrderFactory(recipient=cast.resident, unit=county.station, team=team, state=state)


def rate_order(cast, county):
    order = _of_led_team(cast, county, OrderState.RATING)
    return lambda a: rating.rate_order(order, stars=5, channel="phone", actor=a)


def follow_up(cast, county):
    row = RatingFactory(order=_of_led_team(cast, county, OrderState.CLOSED), stars=1, follow_up=FollowUp.OPEN)
    return lambda a: rating.follow_up_rating(row, outcome=FollowUp.EXPLAINED, note="已说明", actor=a)


def reopen(cast, county):
    order = _of_led_team(cast, county, OrderState.CLOSED)
    return lambda a: rating.reopen_order(order, reason="再来一次", actor=a)


def review_item(cast, county, actor_of):
    member = TeamMemberFactory(
        team=TeamFactory(unit=county.hub), volunteer=as_volunteer(cast, county), role=TeamRole.LEADER
    )
    item = MenuItemFactory(team=member.team, state=ItemState.DRAFT)
    menu.submit_item(item, actor=actor_of(cast.hub))
    member.ends_on = clock.today()
    member.save()
    return lambda a: menu.review_item(item, approve=True, actor=a)


def _ward_serves(cast, county, doing, **kwargs):
    order = OrderFactory(recipient=cast.resident, unit=county.station, **kwargs)
    ward = VolunteerFactory(person=PersonFactory(unit=county.station, guardian=cast.hub))
    times = {"checked_in_at": order.wished_from, "checked_in_by": ward.person}
    return AssignmentFactory(
        order=order, volunteer=ward, state=doing, **({} if doing == AssignmentState.COMMITTED else times)
    )


def confirm_service(cast, county):
    row = _ward_serves(cast, county, AssignmentState.SERVING, state=OrderState.SERVING)
    return lambda a: service.confirm_service(row, actor=a)


def no_show(cast, county):
    begun = clock.now() - dt.timedelta(hours=1)
    row = _ward_serves(cast, county, AssignmentState.COMMITTED, state=OrderState.ACCEPTED, wished_from=begun)
    return lambda a: absences.mark_no_show(row, actor=a)


def enter_times(cast, county):
    start = clock.now() - dt.timedelta(hours=3)
    row = _ward_serves(cast, county, AssignmentState.DONE, state=OrderState.SERVING, wished_from=start)
    return lambda a: service.enter_times(row, start=start, end=start + dt.timedelta(hours=1), actor=a)


def void_record(cast, county):
    row = ServiceRecordFactory(volunteer__person__unit=county.station, responsible=cast.hub)
    return lambda a: records.void_record(row, reason="记错", actor=a)


def _signup(cast, county, **facts):
    session = SessionFactory(activity__published=True, activity__unit=county.station, starts_at=clock.now())
    return SignupFactory(session=session, **facts)


def scan_for(cast, county):
    row = _signup(cast, county, person=cast.hub)
    return lambda a: scanning.scan_for(row, kind="in", nonce="one", actor=a)


def vouch_for_scan(cast, county):
    scan = ScanFactory(signup=_signup(cast, county), by=cast.hub)
    ScanVerdictFactory(scan=scan, outcome="waiting", why="late-entry")
    return lambda a: vouching.decide_scans([scan], counts=True, why="", actor=a)


def approve_activity(cast, county):
    row = ActivityFactory(unit=county.station, made_by=cast.hub, state=ActivityState.REVIEW)
    return lambda a: approval.approve_activity(row, actor=a)


def reissue_record(cast, county):
    row = ServiceRecordFactory(volunteer__person__unit=county.station, recorder=cast.hub)
    times = {"started_at": row.started_at, "ended_at": row.ended_at}
    return lambda a: records.reissue_record(row, reason="记错", actor=a, **times)


def publish_results(cast, county, actor_of):
    contest = ContestFactory(activity=ActivityFactory(published=True, unit=county.station))
    EntryFactory(contest=contest)
    run = actor_of(cast.centre)
    judge = rounds.appoint_judge(contest, person=cast.hub, actor=run)
    final = rounds.draw_round(contest, name="决赛", lanes=1, actor=run)
    rounds.give_mark(final.starts.get(), value=900, judge=judge, actor=actor_of(cast.hub))
    rounds.close_round(final, actor=run)
    return lambda a: results.publish_results(contest, actor=a)


def reissue_certificate(cast, county, actor_of):
    activity = ActivityFactory(published=True, unit=county.station)
    contest = ContestFactory(activity=activity, state="published", published_at=clock.now())
    result = ResultFactory(entry__contest=contest, entry__contact=cast.hub, award="一等奖")
    run = actor_of(cast.centre)
    (made,) = certificates.issue_certificates(contest, honours=[result.award], actor=run)
    return lambda a: certificates.reissue_contest_certificate(contest, made, reason="名字写错", actor=a)


def approve_rule(cast, county):
    rule = PointsRuleFactory(state="draft", approved_at=None, made_by=cast.hub, valid_from=clock.today())
    return lambda a: rulebook.approve_rule(rule, actor=a)


def deduct(cast, county):
    row = DeductionFactory(volunteer__person__unit=county.station, proposed_by=cast.hub)
    return lambda a: deductions.decide_deduction(row, actor=a)


def appeal(cast, county):
    facts = {"state": "appealed", "decided_by": cast.hub}
    row = DeductionFactory(volunteer__person__unit=county.station, **facts)
    return lambda a: appeals.settle_appeal(row, uphold=False, answer="有照片", actor=a)


def hand_over(cast, county):
    row = RedemptionFactory(reward__unit=county.hub, volunteer__person__guardian=cast.hub)
    return lambda a: redeeming.hand_over(row, actor=a)


def confirm_settlement(cast, county):
    row = SettlementFactory(merchant__unit=county.hub, made_by=cast.hub)
    return lambda a: settling.confirm_settlement(row, actor=a)


# For each step: how its scene is set; then the hub officer is too close, and the centre officer is the second person.
def uphold_objection(cast, county):
    row = RecordObjectionFactory(by=cast.hub, record__volunteer__person__unit=county.station)
    return lambda a: objections.uphold_objection(row, answer="那天没有活动", actor=a)


def reject_objection(cast, county):
    row = RecordObjectionFactory(by=cast.hub, record__volunteer__person__unit=county.station)
    return lambda a: objections.reject_objection(row, answer="签到照片里有他", actor=a)


def approve_top_up(cast, county):
    row = TopUpFactory(volunteer__person__unit=county.station, asked_by=cast.hub, handler=county.centre)
    return lambda a: topups.approve_top_up(row, actor=a)


def refuse_top_up(cast, county):
    row = TopUpFactory(volunteer__person__unit=county.station, asked_by=cast.hub, handler=county.centre)
    return lambda a: topups.refuse_top_up(row, answer="照片看不清", actor=a)


def decide_commendation(deed):
    def scene(cast, county):
        row = CommendationFactory(
            volunteer__person__unit=county.station, entered_by=cast.hub, confirmed=deed == "revoke"
        )
        return lambda a: getattr(commendations, f"{deed}_commendation")(row, answer="证书相符", actor=a)

    return scene


def table_of(cast, county, **facts):
    return RecordImportFactory(unit=county.station, asked_by=cast.hub, handler=county.centre, **facts)


def approve_import(cast, county):
    row = table_of(cast, county)
    return lambda a: imports.approve_import(row, actor=a)


def refuse_import(cast, county):
    row = table_of(cast, county)
    return lambda a: imports.refuse_import(row, answer="名册没有签字", actor=a)


def void_import(cast, county):
    row = table_of(cast, county, state="done", decided_by=PersonFactory(), over_at=clock.now())
    return lambda a: import_recording.void_import(row, reason="名册是假的", actor=a)


def consented_statement(cast, county):
    born = clock.today() - dt.timedelta(days=9000)
    volunteer = VolunteerFactory(
        person__unit=county.station, person__guardian=cast.hub, person__birth_date=born
    )
    facts = {"given_on": clock.today(), "asker": "县教育局", "purpose": "评审", "file_key": "pictures/none"}
    return lambda a: proofs.make_consented_statement(volunteer, actor=a, **facts)


def confirm_signal(cast, county):
    row = SignalFactory(
        state="review", unit=county.station, records=[ServiceRecordFactory(recorder=cast.hub)]
    )
    return lambda a: signals.confirm_signal(row, answer="那天没有活动", actor=a)


def clear_signal(cast, county):
    row = SignalFactory(
        state="review", unit=county.station, records=[ServiceRecordFactory(recorder=cast.hub)]
    )
    return lambda a: signals.clear_signal(row, answer="有现场照片", actor=a)


def wish_of(cast, county, volunteer, asked_by):
    ServiceRecordFactory(volunteer=volunteer, unit=county.station)
    return CertificateRequestFactory(volunteer=volunteer, unit=county.station, asked_by=asked_by)


def check_certificate_request(cast, county):
    row = wish_of(cast, county, VolunteerFactory(person=cast.hub), cast.hub)
    return lambda a: certificate_requests.check_certificate_request(row, actor=a)


def approve_certificate_request(cast, county, actor_of):
    volunteer = VolunteerFactory(person__unit=county.station)
    row = wish_of(cast, county, volunteer, cast.hub)
    certificate_requests.check_certificate_request(row, actor=actor_of(cast.station))
    return lambda a: certificate_requests.approve_certificate_request(row, actor=a)


def confirm_recheck(cast, county):
    row = RecheckFactory(handler=county.hub, record__recorder=cast.hub)
    return lambda a: rechecks.confirm_recheck(row, actor=a)


def deny_recheck(cast, county):
    row = RecheckFactory(handler=county.hub, record__recorder=cast.hub)
    return lambda a: rechecks.deny_recheck(row, note="没人来过", actor=a)


SCENES = {
    "recheck.confirm": confirm_recheck,
    "recheck.deny": deny_recheck,
    "signal.confirm": confirm_signal,
    "signal.clear": clear_signal,
    "certificate-request.check": check_certificate_request,
    "certificate-request.approve": approve_certificate_request,
    "activity.approve": approve_activity,
    "activity.scan": scan_for,
    "activity.vouch": vouch_for_scan,
    "contest.publish": publish_results,
    "contest.certificate": reissue_certificate,
    "appointment.make": make_appointment,
    "appointment.lengthen": lengthen_term,
    "person.merge": merge_person,
    "volunteer.confirm": confirm_volunteer,
    "volunteer.consent": consent,
    "volunteer.licence": licence,
    "volunteer.insurance": insurance,
    "join.decide": decide_join,
    "team.add": add_member,
    "team.role": set_leader,
    "order.verify": verify_order,
    "order.reject": reject_order,
    "order.rate": rate_order,
    "rating.follow-up": follow_up,
    "order.reopen": reopen,
    "menu.review": review_item,
    "training.enter": enter_training,
    "training.confirm": confirm_training,
    "training.void": void_training,
    "service.confirm": confirm_service,
    "service.no-show": no_show,
    "service.enter": enter_times,
    **{f"commendation.{each}": decide_commendation(each) for each in ("confirm", "refuse", "revoke")},
    "record-import.approve": approve_import,
    "record-import.refuse": refuse_import,
    "record-import.void": void_import,
    "statement.consented": consented_statement,
    "top-up.approve": approve_top_up,
    "top-up.refuse": refuse_top_up,
    "objection.uphold": uphold_objection,
    "objection.reject": reject_objection,
    "points.appeal": appeal,
    "points.deduct": deduct,
    "points.rule": approve_rule,
    "points.hand-over": hand_over,
    "points.settlement": confirm_settlement,
    "record.void": void_record,
    "record.reissue": reissue_record,
    **star_scenes.SCENES,
    **target_scenes.SCENES,
}
# Operations whose name says that something is approved, and why they need no second person beyond what they do.
WORDS = (
    "verify", "confirm", "review", "decide", "approve", "reject", "void", "reissue", "appoint", "merge_p",
    "follow_up", "reopen", "consent", "record_licence", "record_insurance", "no_show", "rate_", "times",
    "uphold",
)  # fmt: skip
EXEMPT = {
    "shijian.activities.operations.rounds.appoint_judge",  # its own rule refuses who has an entry
    "shijian.activities.operations.vouching.claim_times",  # one's own word; a second person decides on it
    "shijian.orders.operations.absences.object_to_no_show",  # the volunteer's own word; settling it has its own rule
    "shijian.people.operations.consents.give_consent",  # one's own word, or the signed paper whose place is named
    "shijian.people.operations.minors.access.decide_access",  # the database refuses one's own
    "shijian.people.operations.minors.harm.reopen_harm",  # the line takes up again what it had finished
    "shijian.people.operations.minors.papers.consent_as_guardian",  # the guardian's own word
    "shijian.people.operations.consents.withdraw_consent",  # withdrawing is as easy as giving
    "shijian.volunteers.operations.standing.note_community_consent",  # its own rule refuses the leaders of the team
    "shijian.volunteers.operations.standing.end_community_consent",
    "shijian.volunteers.operations.states.withdraw_guardian_consent",
    "shijian.people.operations.registers.decide_purpose",  # a number of the county, nobody's entry
    "shijian.people.operations.second_step.note_confirmed",  # one's own second factor
    "shijian.people.operations.resets.decide_reset",  # its own rule refuses who asked and who is meant
    "shijian.records.operations.complaints.reopen_complaint",  # the one who complains is not content with the answer
    "shijian.units.operations.life.reopen_unit",  # the office above acts on a unit below, never on itself
}


def test_every_step_has_a_scene_and_every_approval_is_a_step():
    assert set(SCENES) == set(DUTIES)
    operations = {duty.operation for duty in DUTIES.values()}
    assert operations <= set(REGISTRY)
    ours = [name for name in REGISTRY if name.startswith("shijian.")]
    named = {name for name in ours if any(word in name.rsplit(".", 1)[1] for word in WORDS)}
    assert named - operations - EXEMPT == set()


@pytest.mark.parametrize("key", sorted(SCENES))
def test_whoever_is_too_close_is_refused_with_a_sentence(cast, county, actor_of, key):
    scene = SCENES[key]
    wants = "actor_of" in scene.__code__.co_varnames[: scene.__code__.co_argcount]
    act = scene(cast, county, actor_of) if wants else scene(cast, county)
    with pytest.raises(OwnEntry) as refused:
        act(actor_of(cast.hub))
    assert str(refused.value) == str(DUTIES[key].sentence)
    assert refused.value.code == "own-entry"
    assert act(actor_of(cast.centre)) is not None


def test_an_order_of_the_only_officer_goes_one_level_up(cast, county, actor_of):
    wished = clock.now() + DAY
    facts = {"title": "修灯", "category": "repair", "wished_from": wished, "wished_until": wished + DAY / 4}
    alone = intake.create_order(
        actor=actor_of(cast.station), unit=county.station, recipient=cast.resident, channel="phone", **facts
    )
    assert (alone.taken_by, alone.handler) == (cast.station, county.hub)
    deputy = AppointmentFactory(person=AccountFactory(person__unit=county.station).person).person
    shared = intake.create_order(
        actor=actor_of(cast.station), unit=county.station, recipient=cast.resident, channel="phone", **facts
    )
    assert shared.handler == county.station
    assert intake.verify_order(shared, actor=actor_of(deputy)).state == OrderState.QUEUED


def test_an_officer_who_is_helped_does_not_verify_his_own_need(cast, county, actor_of):
    order = OrderFactory(recipient=cast.station, unit=county.station)
    assert (
        orders.nearest_handler(county.station, orders.VERIFIERS, without=orders.close_to(order)) == county.hub
    )
    with pytest.raises(OwnEntry):
        intake.verify_order(order, actor=actor_of(cast.station))


def test_the_desk_says_why_somebody_else_verifies(cast, county, login):
    order = OrderFactory(recipient=cast.resident, unit=county.station, taken_by=cast.station)
    other = OrderFactory(recipient=cast.resident, unit=county.station)
    client = login(cast.station)
    sentence = "由本单位或上级单位的另一位工作人员核实"
    assert sentence in client.get(f"/office/orders/{order.pk}/").content.decode()
    assert sentence not in client.get(f"/office/orders/{other.pk}/").content.decode()
    todo = client.get("/todo/").content.decode()
    assert f"/todo/order-verify/{other.pk}/" in todo
    assert f"/todo/order-verify/{order.pk}/" not in todo
    assert f"/todo/order-verify/{order.pk}/" in login(cast.hub).get("/todo/").content.decode()
