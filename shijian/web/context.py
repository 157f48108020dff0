"""What every page needs: the actor, the face and the navigation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import ANONYMOUS, Actor, Permission
from shijian.web import pwa, trail


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the navigation."""

    label: str | Promise
    url: str
    icon: str
    current: bool = False
    count: int = 0


Entry = tuple[str | Promise, str, str, Permission | None]
PUBLIC: list[Entry] = [
    (_("Home"), "web:home", "home", None),
    (_("Menu"), "orders:menu", "list", None),
    (_("Activities"), "activities:list", "calendar", None),
    (_("My orders"), "orders:mine", "clipboard-list", None),
    (_("Practice sites"), "units:list", "village", None),
]
VOLUNTEER: list[Entry] = [
    (_("Home"), "web:home", "home", None),
    (_("Offers"), "orders:offers", "hand-click", None),
    (_("Activities"), "activities:list", "calendar", None),
    (_("My services"), "orders:services", "calendar-event", None),
    (_("Me"), "volunteers:me", "user", None),
]
OFFICE: list[Entry] = [
    (_("To do"), "web:dashboard", "clipboard-check", None),
    (_("Orders"), "orders:office-list", "clipboard-list", Permission.ORDER_VIEW),
    (_("Take an order"), "orders:take", "phone", Permission.ORDER_TAKE),
    (_("Ratings to follow up"), "orders:ratings", "star", Permission.ORDER_FOLLOW_UP),
    (_("Activities"), "activities:office-list", "calendar", Permission.ACTIVITY_EDIT),
    (_("Complaints"), "records:complaint-list", "message-circle", Permission.ORDER_FOLLOW_UP),
    (_("Missing records"), "records:top-up-list", "clock", Permission.RECORD_VOID),
    (
        _("Certificates of service"),
        "records:certificate-request-list",
        "certificate",
        Permission.SERVICE_RECORD,
    ),
    (_("Objections to records"), "records:objection-list", "alert-circle", Permission.RECORD_VOID),
    (_("Signals about records"), "records:signal-list", "eye", Permission.RECORD_VOID),
    (_("Re-check calls"), "records:recheck-list", "phone", Permission.ORDER_FOLLOW_UP),
    (_("Stars"), "records:star-list", "star", Permission.RECORD_VIEW),
    (_("Menu"), "orders:menu", "list", None),
    (_("Items of the menu"), "orders:item-list", "pencil", Permission.MENU_REVIEW),
    (_("Volunteers"), "volunteers:list", "users", Permission.VOLUNTEER_VIEW),
    (_("Teams"), "volunteers:team-list", "sitemap", None),
    (_("Persons"), "people:list", "user", Permission.PERSON_VIEW),
    (_("Service records"), "records:list", "award", Permission.RECORD_VIEW),
    (_("Rules of points"), "points:rules", "gift", Permission.POLICY_EDIT),
    (_("Deductions of points"), "points:deductions", "gift", Permission.RECORD_VOID),
    (_("Shop desk"), "points:shop-desk", "gift", Permission.SERVICE_RECORD),
    (_("Catalogue of rewards"), "points:shop-office", "gift", Permission.MENU_REVIEW),
    (_("Figures"), "orders:figures", "chart-bar", Permission.FIGURES_VIEW),
    (_("Targets"), "assessment:targets", "chart-bar", Permission.FIGURES_VIEW),
    (_("Plans"), "activities:plans", "calendar", Permission.ACTIVITY_EDIT),
    (_("Figures of activities"), "activities:figures", "chart-bar", Permission.FIGURES_VIEW),
    (_("Schemes"), "activities:schemes", "settings", Permission.POLICY_EDIT),
    (_("Units"), "units:list", "village", None),
    (_("Audit trail"), "web:audit", "shield-check", Permission.AUDIT_VIEW),
    (_("Requests for a new password"), "people:resets", "lock", Permission.ACCOUNT_MANAGE),
    (_("Data whose term is over"), "web:retention", "clock", Permission.ACCOUNT_MANAGE),
    (_("Backups"), "web:backups", "archive", Permission.SYSTEM_MANAGE),
]


def face(request: HttpRequest) -> dict[str, Any]:
    """Context of the base template: no query beyond the actor's own."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    name, entries = _face_of(actor)
    mark = pwa.device_mark(actor)
    return {
        "actor": actor,
        "face": name,
        "nav": _nav(entries, actor, request.path),
        "unread_messages": getattr(getattr(request, "user", None), "unread_messages", 0),
        "demo_mode": settings.DEMO,
        "network_name": settings.NETWORK_NAME,
        "device_mark": mark,
        "trail_query": _trail_of(request, actor),
        "shell_key": pwa.shell_key(mark),
    }


def _trail_of(request: HttpRequest, actor: Actor) -> str:
    """The filter of the audit trail for the one thing that this page shows; "" where there is none or who may not."""
    match = getattr(request, "resolver_match", None)
    kind = trail.SHOWN_AT.get(match.view_name) if match else None
    if not kind or not match or "pk" not in match.kwargs or not actor.may_anywhere(Permission.AUDIT_VIEW):
        return ""
    return f"?kind={kind}&id={match.kwargs['pk']}"


def _face_of(actor: Actor) -> tuple[str, list[Entry]]:
    if actor.is_staff:
        return "office", OFFICE
    if actor.volunteer_id is not None:
        return "volunteer", VOLUNTEER
    return "public", PUBLIC


def _nav(entries: list[Entry], actor: Actor, path: str) -> list[NavItem]:
    """The entries that are open to the actor; the one whose address is the longest part of `path` is current."""
    shown = [
        (label, reverse(route), icon)
        for label, route, icon, permission in entries
        if permission is None or actor.may_anywhere(permission)
    ]
    around = [url for _label, url, _icon in shown if path == url or (url != "/" and path.startswith(url))]
    here = max(around, key=len, default="")
    return [NavItem(label, url, icon, url == here) for label, url, icon in shown]
