"""Compulsory reports: for the handling line, and for those who reported."""

from __future__ import annotations

from django.db.models import QuerySet

from shijian.kernel import clock, paths
from shijian.kernel.actor import Actor, Permission
from shijian.people.enums import Role
from shijian.people.enums.minors import HarmState
from shijian.people.models import Appointment, HarmReport
from shijian.people.roles import PERMISSIONS

# Whom the law names, and the line for children; shown big wherever one reports.
PHONES = ("110", "12345", "12355")


def handlers(unit_path: str) -> list[int]:
    """The persons who handle reports from a unit: those with child:protect at it or above it."""
    roles = [role for role in Role if Permission.CHILD_PROTECT in PERMISSIONS[role]]
    above = paths.ancestors(unit_path)
    rows = Appointment.objects.filter(Appointment.on(clock.today()), role__in=roles, unit__path__in=above)
    return list(rows.order_by("person_id").values_list("person_id", flat=True).distinct())


def mine(actor: Actor) -> QuerySet[HarmReport]:
    """One's own reports; pages show of them only when they came and what became of them."""
    return HarmReport.objects.filter(reporter_id=actor.person_id or 0)


def for_line(actor: Actor) -> QuerySet[HarmReport]:
    """Those that the actor handles, with what a list shows; never the words."""
    return HarmReport.objects.visible_to(actor).select_related("unit").defer("what", "who")


def waiting(actor: Actor) -> QuerySet[HarmReport]:
    """Those that are not finished."""
    return for_line(actor).exclude(state=HarmState.CLOSED)
