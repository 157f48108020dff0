"""The command `shijian`: every subcommand is a management command of the app that owns it."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the subcommand that the command line names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shijian.config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"shijian: {error}")
