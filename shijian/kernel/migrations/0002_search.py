from django.db import migrations

from shijian.kernel import search_index


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [migrations.RunPython(search_index.create, search_index.drop, elidable=False)]
