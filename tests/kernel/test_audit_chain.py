"""Whatever is changed, taken out, put in or swapped behind the triggers, the walk finds it and names it."""

import datetime as dt
import itertools
import random
import re
import threading

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from shijian.kernel import audit, clock
from shijian.kernel.audit import chain, files, roots, verification
from shijian.kernel.models import AuditEntry, AuditRoot, AuditSeal
from tests.factories.kernel import AuditEntryFactory

DAYS, A_DAY = 4, 3
START = dt.datetime(2026, 11, 2, 9, 0, tzinfo=clock.ZONE)
OTHER = {
    "at": "2026-11-02 01:00:00.000001+00:00",
    "actor_person_id": 77,
    "actor_name": "别人",
    "for_person_id": 88,
    "action": "forged.deed",
    "object_kind": "people.person",
    "object_id": 99,
    "unit_path": "ZZZZ",
    "changes": '{"state": ["a", "forged"]}',
    "ip": "10.9.9.9",
    "channel": "phone",
    "purpose": "借口",
    "purpose_kind": "care",
    "success": False,
    "value": "f" * 64,
    "content": "e" * 64,
    "scheme": 1,
    "sealed_at": "2026-11-02 01:00:00.000002+00:00",
}


@pytest.fixture
def trail(db, settings, tmp_path, time_machine):
    """Twelve rows over four days, sealed and rooted as the jobs do; the triggers stand aside."""
    settings.HOME = tmp_path
    for day in range(DAYS):
        for number in range(A_DAY):
            time_machine.move_to(START + dt.timedelta(days=day, hours=number), tick=False)
            AuditEntryFactory(
                action=f"day{day}.n{number}", actor_person_id=number, ip="10.0.0.1", at=clock.now()
            )
            audit.seal()
    time_machine.move_to(START + dt.timedelta(days=DAYS), tick=False)
    assert roots.make() == DAYS
    files.write_head(AuditSeal.objects.order_by("id").last())
    assert list(verification.problems()) == []
    disarm()
    return list(AuditEntry.objects.order_by("id"))


def disarm():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%append-only%'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")


def found():
    with translation.override("en"):
        lines = list(verification.problems())
    return [line for line in lines if "trigger" not in line]


def after(*statements):
    """What the walk says after these statements, which are taken back."""
    with transaction.atomic(), translation.override("en"):
        with connection.cursor() as cursor:
            for sql, params in statements:
                cursor.execute(sql, params)
        lines = found()
        transaction.set_rollback(True)
    return lines


def update(table, pk, **values):
    columns = ", ".join(f"{name} = %s" for name in values)
    return f"UPDATE kernel_{table} SET {columns} WHERE id = %s", [*values.values(), pk]


def delete(table, pk):
    return f"DELETE FROM kernel_{table} WHERE id = %s", [pk]


def names(lines, what):
    return any(re.search(rf"\b{what}\b", line) for line in lines)


def columns_of(model, *but):
    return [each.attname for each in model._meta.concrete_fields if each.attname not in but]


def test_every_change_of_every_column_is_found_and_named(trail):
    for column in columns_of(AuditEntry, "id"):
        for row in random.sample(trail, 4):
            lines = after(update("auditentry", row.pk, **{column: OTHER[column]}))
            assert names(lines, f"row {row.pk}"), (column, lines)
            assert len(lines) <= 2, (column, lines)
    for seal in random.sample(list(AuditSeal.objects.all()), 4):
        for column in columns_of(AuditSeal, "id", "entry_id"):
            lines = after(update("auditseal", seal.pk, **{column: OTHER[column]}))
            assert names(lines, f"row {seal.entry_id}") or names(lines, f"seal {seal.pk}"), (column, lines)
    assert found() == []


def test_every_row_that_is_taken_out_is_found_and_named(trail):
    for row in trail:
        seal = AuditSeal.objects.get(entry_id=row.pk)
        assert names(after(delete("auditentry", row.pk)), f"row {row.pk} is missing")
        lines = after(delete("auditseal", seal.pk))
        assert names(lines, f"seal {seal.pk} is missing") or names(lines, "the end of the trail is cut off")
        assert names(lines, f"row {row.pk}")
        lines = after(delete("auditseal", seal.pk), delete("auditentry", row.pk))
        assert names(lines, f"seal {seal.pk}"), lines


def test_every_row_that_is_put_in_is_found_and_named(trail):
    top = max(row.pk for row in trail)
    for row, later in itertools.pairwise(trail):
        middle = row.at + (later.at - row.at) / 2
        with transaction.atomic(), translation.override("en"):
            forged = AuditEntryFactory(pk=top + 100, at=middle, action="forged.deed")
            assert names(found(), f"row {forged.pk}")
            audit.seal()
            assert names(found(), f"row {forged.pk}"), (middle, found())
            transaction.set_rollback(True)
    with transaction.atomic(), translation.override("en"):
        forged = AuditEntryFactory(pk=top + 100, at=trail[-1].at + dt.timedelta(minutes=1))
        assert names(found(), f"row {forged.pk}")
        transaction.set_rollback(True)


