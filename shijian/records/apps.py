"""The app `records`."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Service minutes with their evidence, publicity, objections, complaints, certificates."""

    name = "shijian.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Define the policies, follow merged persons, move with closed units, put what waits on the work list."""
        from shijian.kernel import jobs, sameness, worklist
        from shijian.people import operations as people
        from shijian.records import (  # noqa: F401
            claims,
            claims_signals,
            duties,
            indexes,
            policies,
            policies_rechecks,
            policies_signals,
            retention,
        )
        from shijian.records.operations import erasing, tenancy
        from shijian.records.operations.certificates import move_certificates
        from shijian.records.operations.complaints import move_complaints
        from shijian.records.operations.objections import move_objections
        from shijian.records.operations.topups import move_top_ups
        from shijian.records.queries import certificates, desk, proofs, publicity, topups
        from shijian.units.queries import PANELS

        people.MERGERS.extend([move_complaints, move_certificates, move_objections, move_top_ups])
        certificates.attach()
        proofs.attach()
        PANELS.append(publicity.unit_panel)
        sameness.SOURCES.append(topups.digests)
        tenancy.attach()
        erasing.attach()
        worklist.SOURCES.extend([desk.source(), desk.objections_source(), desk.top_ups_source()])
        worklist.SOURCES.extend([desk.signals_source(), desk.rechecks_source()])
        worklist.SOURCES.append(desk.certificates_source())
        jobs.register(
            "records.complaints", "shijian.records.operations.complaint_deadlines.sweep", minutes=60
        )
        jobs.register("records.objections", "shijian.records.operations.objections.sweep", minutes=60)
        jobs.register("records.top-ups", "shijian.records.operations.topups.sweep", minutes=60)
        jobs.register("records.signals", "shijian.records.operations.signals.sweep", minutes=1440)
        jobs.register("records.rechecks", "shijian.records.operations.rechecks.sweep", minutes=720)
