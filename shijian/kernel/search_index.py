"""The index behind SearchEntry, by each database's means: FTS5 with triggers, or a tsvector with GIN.

A later migration that rebuilds kernel_searchentry on SQLite must run `create` afterwards: a rebuilt table has
lost its triggers.
"""

from typing import TYPE_CHECKING, Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Lookup
from django.db.models.expressions import Col
from django.db.models.sql.compiler import SQLCompiler

# ruff: noqa: S608 - the only names put into the statements are these two constants
TABLE, INDEX = "kernel_searchentry", "kernel_searchindex"
Compiled = tuple[str, tuple[Any, ...]]

SQLITE_DROP = [
    *(f"DROP TRIGGER IF EXISTS {INDEX}_{event}" for event in ("insert", "update", "delete")),
    f"DROP TABLE IF EXISTS {INDEX}",
]
SQLITE_CREATE = [
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5(tokens, tokenize='ascii', prefix='5')",
    f"INSERT INTO {INDEX}(rowid, tokens) SELECT id, tokens FROM {TABLE}",
    f"""CREATE TRIGGER {INDEX}_insert AFTER INSERT ON {TABLE} BEGIN
        INSERT INTO {INDEX}(rowid, tokens) VALUES (new.id, new.tokens); END""",
    f"""CREATE TRIGGER {INDEX}_update AFTER UPDATE OF id, tokens ON {TABLE} BEGIN
        DELETE FROM {INDEX} WHERE rowid = old.id;
        INSERT INTO {INDEX}(rowid, tokens) VALUES (new.id, new.tokens); END""",
    f"""CREATE TRIGGER {INDEX}_delete AFTER DELETE ON {TABLE} BEGIN
        DELETE FROM {INDEX} WHERE rowid = old.id; END""",
]
POSTGRESQL_DROP = [f"ALTER TABLE {TABLE} DROP COLUMN IF EXISTS document"]
POSTGRESQL_CREATE = [
    f"""ALTER TABLE {TABLE} ADD COLUMN document tsvector
        GENERATED ALWAYS AS (to_tsvector('simple', tokens)) STORED""",
    f"CREATE INDEX {INDEX} ON {TABLE} USING gin (document)",
]


def create(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Build the index anew from the entries; a migration's forward step."""
    drop(apps, schema_editor)
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRESQL_CREATE if on_postgresql else SQLITE_CREATE:
        schema_editor.execute(statement)


def drop(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Remove the index; a migration's backward step."""
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRESQL_DROP if on_postgresql else SQLITE_DROP:
        schema_editor.execute(statement)


if TYPE_CHECKING:
    Base = Lookup[Any]
else:
    Base = Lookup


class Matches(Base):
    """`tokens__matches=terms`, with the terms of `search.query_terms`; a plain list, never a user's words."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Compiled:
        """The rows whose id the FTS5 table gives; all terms must be met."""
        hits = f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s"
        terms = " AND ".join(fts5_term(*term) for term in self.rhs)
        return f"{self._column(compiler, 'id')} IN ({hits})", (terms,)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Compiled:
        """The rows whose generated tsvector holds all terms."""
        terms = " & ".join(tsquery_term(*term) for term in self.rhs)
        return f"{self._column(compiler, 'document')} @@ to_tsquery('simple', %s)", (terms,)

    def _column(self, compiler: SQLCompiler, name: str) -> str:
        if not isinstance(self.lhs, Col):
            raise TypeError("only the column itself is indexed")
        return f"{compiler.quote_name_unless_alias(self.lhs.alias)}.{name}"


def fts5_term(tokens: list[str], is_beginning: bool) -> str:
    """One term in the query language of FTS5."""
    return f'"{" ".join(tokens)}"' + (" *" if is_beginning else "")


def tsquery_term(tokens: list[str], is_beginning: bool) -> str:
    """One term in the query language of PostgreSQL."""
    return "(" + " <-> ".join(tokens) + (":*" if is_beginning else "") + ")"
