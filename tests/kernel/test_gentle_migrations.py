"""What a running county would feel of a migration is refused; the deeds that spare it do the same on both databases."""

import pytest
from django.apps import apps
from django.db import IntegrityError, NotSupportedError, connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from shijian.kernel import gentle_migrations as gentle
from shijian.kernel.models import PolicyValue
from tools import check_migrations

TEXT = models.CharField(max_length=20, default="")
noop = migrations.RunPython.noop


@pytest.fixture(scope="module")
def state():
    return MigrationLoader(None).project_state()


def judged(state, operation, *, app="people", **about):
    migration = type("Migration", (migrations.Migration,), {"operations": [operation], **about})(
        "0099_x", app
    )
    marker = check_migrations.released()
    return list(check_migrations.judged(operation, migration, state, set(state.models), marker))


def one_update(apps, schema_editor):
    apps.get_model("people", "Person").objects.update(name="")


def some_at_a_time(apps, schema_editor):
    for rows in gentle.in_batches(apps.get_model("people", "Person").objects.all()):
        rows.update(name="")


@pytest.mark.parametrize(
    ("operation", "why"),
    [
        (migrations.AddField("person", "nick", TEXT), "db_default"),
        (migrations.AddField("person", "nick", models.CharField(max_length=9, null=True, unique=True)), "index"),
        (migrations.AddField("person", "aunt", models.ForeignKey("self", models.PROTECT, null=True)), "index"),
        (migrations.RemoveField("person", "gender"), "two steps"),
        (migrations.DeleteModel("Consent"), "two steps"),
        (migrations.RenameField("person", "gender", "sex"), "two steps"),
        (migrations.RenameModel("Consent", "Leave"), "two steps"),
        (migrations.AlterModelTable("consent", "leave"), "two steps"),
        (migrations.AlterField("person", "name", models.TextField()), "another type"),
        (migrations.AlterField("person", "name", models.CharField(max_length=10)), "narrows"),
        (migrations.AlterField("person", "name", models.CharField(max_length=60, unique=True)), "rewrites"),
        (migrations.AlterField("person", "birth_date", models.DateField()), "NOT NULL"),
        (migrations.AlterField("apitoken", "passed_factor", models.BooleanField(default=False)), "db_default"),
        (migrations.AddIndex("person", models.Index(fields=["name"], name="x")), "AddIndexBeside"),
        (migrations.AddConstraint("person", models.UniqueConstraint(fields=["name"], name="x")), "Beside"),
        (migrations.RunPython(some_at_a_time), "way back"),
        (migrations.RunPython(one_update, noop), "in_batches"),
        (migrations.RunSQL("ALTER TABLE people_person ALTER COLUMN name TYPE text", ""), "ALTER COLUMN"),
        (migrations.RunSQL("CREATE INDEX x ON people_person (name)", ""), "CREATE INDEX"),
        (migrations.RunSQL("UPDATE people_person SET name = ''", ""), "UPDATE"),
        (migrations.RunSQL("ALTER TABLE people_person DROP COLUMN name", ""), "DROP COLUMN"),
        (migrations.RunSQL("SELECT 1"), "way back"),
    ],
)  # fmt: skip
def test_what_locks_or_loses_is_refused(state, operation, why):
    assert any(why in text for text in judged(state, operation, atomic=False))


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("person", "nick", models.CharField(max_length=20, default="", db_default="")),
        migrations.AddField("person", "nick", models.CharField(max_length=20, null=True)),
        migrations.AddField("newcomer", "nick", TEXT),
        migrations.CreateModel("Newcomer", [("id", models.BigAutoField(primary_key=True))]),
        gentle.AddIndexBeside("person", models.Index(fields=["name"], name="x")),
        gentle.AddConstraintBeside("person", models.UniqueConstraint(fields=["name"], name="x")),
        migrations.RunPython(some_at_a_time, noop),
        migrations.RunSQL("CREATE INDEX CONCURRENTLY x ON people_person (name)", "DROP INDEX x"),
    ],
)
def test_what_spares_the_county_passes(state, operation):
    assert judged(state, operation, atomic=False) == []


