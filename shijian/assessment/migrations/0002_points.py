from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessment", "0001_targets")]
    operations = [
        migrations.AlterField(
            "target",
            "measure",
            models.CharField(
                choices=[
                    ("volunteers", "Volunteers on the register"),
                    ("active", "Volunteers who served"),
                    ("hours", "Hours that count"),
                    ("points", "Points for service"),
                    ("activities", "Activities that took place"),
                    ("orders", "Orders that were served"),
                ],
                max_length=10,
                verbose_name="What the target counts",
            ),
        ),
    ]
