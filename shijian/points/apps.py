"""The app `points`."""

from django.apps import AppConfig


class PointsConfig(AppConfig):
    """The ledger of points and its rules."""

    name = "shijian.points"
    label = "points"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Define policies and duties, guard the ledger, put deductions on the work list, start the jobs."""
        from shijian.kernel import jobs, verifying, worklist
        from shijian.points import claims, claims_shop, duties, guards, indexes, policies, retention  # noqa: F401
        from shijian.points.operations import tenancy
        from shijian.points.queries import desk, objecting, verification

        guards.attach(self)
        worklist.SOURCES.extend(desk.sources())
        objecting.attach()
        tenancy.attach()
        verifying.VERIFIERS["points"] = verification.verify
        jobs.register("points.credit", "shijian.points.operations.crediting.run", minutes=15)
        jobs.register("points.deductions", "shijian.points.operations.deductions.sweep", minutes=60)
        jobs.register("points.redemptions", "shijian.points.operations.redeeming.sweep", minutes=60)
