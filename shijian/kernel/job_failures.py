"""What is kept of a job that failed: where and with which kind of error, not the words of the error."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import pre_save

from shijian.kernel import bare_traces


def connect() -> None:
    """Have every failure stripped before it is stored."""
    from django_q.models import Task

    pre_save.connect(strip, sender=Task, dispatch_uid="kernel_bare_failures")


def strip(instance: Any, **_signal: Any) -> None:
    """Before a failure is stored: only its bare traceback stays."""
    if not instance.success:
        instance.result = bare_traces.of_text(str(instance.result))
