"""Gates before a service: training, licence, insurance of every kind, body in command, consent of the community."""

import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from shijian.kernel import clock
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry, PolicyValue
from shijian.orders.enums import AssignmentState, OrderState, Urgency
from shijian.orders.models import Assignment, Command, Offer, OrderInsurance
from shijian.orders.operations import answer, command, cover, dispatch, intake, menu, risks, service
from shijian.orders.queries import candidates
from shijian.volunteers.enums import Risk
from shijian.volunteers.models import TeamMember, TeamStanding
from shijian.volunteers.operations import cover as groups
from shijian.volunteers.operations import standing
from shijian.volunteers.rules import risk_version
from tests.conftest import actor_of
from tests.factories.orders import (
    AssignmentFactory,
    CommandFactory,
    MenuItemFactory,
    OfferFactory,
    OrderInsuranceFactory,
)
from tests.factories.people import AccountFactory
from tests.factories.volunteers import (
    CommunityConsentFactory,
    GroupInsuranceFactory,
    SkillFactory,
    TeamStandingFactory,
    TrainingFactory,
    TrainingKindFactory,
    VolunteerSkillFactory,
)
from tests.orders import scene


@pytest.fixture(autouse=True)
def _noon():
    """An order that begins in an hour begins on the same local day."""
    with time_machine.travel(clock.now().replace(hour=4, minute=0)):
        yield


@pytest.fixture
def kind(db):
    return TrainingKindFactory(name="心肺复苏", valid_months=24)


def demanding(cast, county, kind, **more):
    order = scene.queued(cast, county, **more)
    order.trainings.add(kind)
    return order


def found(order):
    return [candidate.subject.person.name for candidate in candidates.volunteers_for(order)]


# Trainings and licences


def test_vol_07_who_lacks_the_training_is_no_candidate_and_reads_what_to_do(cast, county, kind):
    order = demanding(cast, county, kind)
    trained = scene.helper(county.station, "会急救的")
    TrainingFactory(volunteer=trained, kind=kind)
    assert found(order) == ["会急救的"]
    with pytest.raises(dispatch.Unfit) as refused:
        scene.offered(cast, order, [cast.volunteer.volunteer])
    assert refused.value.rule == "untrained"
    assert "才让" in str(refused.value)
    assert "心肺复苏" in str(refused.value)
    assert Offer.objects.count() == 0
    scene.offered(cast, order, [trained])


@pytest.mark.parametrize(
    "facts",
    [
        {"counts_since": None},
        {"voided_at": timezone.now(), "void_reason": "没有参加"},
        {"valid_until": dt.date(2025, 6, 1)},
        {"day": dt.date(2999, 1, 1)},
    ],
)
def test_vol_07_only_a_training_that_counts_on_that_day(cast, county, kind, facts):
    order = demanding(cast, county, kind)
    TrainingFactory(volunteer=cast.volunteer.volunteer, kind=kind, **facts)
    assert "才让" not in found(order)


def test_vol_07_nobody_claims_or_accepts_without_it(cast, county, kind, login):
    order = demanding(cast, county, kind, open_to_claim=True)
    client = login(cast.volunteer)
    page = client.post(f"/claims/{order.pk}/", follow=True).content.decode()
    assert "心肺复苏" in page
    order.state = OrderState.OFFERED
    order.save()
    offer = OfferFactory(order=order, volunteer=cast.volunteer.volunteer)
    assert "心肺复苏" in client.get(f"/offers/{offer.pk}/").content.decode()
    with pytest.raises(dispatch.Unfit):
        answer.accept_offer(offer, actor=actor_of(cast.volunteer))
    assert Assignment.objects.count() == 0
    TrainingFactory(volunteer=cast.volunteer.volunteer, kind=kind)
    client.post(f"/claims/{order.pk}/")
    assert Assignment.objects.count() == 1