def test_swapped_rows_and_swapped_seals_are_found_and_named(trail):
    for one, two in [random.sample(trail, 2) for _ in range(6)]:
        fields = {name: value for name, value in raw(one).items() if name != "id"}
        others = {name: value for name, value in raw(two).items() if name != "id"}
        lines = after(update("auditentry", one.pk, **others), update("auditentry", two.pk, **fields))
        assert names(lines, f"row {one.pk} .* was swapped with row {two.pk}"), lines
        assert names(lines, f"row {two.pk} .* was swapped with row {one.pk}")
        seals = [AuditSeal.objects.get(entry_id=row.pk) for row in (one, two)]
        lines = after(
            update("auditseal", seals[0].pk, entry_id=-1),
            update("auditseal", seals[1].pk, entry_id=one.pk),
            update("auditseal", seals[0].pk, entry_id=two.pk),
        )
        for seal in seals:
            assert names(lines, f"seal {seal.pk}"), lines


def raw(row):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM kernel_auditentry WHERE id = %s", [row.pk])
        return dict(zip([each[0] for each in cursor.description], cursor.fetchone(), strict=True))


def test_a_moved_key_is_found(trail):
    row, seal = trail[5], AuditSeal.objects.get(entry_id=trail[5].pk)
    lines = after(update("auditentry", row.pk, id=9999))
    assert names(lines, f"row {row.pk} is missing")
    assert names(lines, "row 9999")
    assert names(after(update("auditseal", seal.pk, id=9999)), f"seal {seal.pk} is missing")


def test_a_tail_that_is_cut_off_is_missed_from_the_head_the_roots_and_their_copies(trail):
    copy = roots.text()
    for size in (1, 2, 5, len(trail)):
        with transaction.atomic(), translation.override("en"):
            for row in trail[-size:]:
                AuditSeal.objects.filter(entry_id=row.pk)._raw_delete("default")
                AuditEntry.objects.filter(pk=row.pk)._raw_delete("default")
            head = files.folder() / files.HEAD
            assert any(line.startswith("the end of the trail is cut off") for line in found())
            kept = head.read_bytes()
            head.unlink()
            assert any(line.startswith("the end of the trail is cut off") for line in found())
            AuditRoot.objects.all()._raw_delete("default")
            lines = list(verification.problems(copy))
            assert any("of which there is a copy, is missing here" in line for line in lines)
            files.put(head, kept)
            transaction.set_rollback(True)


def test_a_trail_that_was_written_anew_differs_from_the_copies(trail):
    copy = roots.text()
    with transaction.atomic(), translation.override("en"):
        AuditRoot.objects.all()._raw_delete("default")
        AuditSeal.objects.all()._raw_delete("default")
        AuditEntry.objects.filter(pk=trail[4].pk)._raw_delete("default")
        audit.seal()
        (files.folder() / files.HEAD).unlink()
        lines = list(verification.problems(copy))
        assert any("the trail was written anew before it" in line for line in lines)
        transaction.set_rollback(True)


def test_a_late_commit_with_a_lower_key_is_sealed_and_sound(trail, time_machine):
    top = trail[-1].pk
    now = AuditEntryFactory(pk=top + 10, at=clock.now())
    audit.seal()
    time_machine.move_to(clock.now() + dt.timedelta(minutes=2), tick=False)
    late = AuditEntryFactory(pk=top + 5, at=clock.now() - dt.timedelta(minutes=4))
    assert found() == []
    assert audit.seal() == 1
    assert found() == []
    assert AuditSeal.objects.get(entry=late).pk == AuditSeal.objects.get(entry=now).pk + 1


def test_a_clock_that_was_set_back_is_no_forgery(trail, time_machine):
    time_machine.move_to(START + dt.timedelta(days=1), tick=False)
    AuditEntryFactory(at=clock.now(), action="after.setback")
    assert audit.seal() == 1
    time_machine.move_to(START + dt.timedelta(days=1, hours=3), tick=False)
    AuditEntryFactory(at=clock.now(), action="after.setback")
    assert audit.seal() == 1
    assert [line for line in found() if "root" not in line] == []


def test_rows_that_wait_are_usual_for_some_minutes_only(trail, time_machine):
    entry = AuditEntryFactory(at=clock.now())
    assert found() == []
    time_machine.move_to(clock.now() + dt.timedelta(minutes=61), tick=False)
    with translation.override("en"):
        assert [f"row {entry.pk} of" in line for line in found()] == [True]


def test_a_trail_of_the_first_release_stays_provable(db, settings, tmp_path):
    settings.HOME = tmp_path
    previous = audit.GENESIS
    for number in (3, 4, 7):
        entry = AuditEntryFactory(action=f"old.{number}", at=clock.now() - dt.timedelta(days=2))
        old = AuditSeal(pk=number, entry=entry)
        old.value = previous = chain.link(previous, old, AuditEntry.objects.get(pk=entry.pk))
        old.save()
    AuditEntryFactory(at=clock.now())
    assert audit.seal() == 1
    assert found() == []
    disarm()
    old_row = AuditSeal.objects.get(pk=4).entry_id
    assert names(after(update("auditentry", old_row, action="x.y")), f"row {old_row}")
    assert names(after(update("auditentry", old_row, unit_path="ZZZZ")), f"row {old_row}")
    assert names(after(delete("auditseal", 4)), f"row {old_row}")


def test_two_sealers_at_once_seal_every_row_once(transactional_db, settings, tmp_path):
    settings.HOME = tmp_path
    for number in range(200):
        AuditEntryFactory(action=f"a{number}.b")
    errors = []

    def work():
        try:
            for _ in range(3):
                audit.seal(limit=20)
        except DatabaseError as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(AuditSeal.objects.values_list("pk", flat=True)) == list(range(1, 201))
    assert found() == []
    assert files.read_head().seal <= 200
