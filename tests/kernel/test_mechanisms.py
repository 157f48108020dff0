import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from shijian.kernel import audit, flow, operation, paths, policy
from shijian.kernel.actor import ANONYMOUS, SYSTEM, Actor, Permission, Scope
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry, FlowLog, OperationKey
from shijian.orders.enums import OrderState
from shijian.orders.flow import ORDER_FLOW
from shijian.orders.models import Order
from shijian.units.models import Unit
from tests.conftest import actor_of
from tests.factories.kernel import (
    AuditEntryFactory,
    AuditPruneFactory,
    AuditRootFactory,
    AuditSealFactory,
    FlowLogFactory,
    OperationKeyFactory,
    PolicyValueFactory,
)
from tests.factories.orders import OrderFactory
from tests.factories.units import UnitFactory

PATHS = st.lists(st.integers(0, 36**4 - 1), min_size=1, max_size=4).map(
    lambda n: "".join(map(paths.segment, n))
)


@given(PATHS, PATHS)
def test_a_path_lies_in_the_range_of_another_exactly_when_it_starts_with_it(path, other):
    if path[-paths.WIDTH :] == "ZZZZ":
        return
    assert (path <= other < paths.end_of(path)) == other.startswith(path)


@given(st.lists(st.tuples(PATHS, st.booleans()), max_size=3), PATHS)
def test_a_scope_covers_what_its_filter_finds(scopes, path):
    actor = Actor(person_id=1, grants={Permission.UNIT_VIEW: frozenset(Scope(p, b) for p, b in scopes)})
    expected = any(path.startswith(p) if below else path == p for p, below in scopes)
    assert actor.may(Permission.UNIT_VIEW, path) is expected
    assert not actor.may(Permission.UNIT_EDIT, path)


def test_within_finds_the_rows_that_may_admits(county):
    scope = frozenset({Scope(county.hub.path), Scope(county.hub2.path, below=False)})
    actor = Actor(person_id=1, grants={Permission.UNIT_VIEW: scope})
    found = set(Unit.objects.filter(actor.within(Permission.UNIT_VIEW)).values_list("path", flat=True))
    assert found == {u.path for u in Unit.objects.all() if actor.may(Permission.UNIT_VIEW, u.path)}
    assert found == {county.hub.path, county.station.path, county.station2.path, county.hub2.path}
    assert not Unit.objects.filter(ANONYMOUS.within(Permission.UNIT_VIEW)).exists()
    assert Unit.objects.filter(SYSTEM.within(Permission.UNIT_VIEW)).count() == 6


def test_an_operation_without_an_actor_is_a_defect():
    with pytest.raises(TypeError, match="actor"):
        operation.operation(lambda subject: None)


def test_lock_of_a_missing_row_is_out_of_reach(db):
    with pytest.raises(OutOfReach), transaction.atomic():
        operation.lock(Unit.objects.all(), pk=1)


def test_a_key_gives_the_first_result_and_no_other_kind(cast):
    actor, order = actor_of(cast.resident), OrderFactory()
    assert operation.first_result(Order, key="k-12345678", actor=actor) is None
    operation.remember_result(order, key="k-12345678", actor=actor)
    assert operation.first_result(Order, key="k-12345678", actor=actor) == order
    assert operation.first_result(Order, key="k-12345678", actor=actor_of(cast.stranger)) is None
    with pytest.raises(Conflict):
        operation.first_result(Unit, key="k-12345678", actor=actor)
    with pytest.raises(Conflict):
        operation.remember_result(order, key="k-12345678", actor=actor)
    assert OperationKey.objects.count() == 1


def test_advance_moves_logs_and_explains_who_was_first(cast):
    order = OrderFactory(recipient=cast.resident)
    station = actor_of(cast.station)
    log = ORDER_FLOW.advance(order, "verify", actor=station, note="电话核实")
    assert (order.state, log.source, log.target, log.note) == ("queued", "verifying", "queued", "电话核实")
    with pytest.raises(WrongState, match="站长"):
        ORDER_FLOW.advance(order, "verify", actor=station)
    with pytest.raises(NotAllowed):
        ORDER_FLOW.advance(order, "offer", actor=actor_of(cast.stranger))
    assert [row.transition for row in flow.history("order", order.pk)] == ["verify"]
    assert Order.objects.get().state == OrderState.QUEUED


def test_an_unknown_move_is_denied(cast):
    assert not ORDER_FLOW.can(OrderFactory(), "explode", actor=SYSTEM)


@pytest.mark.parametrize(
    "factory",
    [
        AuditEntryFactory,
        AuditSealFactory,
        AuditRootFactory,
        AuditPruneFactory,
        FlowLogFactory,
        OperationKeyFactory,
        PolicyValueFactory,
    ],
)
def test_append_only_rows_stay_as_they_are(db, factory):
    row = factory()
    table = row._meta.db_table
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()
    with pytest.raises(TypeError):
        type(row).objects.all().delete()
    statements = [f"UPDATE {table} SET id = id + 1", f"DELETE FROM {table}"]
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
        statements.append(f"TRUNCATE {table} CASCADE")
    else:
        statements.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    for statement in statements:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)
    assert type(row).objects.count() == 1


def test_changes_are_stored_as_plain_json(cast):
    order = OrderFactory()
    changes = audit.difference({"a": 1, "day": None}, {"a": 1, "day": dt.date(2026, 1, 2)})
    entry = audit.record("order.test", order, actor=actor_of(cast.hub), changes=changes)
    assert AuditEntry.objects.get(pk=entry.pk).changes == {"day": [None, "2026-01-02"]}
    assert (entry.object_kind, entry.object_id, entry.actor_name) == ("orders.order", order.pk, "所长")


def test_a_policy_is_read_as_of_the_date_of_the_fact(cast):
    key = "hours.max_per_day_block"
    centre = actor_of(cast.centre)
    policy.set_value(key, 10, actor=centre, valid_from=dt.date(2026, 5, 1), document_no="夏文明办〔2026〕1号")
    policy.set_value(key, 12, actor=centre, valid_from=dt.date(2026, 9, 1), document_no="夏文明办〔2026〕2号")
    days = [dt.date(2026, 4, 30), dt.date(2026, 5, 1), dt.date(2026, 8, 31), dt.date(2026, 9, 1)]
    assert [policy.get(key, on=day) for day in days] == [16, 10, 10, 12]
    with pytest.raises(NotAllowed):
        policy.set_value(key, 1, actor=actor_of(cast.hub), valid_from=days[0], document_no="x")
    with pytest.raises(Invalid):
        policy.set_value(key, "many", actor=centre, valid_from=days[0], document_no="x")
    with pytest.raises(KeyError):
        policy.get("no.such.policy")


def test_nothing_stays_when_the_audit_row_cannot_be_written(cast):
    @operation.operation
    def rename(unit, *, actor):
        Unit.objects.filter(pk=unit.pk).update(name="改名")
        audit.record(
            "x" * 61 if transaction.get_connection().vendor == "postgresql" else None, unit, actor=actor
        )

    unit = UnitFactory()
    with pytest.raises(DatabaseError):
        rename(unit, actor=SYSTEM)
    unit.refresh_from_db()
    assert unit.name != "改名"
    assert FlowLog.objects.count() == 0
    operation.REGISTRY.pop(
        next(key for key in operation.REGISTRY if key.endswith("rename") and "test" in key)
    )
