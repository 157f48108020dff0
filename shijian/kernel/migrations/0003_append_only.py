from django.db import migrations

from shijian.kernel.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_search")]
    operations = [
        append_only(
            "kernel_auditentry", "kernel_auditseal", "kernel_flowlog", "kernel_operationkey", "kernel_policyvalue"
        )
    ]
