"""The app `activities`."""

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """Configuration of `activities`."""

    name = "shijian.activities"
    label = "activities"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Define the policies, claim what is personal, follow merged persons and units, feed pages below."""
        from shijian.activities import (  # noqa: F401
            claims,
            claims_contests,
            duties,
            guards,
            plan_policies,
            policies,
            retention,
        )
        from shijian.activities.operations import erasing, tenancy
        from shijian.activities.operations.merging import merge_signups
        from shijian.activities.queries import panels, plan_waiting, waiting, waiting_places, waiting_results
        from shijian.activities.queries.plans import unit_panel
        from shijian.kernel import jobs, worklist
        from shijian.people import operations as people
        from shijian.units import queries as units
        from shijian.volunteers.queries import teams

        guards.GUARDS.attach(self)
        _compare_photos()
        _tell_evidence()
        people.MERGERS.append(merge_signups)
        worklist.SOURCES.extend(waiting_places.sources())
        worklist.SOURCES.extend(waiting_results.sources())
        units.PANELS.append(panels.unit_panel)
        teams.TEAM_PANELS.append(panels.team_panel)
        worklist.SOURCES.append(waiting.SOURCE)
        tenancy.attach()
        erasing.attach()
        units.PANELS.append(unit_panel)
        worklist.SOURCES.append(plan_waiting.source())
        jobs.register(
            "activities.plan-reminders",
            "shijian.activities.operations.plan_reminders.remind_near",
            minutes=720,
        )
        jobs.register("activities.sweep", "shijian.activities.operations.sweep.sweep", minutes=5)


def _compare_photos() -> None:
    """Let no photo of an archive prove something else."""
    from shijian.activities.queries import archive
    from shijian.kernel import sameness

    sameness.SOURCES.append(archive.digests)


def _tell_evidence() -> None:
    """Let the detectors of signals know what attendance knows."""
    from shijian.activities.queries.evidence import of_activities, records_with
    from shijian.records.queries import evidence, evidence_near

    evidence.SOURCES["activity"] = of_activities
    evidence_near.PICTURED.append(records_with)
