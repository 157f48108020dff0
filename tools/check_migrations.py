"""Fail on a migration that would lock, or lose something of, a county that is running on PostgreSQL.

Looked at is what came after the last release (`released_migrations.txt`), whose code may still write meanwhile: see
"Upgrading" in docs/recovery.md. The linters of others need a PostgreSQL server to write SQL for them and want to be an
app of the product; this reads the operations themselves.
"""

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from django.db import migrations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

OURS = {
    "kernel", "units", "people", "volunteers", "records", "points", "orders", "activities", "assessment", "web", "api",
    "demo",
}  # fmt: skip
RELEASED = Path(__file__).with_name("released_migrations.txt")
# Made before the first county ran on this product; what they did is mended by later ones. Nothing is added here.
EXCUSED = {
    "kernel.0006_audit_reach": "0010 gives its columns defaults; its indexes were built before a county ran",
    "kernel.0007_audit_chain": "0010 gives its columns defaults; its index was built before a county ran",
    "orders.0003_rights": "its change of rows was made before a county ran",
    "orders.0005_cover_and_command": "its change of rows was made before a county ran",
    "people.0005_sessions_and_passwords": "0013 gives its column a default in the database",
    "people.0006_privacy": "0013 gives its columns defaults in the database",
    "people.0010_factor_passed": "0013 gives its column a default in the database",
    "people.0011_slip_ends_factors": "0013 gives its column a default in the database",
    "people.0012_minors": "its index and its constraint were built before a county ran",
}
LOSING = (migrations.RemoveField, migrations.DeleteModel)
RENAMING = (migrations.RenameField, migrations.RenameModel, migrations.AlterModelTable)
WRITES = re.compile(r"\.(update|delete|save|bulk_update)\(")
HARSH_SQL = re.compile(
    r"\bDROP\s+(TABLE|COLUMN)\b|\bRENAME\b|\bSET\s+NOT\s+NULL\b|\bALTER\s+COLUMN\s+\S+\s+(SET\s+DATA\s+)?TYPE\b"
    r"|\bLOCK\s+TABLE\b|\bTRUNCATE\s+\w|\bCREATE\s+(UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY\b)"
    r"|^\s*(UPDATE|DELETE)\s",
    re.IGNORECASE | re.MULTILINE,
)
TWO_STEPS = (
    "takes away what the code of the last release still uses; two steps, a release apart (docs/recovery.md)"
)


def main() -> int:
    """Print each finding; return 1 when there is one."""
    django.setup()
    found = list(problems(MigrationLoader(None), released()))
    print("\n".join(found) or "migrations: none locks or loses")
    return 1 if found else 0


def released() -> dict[str, str]:
    """The last migration of each app that a release brought to a county."""
    lines = [line.split() for line in RELEASED.read_text().splitlines() if not line.startswith("#")]
    return {line[0]: line[1] for line in lines}


def problems(loader: MigrationLoader, marker: dict[str, str]) -> Iterator[str]:
    """Yield a line for each operation of a migration after the marker that a running county would feel."""
    state, old = ProjectState(real_apps=loader.unmigrated_apps), set()
    for key in loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True):  # noqa: SLF001 - no public way
        migration = loader.disk_migrations[key]
        if key[0] not in OURS or key[1] <= marker.get(key[0], ""):
            known = set(state.models)
            migration.mutate_state(state, preserve=False)
            old |= set(state.models) - known
            continue
        for each in operations_of(migration):
            if f"{key[0]}.{key[1]}" not in EXCUSED:
                yield from (
                    f"{key[0]}.{key[1]}: {text}" for text in judged(each, migration, state, old, marker)
                )
            each.state_forwards(key[0], state)


def operations_of(migration: Any) -> Iterator[Any]:
    """The operations; of one that parts database and state what it does to the database."""
    for each in migration.operations:
        if isinstance(each, migrations.SeparateDatabaseAndState):
            yield from each.database_operations
        else:
            yield each


