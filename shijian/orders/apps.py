"""The app `orders`."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Configuration of `orders`."""

    name = "shijian.orders"
    label = "orders"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Define the policies, follow merged persons, watch deadlines, feed the work list and the pages below."""
        from shijian.activities.queries import busy
        from shijian.kernel import jobs, worklist
        from shijian.orders import (  # noqa: F401
            claims,
            duties,
            guards,
            plan_policies,
            policies,
            retention,
            service_policies,
        )
        from shijian.orders.operations import at_once, erasing, tenancy
        from shijian.orders.operations.merging import merge_orders
        from shijian.orders.queries import complaining, promises, rechecking, waiting
        from shijian.orders.queries.evidence import of_orders
        from shijian.orders.queries.panels import team_panel, unit_panel
        from shijian.people import operations as people
        from shijian.records.queries import evidence, rechecks, subjects
        from shijian.units import queries as units
        from shijian.volunteers.queries import teams

        guards.GUARDS.attach(self)
        evidence.SOURCES["order"] = of_orders
        rechecks.CONTACTS["order"] = rechecking.who_was_served
        people.MERGERS.append(merge_orders)
        busy.PROMISES.append(promises.promised)
        units.PANELS.append(unit_panel)
        tenancy.attach()
        subjects.SUBJECTS["order"] = complaining.subject
        erasing.attach()
        teams.TEAM_PANELS.append(team_panel)
        worklist.SOURCES.extend(waiting.sources(at_once.verify))
        jobs.register("orders.plans", "shijian.orders.operations.plans.nightly.sweep", minutes=1440)
        jobs.register("orders.chances", "shijian.orders.operations.plans.learning.sweep", minutes=1440)
        jobs.register("orders.deadlines", "shijian.orders.operations.deadlines.sweep", minutes=1)
