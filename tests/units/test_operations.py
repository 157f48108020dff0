"""Units are founded, changed, renamed, merged and closed; history and audit keep what was."""

import datetime as dt
import itertools

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from shijian.kernel import audit, clock, search
from shijian.kernel.actor import SYSTEM
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry
from shijian.units import operations, queries, rules
from shijian.units.enums import CodeKind, OfficeKind, UnitKind, UnitState
from shijian.units.models import Office, Unit, UnitCode, UnitName
from tests.conftest import actor_of
from tests.factories.units import OfficeFactory, UnitCodeFactory, UnitFactory, UnitNameFactory

DAY = dt.date(2024, 3, 1)
LATER = dt.date(2025, 3, 1)


def found(parent, name="新站", kind=UnitKind.STATION, actor=SYSTEM, **facts):
    return operations.found_unit(parent, kind=kind, name=name, actor=actor, **facts)


def test_founding_takes_the_next_path_and_writes_name_code_search_and_audit(county, cast):
    unit = found(
        county.hub, "", place_name="新村", actor=actor_of(cast.hub), founded_on=DAY, code="623027100299"
    )
    assert unit.path == county.hub.path + "0002"
    assert unit.name == "新村新时代文明实践站"
    assert list(UnitName.objects.filter(unit=unit).values_list("name", "valid_from")) == [(unit.name, DAY)]
    assert queries.by_code("623027100299") == unit
    assert list(search.find("unit", "xincun")) == [unit.pk]
    entry = AuditEntry.objects.get(action="unit.found")
    assert (entry.object_id, entry.actor_person_id) == (unit.pk, cast.hub.pk)


@pytest.mark.parametrize("who", ["stranger", "overseer", "auditor", "resident", "volunteer", "station"])
def test_nobody_else_founds_below_a_hub(county, cast, who):
    with pytest.raises(NotAllowed):
        found(county.hub, actor=actor_of(getattr(cast, who)))
    assert county.hub.children.count() == 2


def test_a_root_is_founded_by_the_system_only(county, cast):
    with pytest.raises(NotAllowed):
        found(None, kind=UnitKind.CENTRE, actor=actor_of(cast.centre))
    assert found(None, kind=UnitKind.CENTRE, actor=actor_of(cast.system)).path == "0001"


