"""Two more purposes of a consent: the star in public, the public ranking."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0014_health_consent'),
    ]

    operations = [
        migrations.AlterField(
            model_name='consent',
            name='purpose',
            field=models.CharField(choices=[('register', 'Keeping my data to arrange help'), ('public-name', 'Showing my name in public'), ('guardian', "Guardian's consent to volunteer"), ('child-data', 'Keeping the data of a child under 14'), ('photo', 'Photos in which I can be seen'), ('health', 'Work that does not suit my health'), ('public-star', 'Showing my star in public'), ('ranking', 'Showing my hours in a public ranking')], max_length=20),
        ),
    ]
