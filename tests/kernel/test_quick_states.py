"""Migrations forwards: rendered less, the same statements as Django's own."""

import pytest
from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from shijian.kernel import quick_states
from tests.once import ON_SQLITE


def laid_out(executor, file):
    """The schema that an executor makes in an empty file, and what the last state says of every model."""
    connection = connections.create_connection("default")
    connection.settings_dict = {**connection.settings_dict, "NAME": str(file)}
    made = executor(connection)
    state = made.migrate([node for node in made.loader.graph.leaf_nodes() if node[0] == "units"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name")
        schema = cursor.fetchall()
    connection.close()
    models = {
        model._meta.label: (
            [each.name for each in model._meta.constraints],
            [each.name for each in model._meta.indexes],
            sorted(each.name for each in model._meta.get_fields()),
        )
        for model in state.apps.get_models()
    }
    return schema, models, type(state)


@ON_SQLITE
@pytest.mark.django_db
def test_the_schema_and_the_state_are_those_of_django(tmp_path):
    quick = laid_out(quick_states.Executor, tmp_path / "quick")
    plain = laid_out(MigrationExecutor, tmp_path / "plain")
    assert len(quick[0]) > 15
    assert quick == plain
    assert quick[2] is ProjectState


def test_the_command_uses_it():
    from shijian.kernel.management.commands.migrate import Command

    assert issubclass(Command, migrate.Command)
    assert migrate.MigrationExecutor is quick_states.Executor
