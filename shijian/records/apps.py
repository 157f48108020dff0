"""The app `records`."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Service minutes with their evidence, publicity, objections, complaints, certificates."""

    name = "shijian.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Define the policies, follow merged persons, move with closed units, put what waits on the work list."""
        from shijian.kernel import sameness, verifying, worklist
        from shijian.people import operations as people
        from shijian.records import (  # noqa: F401
            claims,
            claims_honours,
            claims_signals,
            claims_stars,
            duties,
            indexes,
            policies,
            policies_rechecks,
            policies_signals,
            policies_stars,
            retention,
            retention_stars,
        )
        from shijian.records.operations import erasing, tenancy
        from shijian.records.operations.certificates import move_certificates
        from shijian.records.operations.complaints import move_complaints
        from shijian.records.operations.objections import move_objections
        from shijian.records.operations.topups import move_top_ups
        from shijian.records.queries import certificates, desk, proofs, publicity, topups, verification
        from shijian.units.queries import PANELS

        people.MERGERS.extend([move_complaints, move_certificates, move_objections, move_top_ups])
        certificates.attach()
        proofs.attach()
        PANELS.append(publicity.unit_panel)
        sameness.SOURCES.append(topups.digests)
        verifying.VERIFIERS["records"] = verification.verify
        tenancy.attach()
        erasing.attach()
        worklist.SOURCES.extend([desk.source(), desk.objections_source(), desk.top_ups_source()])
        worklist.SOURCES.extend([desk.signals_source(), desk.rechecks_source(), desk.certificates_source()])
        self._add_jobs()
        self._add_stars()
        self._add_honours()
        self._add_imports()

    @staticmethod
    def _add_imports() -> None:
        """Older hours: what they hold, merged persons, their photos, the work list, the clock."""
        from shijian.kernel import jobs, sameness, worklist
        from shijian.people import operations as people
        from shijian.records import claims_imports  # noqa: F401
        from shijian.records.operations.imports import move_imports
        from shijian.records.queries import desk, imports

        people.MERGERS.append(move_imports)
        sameness.SOURCES.append(imports.digests)
        worklist.SOURCES.append(desk.imports_source())
        jobs.register("records.late-imports", "shijian.records.operations.imports.remind", minutes=60)
        jobs.register("records.imports", "shijian.records.operations.imports.sweep", minutes=1440)

    @staticmethod
    def _add_jobs() -> None:
        """What the clock does, and the marks of devices that it reads."""
        from shijian.kernel import jobs, verifying
        from shijian.people import operations as people
        from shijian.records.operations import older_rows
        from shijian.records.operations.device_marks import move_devices

        people.MERGERS.append(move_devices)
        jobs.register(
            "records.complaints", "shijian.records.operations.complaint_deadlines.sweep", minutes=60
        )
        jobs.register("records.objections", "shijian.records.operations.objections.sweep", minutes=60)
        jobs.register("records.top-ups", "shijian.records.operations.topups.sweep", minutes=60)
        jobs.register("records.signals", "shijian.records.operations.signals.sweep", minutes=1440)
        verifying.BEGINNERS["records"] = older_rows.begin
        jobs.register("records.older-rows", "shijian.records.operations.older_rows.sweep", minutes=10080)
        jobs.register("records.rechecks", "shijian.records.operations.rechecks.sweep", minutes=720)

    @staticmethod
    def _add_stars() -> None:
        """Stars: the cards and pages they stand on, the work list, the clock, merged persons."""
        from shijian.kernel import jobs, worklist
        from shijian.people import operations as people
        from shijian.records.operations.star_doubts import move_star_objections
        from shijian.records.operations.stars import move_stars
        from shijian.records.queries import star_desk, star_panels
        from shijian.units.queries import PANELS

        people.MERGERS.extend([move_stars, move_star_objections])
        PANELS.append(star_panels.unit_panel)
        star_panels.attach()
        worklist.SOURCES.extend([star_desk.stars_source(), star_desk.doubts_source()])
        jobs.register("records.stars", "shijian.records.operations.star_reviews.sweep", minutes=720)

    @staticmethod
    def _add_honours() -> None:
        """Commendations: the cards they stand on, the work list, the clock, merged persons."""
        from shijian.kernel import jobs, worklist
        from shijian.people import operations as people
        from shijian.records.operations.commendations import move_commendations
        from shijian.records.queries import desk, honours

        people.MERGERS.append(move_commendations)
        honours.attach()
        worklist.SOURCES.append(desk.commendations_source())
        jobs.register("records.commendations", "shijian.records.operations.commendations.sweep", minutes=60)
