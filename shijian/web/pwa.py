"""The installable APP: its manifest, its shell, and which pages a device may keep for a person."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shijian.activities.queries import attendance
from shijian.kernel import display
from shijian.kernel.actor import Actor
from shijian.orders.queries import offers

# How long a kept page may be shown, in days. Not a policy: it guards the device, not the work of a county.
KEEP_DAYS = 7
SOON = 8
RED, SAND = "#c8322b", "#f7f5f2"
# Pages that a device may keep: tasks, lists and things last seen; never registers of persons, papers or the audit.
KEPT = frozenset(
    {"web:home", "web:dashboard", "web:queue", "orders:services", "orders:service", "orders:offers"}
    | {"orders:team-orders", "orders:team-order", "orders:office-list", "orders:office-detail", "orders:take"}
    | {"orders:check-in", "orders:detail", "orders:mine", "orders:menu", "orders:item", "records:mine"}
    | {"orders:ratings", "orders:rating", "units:detail", "units:list", "volunteers:team-detail", "web:words"}
    | {"people:harm-new", "activities:my-attendance", "activities:attendance", "activities:desk"}
)
# What every kept page needs to look and work as it does online; the rest is kept as it is used.
SHELL = [
    *(f"shijian/{name}" for name in ("style.css", "app.js", "icons.svg", "favicon.svg", "scan.js")),
    *(f"web/offline/{name}.js" for name in ("main", "store", "flush", "forms", "queue")),
    *(f"activities/{name}" for name in ("desk.css", "desk.js", "qr.js", "site_code.js")),
]
WORKER = "web/offline/worker.js"


def device_mark(actor: Actor) -> str:
    """An opaque name of the account for the device's own store; "" for a visitor."""
    if actor.account_id is None:
        return ""
    return salted_hmac("web.pwa.device", str(actor.account_id), algorithm="sha256").hexdigest()[:24]


def shell_key(mark: str) -> str:
    """What the pages of the shell depend on; when it changes the device fetches them anew."""
    chosen = display.current()
    parts = (str(get_language()), chosen.edition, str(chosen.size), chosen.theme, mark)
    return "|".join(parts)


def shell() -> list[str]:
    """The addresses of the static files that the worker keeps from the start."""
    return [static(name) for name in SHELL]


@lru_cache(maxsize=1)
def version() -> str:
    """A name for the content of the shell: a change of any file makes a new version of the APP."""
    total = hashlib.sha256()
    for name in (*SHELL, WORKER):
        with open(str(finders.find(name)), "rb") as file:  # noqa: PTH123 - finders gives text
            total.update(name.encode() + file.read())
    return total.hexdigest()[:12]


def worker_source() -> str:
    """The script of the service worker as it stands in the file."""
    with open(str(finders.find(WORKER)), encoding="utf-8") as file:  # noqa: PTH123 - finders gives text
        return file.read()


def ahead_of(actor: Actor) -> list[str]:
    """The pages that the person needs without signal although he may not have opened them today."""
    if not actor.is_authenticated:
        return []
    pages = [reverse("web:home"), reverse("web:queue"), reverse("people:harm-new"), *_meetings(actor)]
    if actor.is_staff:
        names = ("web:dashboard", "orders:office-list", "orders:take")
        return [*pages, *(reverse(name) for name in names)]
    if actor.volunteer_id is None:
        return [*pages, reverse("orders:mine")]
    tasks = offers.services(actor).order_by("order__wished_from").values_list("pk", flat=True)[:SOON]
    pages += [reverse("orders:services"), *(reverse("orders:service", args=[pk]) for pk in tasks)]
    return pages + ([reverse("orders:team-orders")] if actor.led_team_ids else [])


def _meetings(actor: Actor) -> list[str]:
    """The pages of one's own meetings that are near, and the desks of those that one runs."""
    own, desks = attendance.near(actor, SOON)
    pages = [reverse("activities:attendance", args=[pk]) for pk in own]
    return pages + [reverse("activities:desk", args=[pk]) for pk in desks]


def manifest() -> dict[str, Any]:
    """The web app manifest in the language of the moment."""
    return {
        "id": "/",
        "name": settings.NETWORK_NAME,
        "short_name": _("Shijian"),
        "description": _("Ask for help, help, and see what waits for you: also without signal."),
        "lang": get_language(),
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": RED,
        "background_color": SAND,
        "icons": _icons(),
        "shortcuts": [
            _shortcut(_("I need help"), "orders:new"),
            _shortcut(_("My services"), "orders:services"),
            _shortcut(_("Waiting to be sent"), "web:queue"),
        ],
    }


def _icons() -> list[dict[str, str]]:
    kinds = (("192", "192x192", "any"), ("512", "512x512", "any"), ("mask", "512x512", "maskable"))
    return [
        {"src": static(f"web/icons/{name}.png"), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for name, sizes, purpose in kinds
    ]


def _shortcut(name: str, route: str) -> dict[str, Any]:
    return {"name": name, "url": reverse(route), "icons": _icons()[:1]}
