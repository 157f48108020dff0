"""What a task asks of the body, on items of the menu and on orders."""

from django.db import migrations, models

from shijian.volunteers.models.health import known_strains


def strains():
    return models.JSONField(
        blank=True, db_default=[], default=list, validators=[known_strains], verbose_name="what it asks of the body"
    )


def forget_trigger(apps, schema_editor):
    """SQLite remakes the table of orders, which a trigger of another one names; `orders.guards` brings it back."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS order_risk_stated")


class Migration(migrations.Migration):
    dependencies = [("orders", "0005_cover_and_command")]
    operations = [
        migrations.RunPython(forget_trigger, migrations.RunPython.noop),
        migrations.AddField("menuitem", "strains", strains()),
        migrations.AddField("order", "strains", strains()),
    ]
