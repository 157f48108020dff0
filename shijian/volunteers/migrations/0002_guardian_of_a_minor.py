from django.db import migrations, models

import shijian.kernel.fields


class Migration(migrations.Migration):

    dependencies = [
        ("volunteers", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="volunteer",
            name="guardian_name",
            field=models.CharField(blank=True, max_length=60, verbose_name="guardian"),
        ),
        migrations.AddField(
            model_name="volunteer",
            name="guardian_phone",
            field=shijian.kernel.fields.EncryptedTextField(blank=True, default="", purpose="phone"),
        ),
    ]