def test_words_and_wider_columns_are_no_change_for_the_database(state):
    field = state.models["people", "person"].fields["name"].clone()
    field.verbose_name, field.max_length = "another word", field.max_length + 1
    assert judged(state, migrations.AlterField("person", "name", field)) == []


def test_a_second_step_names_a_first_one_that_a_release_brought(state):
    drop = migrations.RemoveField("person", "gender")
    assert judged(state, drop, contracts=("people", "0004_unread_messages")) == []
    assert judged(state, drop, contracts=("people", "0013_defaults_of_the_database")) != []


def test_changes_in_one_go_are_refused_even_where_batches_stand(state):
    assert judged(state, migrations.RunPython(some_at_a_time, noop), atomic=True) != []


def test_every_migration_of_today_passes():
    loader = MigrationLoader(None)
    assert list(check_migrations.problems(loader, check_migrations.released())) == []
    disk = {f"{app}.{name}" for app, name in loader.disk_migrations}
    assert set(check_migrations.EXCUSED) <= disk
    assert {
        app for app, _name in loader.disk_migrations if apps.get_app_config(app).name.startswith("shijian.")
    } <= (check_migrations.OURS)


@pytest.fixture
def table(transactional_db):
    """`table(operation)` does it, outside of a transaction, to a table of its own with the column `word`."""
    columns = [("id", models.BigAutoField(primary_key=True)), ("word", models.CharField(max_length=20))]
    state = ProjectState()
    create = migrations.CreateModel("Beside", columns)
    create.state_forwards("kernel", state)
    model = state.apps.get_model("kernel", "Beside")
    with connection.schema_editor() as editor:
        editor.create_model(model)

    def change(operation, *, atomic=False):
        after = state.clone()
        operation.state_forwards("kernel", after)
        with connection.schema_editor(atomic=atomic) as editor:
            operation.database_forwards("kernel", editor, state, after)
        return model

    change.model = model
    yield change
    with connection.schema_editor() as editor:
        editor.delete_model(model)


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        (models.CheckConstraint(condition=~models.Q(word=""), name="beside_word"), ""),
        (models.UniqueConstraint(fields=["word"], name="beside_once"), "a"),
        (models.UniqueConstraint(fields=["word"], condition=models.Q(word="a"), name="beside_one_a"), "a"),
    ],
)
def test_a_constraint_is_proved_beside_its_users_and_again_after_a_break(table, constraint, wrong):
    table.model.objects.create(word="a")
    operation = gentle.AddConstraintBeside("beside", constraint)
    table(operation)
    if connection.vendor == "postgresql":
        table(operation)
    with pytest.raises(IntegrityError):
        table.model.objects.create(word=wrong)
    table.model.objects.create(word="b")


def test_a_constraint_that_the_rows_break_is_not_added(table):
    table.model.objects.bulk_create([table.model(word="a"), table.model(word="a")])
    with pytest.raises(IntegrityError):
        table(
            gentle.AddConstraintBeside("beside", models.UniqueConstraint(fields=["word"], name="beside_once"))
        )


def test_an_index_is_built_beside_its_users(table):
    table(gentle.AddIndexBeside("beside", models.Index(fields=["word"], name="beside_index")))
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "kernel_beside")
    assert found["beside_index"]["columns"] == ["word"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite builds it at once")
def test_within_a_transaction_it_says_what_is_missing(table):
    with pytest.raises(NotSupportedError, match="atomic = False"):
        table(
            gentle.AddIndexBeside("beside", models.Index(fields=["word"], name="beside_index")), atomic=True
        )


def test_batches_reach_every_row_once(db):
    facts = {"value": 1, "valid_from": "2020-01-01", "document_no": "夏文明〔2020〕1号"}
    PolicyValue.objects.bulk_create([PolicyValue(key=f"batch.{n}", **facts) for n in range(7)])
    rows = PolicyValue.objects.filter(key__startswith="batch.")
    batches = [sorted(batch.values_list("key", flat=True)) for batch in gentle.in_batches(rows, size=3)]
    assert [len(batch) for batch in batches] == [3, 3, 1]
    assert sorted(key for batch in batches for key in batch) == [f"batch.{n}" for n in range(7)]
