"""The app `volunteers`."""

from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    """Configuration of `volunteers`."""

    name = "shijian.volunteers"
    label = "volunteers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the packages below what the register knows: actors, merged persons, pages of units, the work list."""
        from shijian.kernel import jobs, worklist
        from shijian.people import operations as people
        from shijian.people.operations import consents
        from shijian.people.queries import actors
        from shijian.units import queries as units
        from shijian.volunteers import claims, duties, guards, policies, retention  # noqa: F401
        from shijian.volunteers.operations import at_once, erasing, tenancy
        from shijian.volunteers.operations.guardians import follow_guardian
        from shijian.volunteers.operations.health import follow_consent
        from shijian.volunteers.operations.merge import merge_volunteers
        from shijian.volunteers.queries import waiting
        from shijian.volunteers.queries.memberships import actor_facts
        from shijian.volunteers.queries.teams import unit_panel

        actors.CONTRIBUTORS.append(actor_facts)
        people.MERGERS.append(merge_volunteers)
        consents.FOLLOWERS.extend((follow_guardian, follow_consent))
        units.PANELS.append(unit_panel)
        guards.GUARDS.attach(self)
        tenancy.attach()
        erasing.attach()
        worklist.SOURCES.extend(waiting.sources(at_once.confirm, at_once.approve))
        jobs.register("volunteers.expiries", "shijian.volunteers.operations.expiries.sweep", minutes=720)
        jobs.register("volunteer-imports", "shijian.volunteers.operations.import_runs.sweep", minutes=720)
