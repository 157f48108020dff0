"""The app `records`."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Service minutes with their evidence, complaints, certificates."""

    name = "shijian.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Define the policies, follow merged persons, move with closed units, put complaints on the work list."""
        from shijian.kernel import jobs, worklist
        from shijian.people import operations as people
        from shijian.records import claims, duties, indexes, policies, retention  # noqa: F401
        from shijian.records.operations import erasing, tenancy
        from shijian.records.operations.certificates import move_certificates
        from shijian.records.operations.complaints import move_complaints
        from shijian.records.queries import certificates, desk

        people.MERGERS.append(move_complaints)
        people.MERGERS.append(move_certificates)
        certificates.attach()
        tenancy.attach()
        erasing.attach()
        worklist.SOURCES.append(desk.source())
        jobs.register(
            "records.complaints", "shijian.records.operations.complaint_deadlines.sweep", minutes=60
        )
