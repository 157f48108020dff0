"""The ways through the product: what everybody, volunteers and officers find in their navigation."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor, Permission


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the navigation; entries of a `group` stand together, `open` where the current one is among them."""

    label: str | Promise
    url: str
    icon: str
    current: bool = False
    count: int = 0
    group: str | Promise = ""
    open: bool = False


FEW = 2  # so many entries of a group stand unfolded
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
OFFICE_GROUPS: list[tuple[str | Promise, list[Entry]]] = [
    (
        "",
        [
            (_("To do"), "web:dashboard", "clipboard-check", None),
            (_("Orders"), "orders:office-list", "clipboard-list", Permission.ORDER_VIEW),
            (_("Take an order"), "orders:take", "phone", Permission.ORDER_TAKE),
            (_("Plans of the week"), "orders:plans", "calendar-event", Permission.ORDER_DISPATCH),
        ],
    ),
    (
        _("Menu and quality"),
        [
            (_("Menu"), "orders:menu", "list", None),
            (_("Items of the menu"), "orders:item-list", "pencil", Permission.MENU_REVIEW),
            (_("Ratings to follow up"), "orders:ratings", "star", Permission.ORDER_FOLLOW_UP),
            (_("Complaints"), "records:complaint-list", "message-circle", Permission.ORDER_FOLLOW_UP),
        ],
    ),
    (
        _("Plans and activities"),
        [
            (_("Activities"), "activities:office-list", "calendar", Permission.ACTIVITY_EDIT),
            (_("Plans"), "activities:plans", "calendar", Permission.ACTIVITY_EDIT),
            (_("Figures of activities"), "activities:figures", "chart-bar", Permission.FIGURES_VIEW),
            (_("Schemes"), "activities:schemes", "settings", Permission.POLICY_EDIT),
        ],
    ),
    (
        _("People and units"),
        [
            (_("Volunteers"), "volunteers:list", "users", Permission.VOLUNTEER_VIEW),
            (_("Teams"), "volunteers:team-list", "sitemap", None),
            (_("Persons"), "people:list", "user", Permission.PERSON_VIEW),
            (_("Units"), "units:list", "village", None),
        ],
    ),
    (
        _("Hours and stars"),
        [
            (_("Service records"), "records:list", "award", Permission.RECORD_VIEW),
            (_("Missing records"), "records:top-up-list", "clock", Permission.RECORD_VOID),
            (_("Older hours"), "records:import-list", "upload", Permission.SERVICE_RECORD),
            (_("Objections to records"), "records:objection-list", "alert-circle", Permission.RECORD_VOID),
            (_("Signals about records"), "records:signal-list", "eye", Permission.RECORD_VOID),
            (_("Re-check calls"), "records:recheck-list", "phone", Permission.ORDER_FOLLOW_UP),
            (_("Stars"), "records:star-list", "star", Permission.RECORD_VIEW),
            (_("Commendations"), "records:honour-list", "award", Permission.VOLUNTEER_VIEW),
            (
                _("Certificates of service"),
                "records:certificate-request-list",
                "certificate",
                Permission.SERVICE_RECORD,
            ),
        ],
    ),
    (
        _("Points and rewards"),
        [
            (_("Shop desk"), "points:shop-desk", "gift", Permission.SERVICE_RECORD),
            (_("Catalogue of rewards"), "points:shop-office", "gift", Permission.MENU_REVIEW),
            (_("Rules of points"), "points:rules", "gift", Permission.POLICY_EDIT),
            (_("Deductions of points"), "points:deductions", "gift", Permission.RECORD_VOID),
        ],
    ),
    (
        _("Figures and targets"),
        [
            (_("Figures"), "orders:figures", "chart-bar", Permission.FIGURES_VIEW),
            (_("Targets"), "assessment:targets", "chart-bar", Permission.FIGURES_VIEW),
        ],
    ),
    (
        _("Order and safety"),
        [
            (_("Audit trail"), "web:audit", "shield-check", Permission.AUDIT_VIEW),
            (_("Requests for a new password"), "people:resets", "lock", Permission.ACCOUNT_MANAGE),
            (_("Data whose term is over"), "web:retention", "clock", Permission.ACCOUNT_MANAGE),
            (_("Backups"), "web:backups", "archive", Permission.SYSTEM_MANAGE),
        ],
    ),
]
OFFICE = [entry for _label, entries in OFFICE_GROUPS for entry in entries]


def face_of(actor: Actor) -> tuple[str, list[tuple[str | Promise, list[Entry]]]]:
    """The name of the face that the actor sees, and its entries in groups."""
    if actor.is_staff:
        return "office", OFFICE_GROUPS
    if actor.volunteer_id is not None:
        return "volunteer", [("", VOLUNTEER)]
    return "public", [("", PUBLIC)]


def nav(groups: list[tuple[str | Promise, list[Entry]]], actor: Actor, path: str) -> list[NavItem]:
    """The entries that are open to the actor; the one whose address is the longest part of `path` is current."""
    shown = [
        (group, label, reverse(route), icon)
        for group, entries in groups
        for label, route, icon, permission in entries
        if permission is None or actor.may_anywhere(permission)
    ]
    around = [
        url for _group, _label, url, _icon in shown if path == url or (url != "/" and path.startswith(url))
    ]
    here = max(around, key=len, default="")
    sizes = Counter(group for group, *_rest in shown)
    opened = next((group for group, _label, url, _icon in shown if url == here), "")
    return [
        NavItem(
            label, url, icon, url == here, group=group if sizes[group] > FEW else "", open=group == opened
        )
        for group, label, url, icon in shown
    ]
