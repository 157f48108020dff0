"""Migrations forwards: rendered less, the same statements as Django's own."""

import pytest
from django.core.management.commands import migrate
from django.db import connections, models
from django.db.migrations import operations
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState
from django.utils.functional import empty

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
    state.clear_delayed_apps_cache()  # as the command does at its end
    found = {
        model._meta.label: (
            [each.name for each in model._meta.constraints],
            [each.name for each in model._meta.indexes],
            sorted(each.name for each in model._meta.get_fields()),
        )
        for model in state.apps.get_models()
    }
    return schema, found, type(state)


@ON_SQLITE
@pytest.mark.django_db
def test_the_schema_and_the_state_are_those_of_django(tmp_path):
    quick = laid_out(quick_states.Executor, tmp_path / "quick")
    plain = laid_out(MigrationExecutor, tmp_path / "plain")
    assert len(quick[0]) > 15
    assert quick == plain
    assert quick[2] is ProjectState


@pytest.fixture
def state():
    """Villages and houses that point to them by key and by code, rendered."""
    code = models.CharField(max_length=6, unique=True)
    where = models.ForeignKey("houses.village", models.CASCADE, to_field="code")
    made = ProjectState()
    made.__class__ = quick_states.QuickState
    for name, fields in (("Village", [("code", code)]), ("House", [("where", where)])):
        whole = [("id", models.AutoField(primary_key=True)), *fields]
        operations.CreateModel(name, whole).state_forwards("houses", made)
    assert made.apps.get_model("houses", "House") is not None
    return made


def village_of_a_house(apps):
    return apps.get_model("houses", "House")._meta.get_field("where").related_model


def test_a_python_step_sees_a_new_field_through_what_points_to_it(state):
    operations.AddField("Village", "people", models.IntegerField(default=0)).state_forwards("houses", state)
    before_step = state.clone()
    before_step.clear_delayed_apps_cache()
    village = village_of_a_house(before_step.apps)
    assert village is before_step.apps.get_model("houses", "Village")
    assert village._meta.get_field("people").default == 0


def test_a_step_that_looks_at_no_model_renders_none(state):
    operations.AddField("Village", "people", models.IntegerField(default=0)).state_forwards("houses", state)
    before_step = state.clone()
    before_step.clear_delayed_apps_cache()
    assert before_step.apps._wrapped is empty


@pytest.mark.parametrize(
    "change",
    [
        operations.AlterField("Village", "code", models.CharField(max_length=12, unique=True)),
        operations.RenameField("Village", "code", "number"),
        operations.RenameModel("Village", "Hamlet"),
    ],
    ids=["longer", "renamed", "model renamed"],
)
def test_whoever_points_to_a_changed_key_follows(state, change):
    change.state_forwards("houses", state)
    where = state.apps.get_model("houses", "House")._meta.get_field("where")
    assert where.related_model in state.apps.get_models()
    assert where.target_field.max_length == (12 if isinstance(change, operations.AlterField) else 6)
    assert where.target_field.name == ("number" if isinstance(change, operations.RenameField) else "code")


def test_the_command_uses_it():
    from shijian.kernel.management.commands.migrate import Command

    assert issubclass(Command, migrate.Command)
    assert migrate.MigrationExecutor is quick_states.Executor