def judged(
    each: Any, migration: Any, state: ProjectState, old: set[tuple[str, str]], marker: dict[str, str]
) -> Iterator[str]:
    """Yield what is wrong with one operation; whatever is done to a table that is new since the release is right."""
    name = type(each).__name__
    if isinstance(each, migrations.RunPython):
        yield from judged_code(each, migration)
        return
    if isinstance(each, migrations.RunSQL):
        yield from judged_sql(each, migration, marker)
        return
    model = (migration.app_label, str(getattr(each, "model_name", getattr(each, "name", ""))).lower())
    where = f"{name} {model[1]}.{getattr(each, 'name', '') or ''}".rstrip(".")
    if model not in old:
        return
    if isinstance(each, LOSING + RENAMING) and not (
        isinstance(each, LOSING) and contracts(migration, marker)
    ):
        yield f"{where}: {TWO_STEPS}"
    elif isinstance(each, migrations.AddField):
        yield from (f"{where}: {text}" for text in judged_column(each.field))
    elif isinstance(each, migrations.AlterField):
        before = state.models[model].fields.get(each.name)
        yield from (f"{where}: {text}" for text in judged_change(before, each.field))
    elif type(each) is migrations.AddIndex:
        yield f"{where}: use kernel.gentle_migrations.AddIndexBeside, so that others can write while it is built"
    elif type(each) is migrations.AddConstraint:
        yield f"{where}: use kernel.gentle_migrations.AddConstraintBeside, which proves the old rows beside their users"


def judged_column(field: Any) -> Iterator[str]:
    """A new column must take rows of code that does not know it, and must not lock for an index."""
    if field.many_to_many:
        return
    if not field.null and not field.has_db_default():
        yield "NOT NULL without db_default: the code of the last release cannot insert a row any more"
    if field.unique or field.db_index:
        yield "its index locks the table: db_index=False, then AddIndexBeside or AddConstraintBeside"


def judged_change(before: Any, after: Any) -> Iterator[str]:
    """A change of a column may only loosen it: everything else rewrites or reads the whole table under a lock."""
    if before is None or not changed(before, after):
        return
    if type(before) is not type(after):
        yield "another type rewrites the table: add a column, copy in batches, take the old one away a release later"
    elif before.null and not after.null:
        yield "NOT NULL reads the whole table under a lock: AddConstraintBeside with isnull=False, then a release later"
    elif before.has_db_default() and not after.has_db_default():
        yield "without its db_default the code that does not know the column cannot insert a row any more"
    elif (after.max_length or 10**9) < (before.max_length or 10**9) or facts(before) != facts(after):
        yield "this change rewrites the table or narrows what it takes"


def changed(before: Any, after: Any) -> bool:
    """Whether the database sees a difference."""
    mine, theirs = (each.deconstruct()[3] for each in (before, after))
    unseen = {*before.non_db_attrs, "default"}
    mine, theirs = (
        {name: value for name, value in each.items() if name not in unseen} for each in (mine, theirs)
    )
    return (type(before), mine) != (type(after), theirs)


def facts(field: Any) -> tuple[Any, ...]:
    """What may not change at all on a table with rows."""
    names = ("unique", "db_index", "primary_key", "db_column", "max_digits", "decimal_places")
    return tuple(getattr(field, name, None) for name in names)


def judged_code(each: Any, migration: Any) -> Iterator[str]:
    """Code can be taken back, and changes rows some at a time."""
    if each.reverse_code is None:
        yield "RunPython without a way back (at least RunPython.noop)"
    text = inspect.getsource(each.code)
    if WRITES.search(text) and ("in_batches(" not in text or migration.atomic):
        yield f"{each.code.__name__} changes rows: in kernel.gentle_migrations.in_batches, with atomic = False"


def judged_sql(each: Any, migration: Any, marker: dict[str, str]) -> Iterator[str]:
    """The same for words of SQL; a DROP is right in the second step."""
    text = each.sql if isinstance(each.sql, str) else "\n".join(map(str, each.sql))
    harsh = HARSH_SQL.search(text)
    if harsh and not (harsh[0].upper().startswith("DROP") and contracts(migration, marker)):
        yield f"RunSQL with {harsh[0].strip()!r} locks or loses"
    if each.reverse_sql is None and not contracts(migration, marker):
        yield "RunSQL without a way back"


def contracts(migration: Any, marker: dict[str, str]) -> bool:
    """Whether this is the second step of one that names its first, and a release lies between."""
    app, name = getattr(migration, "contracts", ("", "~"))
    return name <= marker.get(app, "")


if __name__ == "__main__":
    sys.exit(main())