def test_vol_07_what_was_lost_since_stops_the_check_in(cast, county, kind):
    licensed = SkillFactory(name="电工", needs_licence=True)
    order = demanding(cast, county, kind)
    order.skills.add(licensed)
    training = TrainingFactory(volunteer=cast.volunteer.volunteer, kind=kind)
    licence = VolunteerSkillFactory(volunteer=cast.volunteer.volunteer, skill=licensed, licence_no="9")
    (offer,) = scene.offered(cast, order, [cast.volunteer.volunteer])
    answer.accept_offer(offer, actor=actor_of(cast.volunteer))
    row = Assignment.objects.get()
    for thing, field, lost, rule in (
        (training, "counts_since", None, "untrained"), (licence, "licence_no", "", "unlicensed"),
    ):  # fmt: skip
        kept = getattr(thing, field)
        setattr(thing, field, lost)
        thing.save()
        with pytest.raises(dispatch.Unfit) as refused:
            service.check_in(row, actor=actor_of(cast.volunteer))
        assert refused.value.rule == rule
        setattr(thing, field, kept)
        thing.save()
    service.check_in(row, actor=actor_of(cast.volunteer))


def test_vol_07_the_county_may_demand_one_of_everybody(cast, county, kind):
    order = scene.queued(cast, county)
    assert "才让" in found(order)
    PolicyValue.objects.create(
        key="training.for_all", value=kind.code, valid_from="2020-01-01", document_no="夏文明〔2026〕3号"
    )
    assert "才让" not in found(order)
    TrainingFactory(volunteer=cast.volunteer.volunteer, kind=kind)
    assert "才让" in found(order)


def test_vol_07_an_order_takes_the_demand_of_its_menu_item_and_the_verifier_changes_it(
    cast, county, kind, login
):
    item = MenuItemFactory(team=cast.team)
    item.trainings.add(kind)
    start = clock.now() + dt.timedelta(days=1)
    order = intake.create_order(
        item=item, unit=county.station, recipient=cast.resident, actor=actor_of(cast.resident),
        wished_from=start, wished_until=start + dt.timedelta(hours=2),
    )  # fmt: skip
    assert list(order.trainings.all()) == [kind]
    assert "心肺复苏" in login(cast.station).get(f"/office/orders/{order.pk}/").content.decode()
    assert "心肺复苏" in login(cast.resident).get(f"/menu/{item.pk}/").content.decode()
    intake.verify_order(order, changes={"trainings": []}, actor=actor_of(cast.station))
    assert list(order.trainings.all()) == []


# Insurance


def dangerous(cast, county, **more):
    """A dangerous order that starts in an hour, with the cast's volunteer bound to it as if he were insured."""
    order = scene.queued(cast, county, risk=Risk.DANGER, risk_note="要上屋顶", **more)
    order.state = OrderState.ACCEPTED
    order.save()
    return AssignmentFactory(order=order, volunteer=cast.volunteer.volunteer)


def day_of(row):
    return clock.local(row.order.wished_from).date()


def grown_up(cast):
    cast.volunteer.birth_date = dt.date(1980, 1, 1)
    cast.volunteer.save()
    AccountFactory._meta.model.objects.filter(person=cast.volunteer).exists()


@pytest.mark.parametrize("which", ["unit", "above", "team", "named", "order"])
def test_vol_08_each_kind_of_insurance_opens_a_dangerous_service_on_its_days(cast, county, which):
    grown_up(cast)
    row = dangerous(cast, county)
    day = day_of(row)
    term = {"valid_from": day, "valid_until": day}
    with pytest.raises(service.Uninsured):
        service.check_in(row, actor=actor_of(cast.volunteer))
    if which == "order":
        OrderInsuranceFactory(order=row.order, **term)
    else:
        unit = county.hub if which in ("above", "team") else county.station
        cover_kind = {"above": "unit"}.get(which, which)
        made = GroupInsuranceFactory(
            unit=unit, cover=cover_kind, team=cast.team if which == "team" else None, **term
        )
        if which == "named":
            made.named.add(cast.volunteer.volunteer)
    service.check_in(row, actor=actor_of(cast.volunteer))
    assert Assignment.objects.get(pk=row.pk).state == AssignmentState.SERVING


