"""Every route x every role x {own branch, other branch}: nothing crashes, nothing private answers a stranger."""

import re

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from shijian.demo.operations.register import count_anew
from tests.conftest import actor_of
from tests.factories.activities import (
    ActivityFactory,
    ActivityPhotoFactory,
    CeremonyFactory,
    CeremonyPartFactory,
    CostFactory,
    GuestFactory,
    JudgeFactory,
    OpeningFactory,
    PlanFactory,
    PlanItemFactory,
    ResultFactory,
    ScanFactory,
    SessionFactory,
    SignupFactory,
    StandingFactory,
    StartFactory,
    SwapRequestFactory,
)
from tests.factories.assessment import TargetFactory
from tests.factories.minors import ConsentPaperFactory, HarmReportFactory, MinorAccessFactory, born
from tests.factories.orders import (
    AbsenceFactory,
    AssignmentFactory,
    DispatchLineFactory,
    MenuItemFactory,
    OfferFactory,
    OrderFactory,
    RatingFactory,
)
from tests.factories.people import AppointmentFactory, PersonFactory, PositionFactory, ResetRequestFactory
from tests.factories.points import DeductionFactory, RedemptionFactory, RewardFactory, SettlementFactory
from tests.factories.records import (
    AppraisalStatementFactory,
    CertificateFactory,
    CertificateRequestFactory,
    CommendationFactory,
    ComplaintFactory,
    RecheckFactory,
    RecordImportFactory,
    RecordObjectionFactory,
    ServiceRecordFactory,
    SignalFactory,
    StarBarFactory,
    StarFactory,
    StarObjectionFactory,
    TopUpFactory,
    VolunteerCardFactory,
)
from tests.factories.units import OfficeFactory
from tests.factories.volunteers import (
    AgreementFactory,
    CommunityConsentFactory,
    GroupInsuranceFactory,
    JoinRequestFactory,
    TeamFactory,
    TeamMemberFactory,
    TrainingFactory,
    VolunteerFactory,
)
from tests.once import ON_POSTGRES

WITHOUT_OFFICE = ["resident", "volunteer", "leader"]
OFFICES = ["station", "hub", "centre", "overseer", "auditor", "system", "security"]


def offices(*names):
    """Roles that tests/test_reach.py walks as on SQLite."""
    return [pytest.param(name, marks=ON_POSTGRES) for name in names]


# Routes whose page is the same for everybody: the network, its menu, its teams; entry doors.
PUBLIC = {
    "people:privacy", "people:notice",
    "web:guides", "web:guide", "web:audit-roots", "web:audit-roots-text", "web:audit-roots-json",
    "web:home", "web:search", "web:picture", "web:alive", "web:ready", "web:words", "people:display",
    "web:manifest", "web:worker", "web:offline", "web:queue", "web:queue-before",
    "units:list", "units:detail", "units:history",
    "people:login", "people:logout", "people:register", "people:invitation", "people:slip", "people:org-chart",
    "people:code", "people:code-enter", "people:forgotten", "people:forgotten-enter",
    "people:child-notice",
    "volunteers:team-list", "volunteers:team-detail", "volunteers:team-join", "volunteers:team-leave",
    "activities:list", "activities:plans", "activities:unit-calendar", "activities:unit-atom",
    "activities:unit-json", "activities:detail", "activities:contest", "activities:contest-enter",
    "activities:ceremony", "activities:story",
    "activities:photo", "activities:poster", "activities:poster-picture",
    "activities:scan", "activities:kiosk", "activities:kiosk-open", "activities:kiosk-slip",
    "activities:month", "activities:calendar-file", "activities:signup", "activities:team",
    "orders:menu", "orders:item", "records:complaint-new", "records:complaint-look",
    "records:certificate", "records:certificate-look", "records:card-check",
    "records:publicity", "records:recheck-draws",
    "points:rules", "points:rule", "points:shop", "points:shop-books",
    "records:stars", "records:ranking",
}  # fmt: skip


