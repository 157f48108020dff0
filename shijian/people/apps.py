"""The app `people`."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Configuration of `people`."""

    name = "shijian.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Define the policies and jobs, hang the panel of heads on the unit page, listen for logins."""
        from shijian.kernel import jobs, rekeying, worklist
        from shijian.people import (  # noqa: F401
            claims,
            claims_kernel,
            claims_minors,
            doctor,
            duties,
            minor_policies,
            policies,
            privacy_policies,
            sessions,
        )
        from shijian.people.operations import erasing, factor_rows, tenancy
        from shijian.people.queries import resets, rights
        from shijian.people.queries.minors import waiting
        from shijian.people.queries.panels import attach

        attach()
        tenancy.attach()
        doctor.attach()
        worklist.SOURCES.append(resets.source())
        jobs.register("people.codes", "shijian.people.operations.code_jobs.forget", minutes=720)
        jobs.register("people.resets", "shijian.people.operations.resets.lapse", minutes=60)
        jobs.register("people.dormant", "shijian.people.operations.dormancy.sweep", minutes=720)
        jobs.register("people.sessions", "shijian.people.operations.devices.tidy_sessions", minutes=10)
        erasing.attach()
        from shijian.people import indexes, retention, retention_registers  # noqa: F401

        rekeying.INSIDE["mfa_authenticator.data"] = factor_rows.renew_secrets
        worklist.SOURCES.extend(rights.sources())
        jobs.register("people.logins", "shijian.people.operations.logins.forget_failures", minutes=60)
        jobs.register("people.consents", "shijian.people.operations.notices.ask_again", minutes=1440)
        jobs.register("people.terms", "shijian.people.operations.terms.sweep", minutes=360)
        jobs.register("people.minors", "shijian.people.operations.minors.daily.run", minutes=180)
        jobs.register("people.harm", "shijian.people.operations.minors.daily.alarm", minutes=5)
        worklist.SOURCES.extend(waiting.sources())
