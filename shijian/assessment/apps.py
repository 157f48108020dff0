"""The app `assessment`."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """Yearly targets of units and how far they are reached."""

    name = "shijian.assessment"
    label = "assessment"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Define the duties, claim what is personal, follow merged persons, feed the work list."""
        from shijian.assessment import claims, duties, retention  # noqa: F401
        from shijian.assessment.operations import move_targets
        from shijian.assessment.queries import source
        from shijian.kernel import worklist
        from shijian.people import operations as people

        people.MERGERS.append(move_targets)
        worklist.SOURCES.append(source())