def routes(resolver=None, namespace=""):
    """Yield (namespace:name, pattern text) of every page; the API has its own walk."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver) and entry.namespace != "api" and "api/" not in str(entry.pattern):
            yield from routes(entry, entry.namespace or namespace)
        elif isinstance(entry, URLPattern) and namespace:
            yield f"{namespace}:{entry.name}", str(entry.pattern)


ALL = sorted(set(routes()))


def _objection(unit):
    return AbsenceFactory(
        assignment__order__unit=unit,
        assignment__volunteer=VolunteerFactory(person__unit=unit),
        objection="我来了",
        objected_at=timezone.now(),
    )


def _records_of(unit, volunteer):
    return {
        "record": ServiceRecordFactory(volunteer=volunteer),
        "record_objection": RecordObjectionFactory(record__volunteer=VolunteerFactory(person__unit=unit)),
        "target": TargetFactory(unit=unit),
        "star": StarFactory(volunteer=volunteer),
        "star_bar": StarBarFactory(volunteer=volunteer),
        "star_objection": StarObjectionFactory(star__volunteer=VolunteerFactory(person__unit=unit)),
        "commendation": CommendationFactory(volunteer=volunteer),
        "top_up": TopUpFactory(volunteer=volunteer, handler=unit),
        "record_import": RecordImportFactory(unit=unit, handler=unit),
        "recheck": RecheckFactory(handler=unit),
        "signal": SignalFactory(unit=unit),
        "certificate_request": CertificateRequestFactory(volunteer=volunteer, unit=unit),
        "card": VolunteerCardFactory(volunteer=volunteer),
        "statement": AppraisalStatementFactory(volunteer=volunteer),
        "complaint": ComplaintFactory(unit=unit),
    }


def _planned(unit, order, volunteer):
    line = DispatchLineFactory(need__plan__unit=unit, need__order=order, volunteer=volunteer)
    return {"order": order, "plan_line": line, "plan_need": line.need, "dispatch_plan": line.need.plan}


def _shop_of(unit, volunteer):
    settlement = SettlementFactory(merchant__unit=unit)
    reward = RewardFactory(unit=unit, merchant=settlement.merchant)
    redemption = RedemptionFactory(reward=reward, volunteer=volunteer)
    return {
        "reward": reward,
        "redemption": redemption,
        "merchant": settlement.merchant,
        "settlement": settlement,
    }


@pytest.fixture
def branch(cast, county):
    """Objects of one branch by kind; `branch(unit)`."""

    def make(unit):
        person = PersonFactory(unit=unit)
        volunteer = VolunteerFactory(person__unit=unit)
        team = TeamFactory(unit=unit)
        order = OrderFactory(recipient=person, unit=unit)
        return {
            "unit": unit,
            "person": person,
            "volunteer": volunteer,
            "team": team,
            "item": MenuItemFactory(team=team),
            "offer": OfferFactory(order=order, volunteer=volunteer),
            "assignment": AssignmentFactory(order=order, volunteer=volunteer),
            "absence": _objection(unit),
            "rating": RatingFactory(order__recipient=person, order__unit=unit),
            **_records_of(unit, volunteer),
            "deduction": DeductionFactory(volunteer=volunteer),
            **_shop_of(unit, volunteer),
            "appointment": AppointmentFactory(person=person, unit=unit),
            "position": PositionFactory(person=person, unit=unit),
            "office": OfficeFactory(unit=unit),
            "reset": ResetRequestFactory(person=person),
            "member": TeamMemberFactory(team=team, volunteer=volunteer),
            "join": JoinRequestFactory(team=team),
            "agreement": AgreementFactory(volunteer=volunteer),
            "training": TrainingFactory(volunteer=volunteer),
            "cover": GroupInsuranceFactory(unit=unit, file_key="pictures/none"),
            "community": CommunityConsentFactory(team=team),
            "ward": PersonFactory(unit=unit, birth_date=born(10)),
            "paper": ConsentPaperFactory(consent__person=person, file_key="pictures/none"),
            "access": MinorAccessFactory(officer=person, unit=unit, minor=None),
            "harm": HarmReportFactory(reporter=person),
            **activity_of(unit, volunteer),
            **_planned(unit, order, volunteer),
        }

    return make


def activity_of(unit, volunteer):
    """A plan; a published activity with a meeting, a place held by the volunteer, and what hangs on it."""
    activity = ActivityFactory(published=True, unit=unit)
    meeting, opening = SessionFactory(activity=activity), OpeningFactory(activity=activity)
    facts = {"session": meeting, "opening": opening, "person": volunteer.person, "seat": 1}
    signup = SignupFactory(**facts, volunteer=volunteer)
    plan = PlanFactory(unit=unit, made_by=None)
    return {
        "activity": activity,
        "meeting": meeting,
        "opening": opening,
        "signup": signup,
        "scan": ScanFactory(signup=signup),
        "swap": SwapRequestFactory(signup=signup),
        "standing": StandingFactory(opening=opening, person=volunteer.person),
        "plan": plan,
        "plan_item": PlanItemFactory(plan=plan),
        **_shown_of(activity),
    }


def _shown_of(activity):
    """The contest, ceremony and archive of an activity."""
    start = StartFactory(round__contest__activity=activity, round__contest__awards=[])
    contest, ceremony = start.round.contest, CeremonyFactory(activity=activity)
    contest.state, contest.published_at = "published", timezone.now()
    contest.save()
    result = ResultFactory(entry=start.entry, award="一等奖")
    source = {"source_kind": "contest-result", "source_id": result.pk}
    return {
        "certificate": CertificateFactory(unit=activity.unit, **source),
        "start": start,
        "round": start.round,
        "entry": start.entry,
        "judge": JudgeFactory(contest=contest),
        "part": CeremonyPartFactory(ceremony=ceremony),
        "guest": GuestFactory(ceremony=ceremony),
        "photo": ActivityPhotoFactory(activity=activity),
        "row": CostFactory(activity=activity),
    }


KINDS = [
    (r"^assessment:act", "target"),
    (r"^activities:plan-item(-|$)", "plan_item"),
    (r"^activities:plan", "plan"),
    (r"^activities:unit", "unit"),
    (r"^activities:(done|calendar-file)$", "meeting"),
    (r"^activities:(place|every-time$|substitute-ask$)", "signup"),
    (r"^activities:every-time-end$", "standing"),
    (r"^activities:substitute-", "swap"),
    (r"^activities:(desk|kiosk|scan$|roll|session-act)", "meeting"),
    (r"^activities:opening-act", "opening"),
    (r"^activities:signup-act", "signup"),
    (r"^activities:", "activity"),
    (r"^orders:(absence|objection)", "absence"),
    (r"^orders:offer", "offer"),
    (r"^orders:(check$|service)", "assignment"),
    (r"^orders:plan-remove", "plan_line"),
    (r"^orders:plan-change", "plan_need"),
    (r"^orders:plan", "dispatch_plan"),
    (r"^orders:rating", "rating"),
    (r"^orders:item", "item"),
    (r"^orders:", "order"),
    (r"^points:(volunteer|deduct)$", "volunteer"),
    (r"^points:deduction", "deduction"),
    (r"^points:shop-(redeem|reward)", "reward"),
    (r"^points:shop-cancel", "redemption"),
    (r"^points:shop-merchant", "merchant"),
    (r"^points:shop-settlement", "settlement"),
    (r"^records:complaint", "complaint"),
    (r"^records:certificate-request", "certificate_request"),
    (r"^records:.*certificate", "certificate"),
    (r"^records:((card|statement)-make|statement-for)", "volunteer"),
    (r"^records:card", "card"),
    (r"^records:statement", "statement"),
    (r"^records:objection", "record_objection"),
    (r"^records:star-objection", "star_objection"),
    (r"^records:star-bar-appeal", "star_bar"),
    (r"^records:star-(ask|bar)", "volunteer"),
    (r"^records:stars", "unit"),
    (r"^records:star", "star"),
    (r"^records:import", "record_import"),
    (r"^records:top-up", "top_up"),
    (r"^records:honour", "commendation"),
    (r"^records:signal", "signal"),
    (r"^records:recheck", "recheck"),
    (r"^records:publicity", "unit"),
    (r"^records:", "record"),
    (r"^people:(org-chart|appointments|appoint|positions|place)$", "unit"),
    (r"^people:end-appointment", "appointment"),
    (r"^people:(leave-position|position-phone)", "position"),
    (r"^people:(ward-consent|child|child-answer)$", "ward"),
    (r"^people:(minor-look|minor-ask|minor-emergency|guardian|guardians|guardian-add)$", "ward"),
    (r"^people:paper-photo", "paper"),
    (r"^people:access-decide", "access"),
    (r"^people:harm", "harm"),
    (r"^people:", "person"),
    (r"^volunteers:.*(join|request)", "join"),
    (r"^volunteers:.*member", "member"),
    (r"^volunteers:training-decide", "training"),
    (r"^volunteers:agreement(-act|-copy)?$", "agreement"),
    (r"^volunteers:group", "cover"),
    (r"^volunteers:community", "community"),
    (r"^volunteers:team", "team"),
    (r"^volunteers:", "volunteer"),
    (r"^units:", "unit"),
    (r"^web:todo", "order"),
    (r"^web:sight", "order"),
    (r"^web:picture", "unit"),
]
# Words in the address of a page that exist, so that the page itself answers.
WORDS = {
    "assessment:act": "refuse",
    "activities:act": "copy", "activities:session-act": "move", "activities:opening-act": "number",
    "activities:signup-act": "end", "activities:ceremony-add": "part", "activities:archive-add": "cost",
    "activities:archive-drop": "cost",
    "activities:certificate-act": "revoke",
    "points:shop-reward-act": "withdraw", "points:shop-settlement-act": "drop", "points:shop-settlement-file": "csv",
    "web:sight": "order", "web:picture-change": "unit", "web:picture-remove": "unit",
    "web:picture-restore": "unit", "web:todo-do": "order-verify", "web:pick": "person",
    "volunteers:step": "confirm", "orders:check": "in",
    "orders:plan-act": "drop", "orders:steer": "requeue", "orders:item-act": "list",
    "volunteers:training-decide": "confirm", "volunteers:group-act": "end",
    "volunteers:agreement-act": "sign", "records:objection-act": "reject",
    "records:honour-act": "refuse",
    "records:import-act": "refuse",
    "records:top-up-act": "refuse", "records:signal-act": "clear", "records:recheck-act": "try",
    "records:certificate-request-act": "refuse",
    "records:star-act": "check", "records:star-objection-act": "reject",
}  # fmt: skip
VALUES = {"slug": "verify", "str": "x" * 43, "path": "x"}


def address(name, pattern, objects):
    """Give the address of a route with the ids of `objects`."""
    kwargs = {}
    for kind, key in re.findall(r"<(\w+):(\w+)>", pattern):
        if kind != "int":
            kwargs[key] = WORDS.get(name) or VALUES.get(kind, "x")
        elif key.removesuffix("_pk").removesuffix("_id") in objects:
            kwargs[key] = objects[key.removesuffix("_pk").removesuffix("_id")].pk
        else:
            kwargs[key] = objects[next(kind for rule, kind in KINDS if re.match(rule, name))].pk
    return reverse(name, kwargs=kwargs)


def answer(client, url):
    response = client.get(url)
    to_login = response.status_code == 302 and "/login/" in response.headers["Location"]
    return 401 if to_login else response.status_code


def test_there_are_routes_to_walk():
    assert len(ALL) > 40


@pytest.mark.parametrize("role", [*WITHOUT_OFFICE, *offices(*OFFICES)])
def test_no_route_crashes_for_any_role(cast, county, branch, login, role):
    branches = [branch(county.station), branch(county.station_other)]
    count_anew()  # PostgreSQL counted empty tables before, and would join them without an index
    client = login(getattr(cast, role))
    asked = {(name, address(name, pattern, objects)) for name, pattern in ALL for objects in branches}
    broken = {
        (name, code)
        for name, url in sorted(asked)
        if (code := answer(client, url)) not in {200, 302, 400, 401, 403, 404, 405, 410}
    }
    assert broken == set()


@pytest.mark.parametrize("role", [*WITHOUT_OFFICE, *offices("station", "hub")])
def test_private_routes_of_another_branch_are_out_of_reach(cast, county, branch, login, role):
    objects = branch(county.station_other)
    count_anew()
    client = login(getattr(cast, role))
    leaks = {
        name
        for name, pattern in ALL
        if "<int:" in pattern
        and name not in PUBLIC
        and answer(client, address(name, pattern, objects)) not in {401, 403, 404, 405}
    }
    assert leaks == set()


def test_private_routes_ask_a_visitor_to_log_in(cast, county, branch):
    objects = branch(county.station)
    client = Client()
    leaks = {
        name
        for name, pattern in ALL
        if name not in PUBLIC and answer(client, address(name, pattern, objects)) not in {401, 403, 404, 405}
    }
    assert leaks == set()


def test_a_station_never_sees_the_next_village(cast, county, branch):
    own, next_door = branch(county.station), branch(county.station2)
    actor = actor_of(cast.station)
    for kind in ("person", "volunteer", "order", "record"):
        visible = type(own[kind]).objects.visible_to(actor)
        assert visible.filter(pk=own[kind].pk).exists()
        assert not visible.filter(pk=next_door[kind].pk).exists()
