"""`doctor`: say whether this installation is well."""

from typing import Any

from django.core.management.base import BaseCommand

from shijian.kernel import doctor

WIDTH = 12


class Command(BaseCommand):
    """One line a finding: ok, warn or fail, with a hint; exit code 1 when something failed."""

    help = "Checks this installation and says what to do about what is wrong."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print every finding."""
        failed = False
        for finding in doctor.examine():
            failed = failed or finding.level == "fail"
            hint = f"  ({finding.hint})" if finding.hint else ""
            self.stdout.write(f"{finding.level:<5} {finding.about:<{WIDTH}} {finding.text}{hint}")
        if failed:
            raise SystemExit(1)