def test_every_kind_has_its_places():
    roots = {kind for kind in UnitKind if rules.fits_below(kind, None)}
    assert roots == {UnitKind.OVERSIGHT, UnitKind.CENTRE}
    assert rules.kinds_below(UnitKind.OVERSIGHT) == [UnitKind.OVERSIGHT, UnitKind.CENTRE]
    assert rules.kinds_below(UnitKind.POINT) == []
    assert UnitKind.HUB not in rules.kinds_below(UnitKind.HUB)


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ({"kind": UnitKind.CENTRE}, "kind"),
        ({"kind": "nonsense"}, "kind"),
        ({"name": "  "}, "name"),
        ({"name": "长" * 81}, "name"),
        ({"code": "62302710029"}, "code"),
        ({"code": "62302710029９"}, "code"),
        ({"latitude": 35}, "latitude"),
        ({"state": "closed"}, "state"),
        ({"phone": "1" * 21}, "phone"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_stays(county, fault, field):
    before = Unit.objects.count()
    with pytest.raises(Invalid) as caught:
        found(county.hub, **fault)
    assert list(caught.value.fields) == [field]
    county.hub.refresh_from_db()
    assert (Unit.objects.count(), county.hub.next_child, UnitName.objects.count()) == (before, 2, 0)


def test_namesakes_and_taken_codes_conflict(county):
    UnitCodeFactory(unit=county.station, code="623027100001")
    with pytest.raises(Conflict, match="洒哈尔村"):
        found(county.hub, county.station2.name)
    with pytest.raises(Conflict, match="623027100001"):
        found(county.hub, code="623027100001")
    assert found(county.hub2, county.station2.name).path == county.hub2.path + "0001"


def test_the_same_key_gives_the_same_unit(county, cast):
    first, second = (
        found(county.hub, actor=actor_of(cast.hub), idempotency_key="key-12345") for _ in range(2)
    )
    assert first == second
    assert county.hub.children.count() == 3


def test_points_are_numbered_below_the_code_of_their_station(county):
    UnitCodeFactory(unit=county.station, code="623027100201")
    first = found(county.station, "王家屋场", UnitKind.POINT)
    operations.close_unit(first, on=clock.today(), actor=SYSTEM)
    second = found(county.station, "李家屋场", UnitKind.POINT)
    numbers = UnitCode.objects.filter(kind=CodeKind.LOCAL).order_by("code").values_list("unit", "code")
    assert list(numbers) == [(first.pk, "623027100201001"), (second.pk, "623027100201002")]
    assert not found(county.station2, "无码点", UnitKind.POINT).codes.exists()


def test_a_planned_unit_is_opened_on_its_day(county, cast):
    unit = found(county.hub, founded_on=clock.today() + dt.timedelta(days=30))
    assert unit.state == UnitState.PLANNED
    with pytest.raises(OutOfReach):
        operations.open_unit(unit, on=clock.today(), actor=actor_of(cast.stranger))
    operations.open_unit(unit, on=clock.today(), actor=actor_of(cast.hub))
    unit.refresh_from_db()
    assert (unit.state, unit.founded_on) == (UnitState.ACTIVE, clock.today())
    with pytest.raises(WrongState):
        operations.open_unit(unit, on=clock.today(), actor=SYSTEM)


def test_renaming_keeps_the_old_name_with_its_days(county, cast):
    UnitNameFactory(unit=county.station, name=county.station.name, valid_from=DAY)
    operations.rename_unit(
        county.station,
        name="塔哇社区新时代文明实践站",
        place_name="塔哇社区",
        on=LATER,
        document_no="夏民发〔2025〕1号",
        actor=actor_of(cast.hub),
    )
    rows = UnitName.objects.filter(unit=county.station).order_by("valid_from")
    assert list(rows.values_list("name", "valid_from", "valid_until", "document_no")) == [
        ("塔哇村新时代文明实践站", DAY, LATER, ""),
        ("塔哇社区新时代文明实践站", LATER, None, "夏民发〔2025〕1号"),
    ]
    assert list(search.find("unit", "塔哇社区")) == [county.station.pk]
    county.station2.refresh_from_db()
    assert county.station2.name == "洒哈尔村新时代文明实践站"


def test_renaming_is_refused_on_wrong_days_and_to_the_wrong_people(county, cast):
    UnitNameFactory(unit=county.station, name=county.station.name, valid_from=LATER)
    for name, on, error in [
        ("新名", LATER, Invalid),
        ("新名", DAY, Invalid),
        ("新名", clock.today() + dt.timedelta(days=1), Invalid),
        (county.station.name, clock.today(), Invalid),
        (county.station2.name, clock.today(), Conflict),
    ]:
        with pytest.raises(error):
            operations.rename_unit(county.station, name=name, on=on, actor=SYSTEM)
    for who in (cast.station, cast.stranger, cast.overseer):
        with pytest.raises(NotAllowed):
            operations.rename_unit(county.station, name="新名", on=clock.today(), actor=actor_of(who))
    county.station.refresh_from_db()
    assert county.station.name == "塔哇村新时代文明实践站"
    assert UnitName.objects.count() == 1


def test_merging_ends_codes_and_offices_and_points_to_the_other(county, cast):
    code = UnitCodeFactory(unit=county.station, valid_from=DAY)
    office = OfficeFactory(unit=county.station)
    kept = OfficeFactory(unit=county.station2)
    operations.merge_unit(county.station, into=county.station2, on=LATER, actor=actor_of(cast.hub))
    for row in (county.station, code, office, kept):
        row.refresh_from_db()
    assert (county.station.state, county.station.merged_into) == (UnitState.MERGED, county.station2)
    assert (county.station.closed_on, code.valid_until, office.dissolved_on) == (LATER, LATER, LATER)
    assert kept.dissolved_on is None
    with pytest.raises(WrongState):
        operations.merge_unit(county.station, into=county.station2, on=LATER, actor=SYSTEM)
    with pytest.raises(WrongState):
        operations.reopen_unit(county.station, actor=SYSTEM)


def test_merging_is_refused(county, cast):
    for into, error in [(county.station, Invalid), (county.hub2, Invalid)]:
        with pytest.raises(error):
            operations.merge_unit(county.station, into=into, on=LATER, actor=SYSTEM)
    with pytest.raises(WrongState, match="拉卜楞镇"):
        operations.merge_unit(county.hub, into=county.hub2, on=LATER, actor=SYSTEM)
    for who in (cast.hub, cast.stranger):  # each governs one of the two only
        with pytest.raises(NotAllowed):
            operations.merge_unit(county.station, into=county.station_other, on=LATER, actor=actor_of(who))
    assert Unit.objects.exclude(state=UnitState.ACTIVE).count() == 0


def test_a_unit_is_closed_and_reopened(county, cast):
    with pytest.raises(WrongState):
        operations.close_unit(county.hub, on=LATER, actor=SYSTEM)
    with pytest.raises(NotAllowed):
        operations.close_unit(county.station2, on=LATER, actor=actor_of(cast.stranger))
    operations.close_unit(county.station2, on=LATER, actor=actor_of(cast.hub))
    with pytest.raises(OutOfReach):
        operations.reopen_unit(county.station2, actor=actor_of(cast.stranger))
    assert operations.reopen_unit(county.station2, actor=actor_of(cast.hub)).closed_on is None
    assert [e.action for e in AuditEntry.objects.order_by("id")] == ["unit.close", "unit.reopen"]


def test_facts_change_and_the_audit_keeps_the_phone_to_itself(county, cast):
    facts = {"address": "人民街1号", "phone": "0941-1234567", "latitude": 35, "longitude": "102.52"}
    operations.change_unit(county.station, facts=facts, actor=actor_of(cast.station))
    county.station.refresh_from_db()
    assert (county.station.address, county.station.phone) == ("人民街1号", "0941-1234567")
    changes = AuditEntry.objects.get(action="unit.change").changes
    assert (changes["address"], changes["phone"]) == (["", "人民街1号"], ["set", "changed"])


@pytest.mark.parametrize(
    "facts",
    [
        {"latitude": 35},
        {"latitude": 91, "longitude": 0},
        {"latitude": 0, "longitude": -181},
        {"name": "x"},
        {"state": "x"},
        {"introduction": "长" * 2001},
        {"plaque_on": "gestern"},
    ],
)
def test_wrong_facts_change_nothing(county, facts):
    with pytest.raises(Invalid):
        operations.change_unit(county.station, facts=facts, actor=SYSTEM)
    assert not AuditEntry.objects.exists()


def test_a_new_code_ends_the_old_one(county, cast):
    old = UnitCodeFactory(unit=county.station, code="623027100201", valid_from=DAY)
    kind = CodeKind.STATISTICAL
    operations.set_code(county.station, kind=kind, code="623027100001", on=LATER, actor=actor_of(cast.hub))
    old.refresh_from_db()
    assert old.valid_until == LATER
    assert queries.by_code("623027100201") is None
    assert queries.by_code("623027100201", on=DAY) == queries.by_code("623027100001") == county.station
    for code, on in [("623027100001", clock.today()), ("623027100009", LATER), ("x", clock.today())]:
        with pytest.raises(Invalid):
            operations.set_code(county.station, kind=kind, code=code, on=on, actor=SYSTEM)


def test_offices_stand_change_fall_and_rise_again(county, cast):
    actor = actor_of(cast.hub)
    upper = operations.add_office(county.hub, kind=OfficeKind.OFFICE, name="办公室", actor=actor)
    lower = operations.add_office(county.hub, kind=OfficeKind.GROUP, name="综合组", parent=upper, actor=actor)
    with pytest.raises(Conflict):
        operations.add_office(county.hub, kind=OfficeKind.GROUP, name="综合组", actor=actor)
    with pytest.raises(Invalid):
        operations.add_office(
            county.hub,
            kind=OfficeKind.GROUP,
            name="别组",
            parent=OfficeFactory(unit=county.hub2),
            actor=actor,
        )
    with pytest.raises(NotAllowed):
        operations.dissolve_office(upper, on=LATER, actor=actor_of(cast.stranger))
    operations.change_office(lower, name="宣传组", duty="宣传", rank=1, actor=actor)
    operations.dissolve_office(upper, on=LATER, actor=actor)
    assert set(Office.objects.filter(unit=county.hub).values_list("name", "dissolved_on")) == {
        ("办公室", LATER),
        ("宣传组", LATER),
    }
    again = operations.add_office(county.hub, kind=OfficeKind.GROUP, name="宣传组", actor=actor)
    assert (again.pk, again.dissolved_on) == (lower.pk, None)


def test_levels_are_the_network_s_own_words(county, cast):
    with pytest.raises(NotAllowed):
        operations.set_level(
            UnitKind.HUB, name="分中心", suffix="新时代文明实践分中心", actor=actor_of(cast.hub)
        )
    operations.set_level(
        UnitKind.HUB, name="分中心", suffix="新时代文明实践分中心", actor=actor_of(cast.centre)
    )
    unit = operations.found_unit(
        county.centre, kind=UnitKind.HUB, place_name="桑科镇", actor=actor_of(cast.centre)
    )
    assert unit.name == "桑科镇新时代文明实践分中心"


WRITES = {
    "found": lambda c: found(c.hub, code="623027100299"),
    "rename": lambda c: operations.rename_unit(c.station, name="新名", on=LATER, actor=SYSTEM),
    "merge": lambda c: operations.merge_unit(c.station, into=c.station2, on=LATER, actor=SYSTEM),
    "close": lambda c: operations.close_unit(c.station, on=LATER, actor=SYSTEM),
    "change": lambda c: operations.change_unit(c.station, facts={"address": "新址"}, actor=SYSTEM),
    "code": lambda c: operations.set_code(c.station, kind=CodeKind.LOCAL, code="1", on=LATER, actor=SYSTEM),
    "office": lambda c: operations.add_office(c.station, kind=OfficeKind.OFFICE, name="办公室", actor=SYSTEM),
}


@pytest.mark.parametrize("name", WRITES)
def test_nothing_stays_when_the_audit_row_cannot_be_written(county, monkeypatch, name):
    def picture():
        return [list(model.objects.order_by("pk").values()) for model in (Unit, UnitName, UnitCode, Office)]

    before = picture()
    monkeypatch.setattr(audit, "record", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        WRITES[name](county)
    assert picture() == before


@pytest.mark.parametrize(
    "values",
    [
        {"latitude": 35},
        {"latitude": 91, "longitude": 0},
        {"closed_on": DAY, "founded_on": LATER},
        {"merged_into_id": "self"},
        {"path": "0000"},
    ],
)
def test_the_database_itself_refuses(county, values):
    values = {key: county.hub.pk if value == "self" else value for key, value in values.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=county.station.pk).update(**values)


def test_the_database_holds_one_current_name_and_code(county):
    UnitNameFactory(unit=county.station)
    UnitCodeFactory(unit=county.station, code="1")
    for factory, values in [
        (UnitNameFactory, {"unit": county.station}),
        (UnitCodeFactory, {"unit": county.station, "code": "2"}),
        (UnitCodeFactory, {"unit": county.station2, "code": "1"}),
    ]:
        with pytest.raises(IntegrityError), transaction.atomic():
            factory(**values)


class PathTest(TestCase):
    @settings(max_examples=20, deadline=None)
    @given(st.lists(st.integers(0, 30), max_size=12))
    def test_paths_are_unique_below_their_parent_and_distances_agree(self, choices):
        units = [found(None, "根", UnitKind.OVERSIGHT)]
        for number, choice in enumerate(choices):
            units.append(found(units[choice % len(units)], f"室{number}", UnitKind.OVERSIGHT))
        assert len({unit.path for unit in units}) == len(units)
        for unit in units[1:]:
            assert unit.path[:-4] == unit.parent.path
            assert queries.steps(unit.path, unit.parent.path) == 1
            assert queries.ancestors(unit)[-1] == unit.parent
        for one, other in itertools.combinations(units, 2):
            assert queries.steps(one.path, other.path) == queries.steps(other.path, one.path) > 0
            assert queries.common_path(one.path, other.path).startswith("0000")


def test_too_deep_a_tree_is_refused(db):
    unit = found(None, "根", UnitKind.OVERSIGHT)
    for number in range(9):
        unit = found(unit, f"室{number}", UnitKind.OVERSIGHT)
    with pytest.raises(Invalid):
        found(unit, "太深", UnitKind.OVERSIGHT)


def test_a_factory_unit_needs_no_parent(db):
    assert UnitFactory().path == "0000"