@pytest.mark.parametrize(
    "which", ["yesterday", "tomorrow", "other-unit", "other-team", "left-team", "not-named", "other-order"]
)
def test_vol_08_no_other_insurance_opens_it_neither_in_the_database(cast, county, which):
    grown_up(cast)
    row = dangerous(cast, county)
    day = day_of(row)
    gone, later = day - dt.timedelta(days=1), day + dt.timedelta(days=1)
    term = {
        "yesterday": {"valid_until": gone}, "tomorrow": {"valid_from": later},
    }.get(which, {})  # fmt: skip
    if which == "other-order":
        OrderInsuranceFactory()
    elif which in ("other-team", "left-team"):
        team = TeamMember.objects.get(volunteer=cast.volunteer.volunteer).team
        if which == "left-team":
            TeamMember.objects.filter(volunteer=cast.volunteer.volunteer).update(ends_on=gone)
            GroupInsuranceFactory(unit=team.unit, cover="team", team=team)
        else:
            GroupInsuranceFactory(cover="team", team=TeamMember.objects.none().first() or _other_team(county))
    elif which == "not-named":
        GroupInsuranceFactory(unit=county.station, cover="named")
    else:
        unit = county.station2 if which == "other-unit" else county.station
        GroupInsuranceFactory(unit=unit, **term)
    assert "才让" not in found(row.order)
    with pytest.raises(service.Uninsured):
        service.check_in(row, actor=actor_of(cast.volunteer))
    with pytest.raises(DatabaseError), transaction.atomic():
        Assignment.objects.update(state=AssignmentState.SERVING, checked_in_at=row.order.wished_from)


def _other_team(county):
    from tests.factories.volunteers import TeamFactory

    return TeamFactory(unit=county.station)


@pytest.mark.parametrize("which", ["unit", "team", "named", "order"])
def test_vol_08_whom_a_group_covers_is_a_candidate_for_danger(cast, county, which):
    grown_up(cast)
    order = scene.queued(cast, county, risk=Risk.DANGER, risk_note="要上屋顶")
    assert found(order) == []
    if which == "order":
        OrderInsuranceFactory(order=order)
    else:
        made = GroupInsuranceFactory(
            unit=county.hub, cover=which, team=cast.team if which == "team" else None
        )
        if which == "named":
            made.named.add(cast.volunteer.volunteer)
    assert "才让" in found(order)


def test_vol_08_the_office_enters_the_policy_of_a_group_and_of_an_order(cast, county, login):
    client = login(cast.station)
    facts = {
        "insurer": "人保财险", "policy_no": "G-77", "valid_from": "2026-01-01", "valid_until": "2027-12-31",
    }  # fmt: skip
    form = {**facts, "unit": county.station.pk, "cover": "named", "evidence": "站内档案3"}
    assert client.post(reverse("volunteers:group-policies"), form).status_code == 302
    made = groups.GroupInsurance.objects.get()

    def act(deed):
        return reverse("volunteers:group-act", args=[made.pk, deed])

    client.post(act("name"), {"number": cast.volunteer.volunteer.number})
    assert made.named.count() == 1
    assert client.post(act("name"), {"number": "nobody"}).status_code == 422
    page = client.get(reverse("volunteers:group-policy", args=[made.pk])).content.decode()
    assert "才让" in page
    client.post(act("strike"), {"number": cast.volunteer.volunteer.number})
    assert made.named.count() == 0
    client.post(act("end"), {"last_day": "2026-12-31"})
    made.refresh_from_db()
    assert made.valid_until == dt.date(2026, 12, 31)
    other = login(cast.stranger)
    assert other.get(reverse("volunteers:group-policy", args=[made.pk])).status_code == 404
    assert "G-77" not in other.get(reverse("volunteers:group-policies")).content.decode()
    order = scene.queued(cast, county, risk=Risk.SOME, risk_note="要上梯子")
    insure = reverse("orders:insurance", args=[order.pk])
    client.post(insure, {**facts, "policy_no": "O-5", "evidence": "卷1"})
    assert "O-5" in client.get(f"/office/orders/{order.pk}/").content.decode()
    assert other.post(insure, facts).status_code == 404
    assert OrderInsurance.objects.count() == 1
    actions = set(AuditEntry.objects.filter(action__startswith="insurance.").values_list("action", flat=True))
    assert actions == {"insurance.group", "insurance.name", "insurance.end", "insurance.order"}


