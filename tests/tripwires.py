"""Silent mistakes fail: undefined template variables, unordered pages, greedy locks, forms without CSRF token."""

import re
import shutil
from pathlib import Path

import pytest
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.template import Variable
from django.template.base import VariableDoesNotExist


@pytest.fixture(autouse=True)
def _undefined_template_variables_fail(monkeypatch):
    # Django looks `foo` up and swallows the failure; `if` and `default` may ask for what is not there.
    from django.template.base import FilterExpression

    original = FilterExpression.resolve

    def resolve(self, context, ignore_failures=False):
        if not ignore_failures and isinstance(self.var, Variable) and not self.filters:
            try:
                return self.var.resolve(context)
            except VariableDoesNotExist as error:
                raise AssertionError(f"undefined template variable: {self.token}") from error
        return original(self, context, ignore_failures)

    monkeypatch.setattr(FilterExpression, "resolve", resolve)


@pytest.fixture(autouse=True)
def _slices_are_ordered(monkeypatch):
    original = QuerySet.__getitem__

    def getitem(self, key):
        if isinstance(key, slice) and not self.ordered and not self.query.is_empty():
            raise AssertionError(f"a slice of an unordered {self.model.__name__} queryset")
        return original(self, key)

    monkeypatch.setattr(QuerySet, "__getitem__", getitem)


@pytest.fixture(autouse=True)
def _locks_name_their_table(monkeypatch):
    original = SQLCompiler.as_sql

    def as_sql(self, *args, **kwargs):
        query = self.query
        if query.select_for_update and query.select_related and not query.select_for_update_of:
            raise AssertionError("select_for_update with select_related needs of=")
        return original(self, *args, **kwargs)

    monkeypatch.setattr(SQLCompiler, "as_sql", as_sql)


FORM = re.compile(r"<form\b[^>]*method=[\"']?post[^>]*>.*?</form>", re.IGNORECASE | re.DOTALL)


@pytest.fixture(autouse=True)
def _forms_carry_a_token(monkeypatch):
    from django.test import Client

    original = Client.request

    def request(self, **kwargs):
        response = original(self, **kwargs)
        html = "text/html" in response.headers.get("Content-Type", "") and not response.streaming
        for form in FORM.findall(response.content.decode()) if html else ():
            assert "csrfmiddlewaretoken" in form, f"a form without CSRF token: {form[:120]}"
        return response

    monkeypatch.setattr(Client, "request", request)


@pytest.fixture(autouse=True)
def _no_head_outlives_its_trail():
    """A test that commits leaves the head of its chain in SHIJIAN_HOME; the next test has another chain."""
    from django.conf import settings

    yield
    shutil.rmtree(Path(settings.HOME) / "audit-roots", ignore_errors=True)


# To cut off two hundred tables takes PostgreSQL most of a second, to empty the few that hold something hardly any time.
SIZES = """SELECT relname, pg_relation_size(oid) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"""
LARGE = 500_000


def quickest(cursor, statements):
    """How to empty the tables that `statements` would cut off."""
    cursor.execute(SIZES)
    full = [(name, size) for name, size in cursor.fetchall() if size]
    tables = set(re.findall(r'"(\w+)"', " ".join(statements)))
    if any(size >= LARGE for _name, size in full):
        return statements
    return [f'DELETE FROM "{name}"' for name, _size in full if name in tables]


@pytest.fixture(scope="session", autouse=True)
def _no_rights_of_django():
    """Nothing here reads the content types and rights of Django; an emptied database would get 1,000 rows of them."""
    from django.contrib.auth.management import create_permissions
    from django.contrib.contenttypes.management import create_contenttypes
    from django.db.models.signals import post_migrate

    post_migrate.disconnect(
        create_permissions, dispatch_uid="django.contrib.auth.management.create_permissions"
    )
    post_migrate.disconnect(create_contenttypes)
    yield
    post_migrate.connect(create_permissions, dispatch_uid="django.contrib.auth.management.create_permissions")
    post_migrate.connect(create_contenttypes)


@pytest.fixture(scope="session", autouse=True)
def _flush_past_the_triggers():
    """Transactional tests empty every table at their end, by DELETE or TRUNCATE, which our triggers refuse."""
    from django.db.backends.postgresql.base import DatabaseOperations as PostgresOperations
    from django.db.backends.sqlite3.base import (
        DatabaseOperations,
    )  # importing `.operations` first is a circle

    original = DatabaseOperations.execute_sql_flush

    def flush(self, statements):
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'"
            )
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            original(self, statements)
            for _name, sql in triggers:
                cursor.execute(sql)

    truncate = PostgresOperations.execute_sql_flush

    def flush_postgres(self, statements):
        with self.connection.cursor() as cursor:
            emptying = quickest(cursor, statements)
        quiet = [
            "SET session_replication_role = replica",
            *emptying,
            "SET session_replication_role = DEFAULT",
        ]
        truncate(self, quiet)

    DatabaseOperations.execute_sql_flush = flush
    PostgresOperations.execute_sql_flush = flush_postgres
    yield
    DatabaseOperations.execute_sql_flush = original
    PostgresOperations.execute_sql_flush = truncate


@pytest.fixture(autouse=True)
def _own_language():
    """The language of the last request of one test is not that of the next."""
    from django.conf import settings
    from django.utils import translation

    with translation.override(settings.LANGUAGE_CODE):
        yield