def test_vol_08_wrong_facts_are_named_and_nothing_is_entered_twice(cast, county):
    day = dt.date(2026, 1, 1)
    facts = {"insurer": "人保", "policy_no": "7", "valid_from": day, "valid_until": day, "evidence": "卷"}

    def entered(**more):
        given = {"cover": "unit", **facts, **more}
        return groups.insure_group(county.station, actor=actor_of(cast.station), **given)

    for more, field in (
        ({"cover": "team"}, "team"), ({"team": cast.team}, "team"), ({"evidence": " "}, "evidence"),
        ({"cover": "all"}, "cover"), ({"valid_until": day - dt.timedelta(days=1)}, "valid_until"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            entered(**more)
        assert set(refused.value.fields) == {field}
    row = entered()
    with pytest.raises(Conflict):
        entered()
    with pytest.raises(Invalid):
        groups.end_group_insurance(row, last_day=day + dt.timedelta(days=1), actor=actor_of(cast.station))
    with pytest.raises(NotAllowed):
        groups.insure_group(county.station2, cover="unit", actor=actor_of(cast.station), **facts)
    order = scene.queued(cast, county)
    for person, refusal in ((cast.volunteer, OutOfReach), (cast.overseer, NotAllowed)):
        with pytest.raises(refusal):
            cover.insure_order(order, actor=actor_of(person), **facts)
    cover.insure_order(order, actor=actor_of(cast.hub), **facts)
    with pytest.raises(Conflict):
        cover.insure_order(order, actor=actor_of(cast.hub), **facts)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_policies_costs_the_same_however_long(
    cast, county, login, django_assert_num_queries, rows
):
    client = login(cast.station)
    client.get(reverse("volunteers:group-policies"))
    GroupInsuranceFactory.create_batch(rows, unit=county.station)
    with django_assert_num_queries(LIST_COST):
        client.get(reverse("volunteers:group-policies"))


LIST_COST = 7

# Emergencies


def test_vol_13_nobody_is_sent_before_the_body_in_command_is_named(cast, county, login):
    order = scene.queued(cast, county, urgency=Urgency.EMERGENCY)
    with pytest.raises(command.NoCommand):
        scene.offered(cast, order, [cast.volunteer.volunteer])
    with pytest.raises(DatabaseError), transaction.atomic():
        OfferFactory(order=order, volunteer=cast.volunteer.volunteer)
    facts = {"body": "夏河县应急管理局", "contact": "现场指挥 王科长"}
    for person, refusal in (
        (cast.volunteer, OutOfReach),
        (cast.resident, NotAllowed),
        (cast.stranger, OutOfReach),
    ):
        with pytest.raises(refusal):
            command.name_command(order, actor=actor_of(person), **facts)
    with pytest.raises(Invalid):
        command.name_command(order, body=" ", contact="王", actor=actor_of(cast.hub))
    act = reverse("orders:office-act", args=[order.pk, "command"])
    login(cast.hub).post(act, {f"command-{name}": value for name, value in facts.items()})
    assert Command.objects.get().body == facts["body"]
    (offer,) = scene.offered(cast, order, [cast.volunteer.volunteer])
    page = login(cast.volunteer).get(f"/offers/{offer.pk}/").content.decode()
    assert [word in page for word in facts.values()] == [True, True]
    entry = AuditEntry.objects.get(action="order.command")
    assert entry.changes == {"body": [None, facts["body"]]}


def test_vol_13_nobody_goes_into_an_emergency_by_himself(cast, county):
    order = scene.queued(cast, county, urgency=Urgency.EMERGENCY, open_to_claim=True)
    CommandFactory(order=order)
    with pytest.raises(Conflict):
        answer.claim_order(order, actor=actor_of(cast.volunteer))
    with pytest.raises(Conflict):
        dispatch.open_for_claims(order, actor=actor_of(cast.hub))
    dispatch.open_for_claims(order, on=False, actor=actor_of(cast.hub))
    calm = scene.queued(cast, county)
    with pytest.raises(WrongState):
        command.name_command(calm, body="应急局", contact="王", actor=actor_of(cast.hub))


# Consent of the community


def test_vol_18_an_unregistered_team_is_asked_at_home_and_with_consent_only(cast, county):
    order = scene.queued(cast, county)
    away = scene.queued(cast, county, unit=county.station_other, handler=county.hub2)
    hub = actor_of(cast.hub)
    assert [c.subject for c in candidates.teams_for(order)] == [cast.team]
    standing.set_standing(cast.team, kind="unregistered", actor=hub)
    assert candidates.teams_for(order) == []
    with pytest.raises(dispatch.Unfit) as refused:
        dispatch.offer_to_teams(order, teams=[cast.team], actor=hub)
    assert cast.team.name in str(refused.value)
    day = clock.today()
    consent = standing.note_community_consent(
        cast.team, body="塔哇村民委员会", given_on=day, ends_on=None, evidence="会议记录3号", actor=hub
    )
    assert [c.subject for c in candidates.teams_for(order)] == [cast.team]
    assert candidates.teams_for(away) == []
    dispatch.offer_to_teams(order, teams=[cast.team], actor=hub)
    with time_machine.travel(timezone.now() + dt.timedelta(days=2), tick=False):
        standing.end_community_consent(consent, actor=hub)
        later = scene.queued(cast, county)
        assert candidates.teams_for(later) == []
        with pytest.raises(WrongState):
            standing.end_community_consent(consent, actor=hub)


def test_vol_18_it_offers_nothing_on_the_menu_without_consent(cast):
    item = MenuItemFactory(team=cast.team, state="draft")
    TeamStandingFactory(team=cast.team)
    with pytest.raises(Conflict):
        menu.submit_item(item, actor=actor_of(cast.leader))
    CommunityConsentFactory(team=cast.team)
    assert menu.submit_item(item, actor=actor_of(cast.leader)).state == "review"


def test_vol_18_leaders_do_not_vouch_for_their_own_team(cast, login):
    page = reverse("volunteers:team-standing", args=[cast.team.pk])
    for person in (cast.leader, cast.volunteer, cast.stranger):
        assert login(person).post(page, {"kind": "registered"}).status_code == 403
    office = login(cast.hub)
    office.post(page, {"kind": "unregistered"})
    assert TeamStanding.objects.get().kind == "unregistered"
    form = {"body": "塔哇村委会", "given_on": "2026-01-02", "ends_on": "", "evidence": "卷2"}
    office.post(reverse("volunteers:team-consent", args=[cast.team.pk]), form)
    assert "塔哇村委会" in office.get(page).content.decode()
    consent = cast.team.community_consents.get()
    end = reverse("volunteers:community-end", args=[consent.pk])
    assert login(cast.leader).post(end).status_code == 403
    office.post(end)
    consent.refresh_from_db()
    assert consent.ends_on == clock.today() - dt.timedelta(days=1)
    with pytest.raises(Invalid) as refused:
        standing.note_community_consent(
            cast.team,
            body="",
            given_on=dt.date(2999, 1, 1),
            ends_on=None,
            evidence="",
            actor=actor_of(cast.hub),
        )
    assert set(refused.value.fields) == {"body", "given_on", "evidence"}


def test_the_risk_of_a_demanding_order_is_still_read_first(cast, county, kind):
    order = demanding(cast, county, kind, risk=Risk.SOME, risk_note="要上梯子")
    TrainingFactory(volunteer=cast.volunteer.volunteer, kind=kind)
    (offer,) = scene.offered(cast, order, [cast.volunteer.volunteer])
    with pytest.raises(risks.RiskUnread):
        answer.accept_offer(offer, actor=actor_of(cast.volunteer))
    risks.read_risk(order, version=risk_version(order.risk, order.risk_note), actor=actor_of(cast.volunteer))
    answer.accept_offer(offer, actor=actor_of(cast.volunteer))
