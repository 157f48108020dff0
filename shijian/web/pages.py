"""Pages by name, in every language of the product and by pinyin, for the search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor, Permission
from shijian.kernel.pinyin import spellings
from shijian.web.navigation import OFFICE, PUBLIC, VOLUNTEER

LIMIT = 8
Check = Callable[[Actor], bool]


@dataclass(frozen=True, slots=True)
class Page:
    """A page that has no key in its address."""

    label: str | Promise
    route: str
    admits: Check

    @property
    def names(self) -> frozenset[str]:
        """How people may call it, in lower case."""
        return _names(self.route, self.label)

    @property
    def url(self) -> str:
        """Its address."""
        return reverse(self.route)


def _holds(permission: Permission | None) -> Check:
    return lambda actor: permission is None or actor.may_anywhere(permission)


def _staff(permission: Permission | None) -> Check:
    return lambda actor: actor.is_staff and _holds(permission)(actor)


def _own(actor: Actor) -> bool:
    return actor.is_authenticated


def _volunteer(actor: Actor) -> bool:
    return actor.volunteer_id is not None


def _organiser(actor: Actor) -> bool:
    return actor.may_anywhere(Permission.ACTIVITY_EDIT) or bool(actor.led_team_ids)


MORE = [
    Page(_("My messages"), "people:inbox", _own),
    Page(_("My account"), "people:profile", _own),
    Page(_("Change the password"), "people:password", _own),
    Page(_("My data"), "people:my-data", _own),
    Page(_("My hours"), "records:mine", _volunteer),
    Page(_("My certificates"), "records:my-certificates", _own),
    Page(_("My honours"), "records:honours", _volunteer),
    Page(_("Ask for a certificate of service"), "records:certificate-ask", _volunteer),
    Page(_("Volunteer's card"), "records:card", _volunteer),
    Page(_("Statement for an appraisal"), "records:statements", _volunteer),
    Page(_("Verify a certificate"), "records:certificate-look", _holds(None)),
    Page(_("My points"), "points:mine", _volunteer),
    Page(_("Points of my household"), "points:household", _own),
    Page(_("Rewards and courtesies"), "points:shop", _holds(None)),
    Page(_("What I redeemed"), "points:shop-mine", _own),
    Page(_("Open books"), "points:shop-books", _holds(None)),
    Page(_("Settlements"), "points:shop-settlements", _staff(Permission.MENU_REVIEW)),
    Page(_("Prepare an activity"), "activities:new", _organiser),
    Page(_("Activities that I run"), "activities:office-list", _organiser),
    Page(_("What I consent to"), "people:consents", _own),
    Page(_("Privacy"), "people:privacy", _holds(None)),
    Page(_("Requests about personal data"), "people:requests", _staff(Permission.PERSON_EDIT)),
    Page(_("Record of processing"), "people:processing", _staff(None)),
    Page(_("Ask for help"), "orders:new", _own),
    Page(_("Bad ratings"), "orders:ratings", _staff(Permission.ORDER_FOLLOW_UP)),
    Page(_("Menu items of my teams and area"), "orders:item-list", _staff(Permission.MENU_REVIEW)),
    Page(_("Register a person"), "people:new", _staff(Permission.PERSON_EDIT)),
    Page(_("Register a volunteer"), "volunteers:new", _staff(Permission.VOLUNTEER_EDIT)),
    Page(_("Import a roll of volunteers"), "volunteers:import", _staff(Permission.VOLUNTEER_IMPORT)),
    Page(_("Export the register of volunteers"), "volunteers:export", _staff(Permission.VOLUNTEER_VIEW)),
    Page(_("Volunteers in numbers"), "volunteers:counts", _staff(Permission.VOLUNTEER_VIEW)),
    Page(_("Found a team"), "volunteers:team-found", _staff(Permission.TEAM_EDIT)),
    Page(_("Who can see my data"), "web:sight-own", _own),
    Page(_("Permissions of the roles"), "web:permissions", _staff(None)),
    Page(_("Words explained"), "web:words", _holds(None)),
]


def pages() -> list[Page]:
    """Every page that has a name, each once."""
    office = [Page(label, route, _staff(needs)) for label, route, _icon, needs in OFFICE]
    own = [Page(label, route, _volunteer) for label, route, _icon, _needs in VOLUNTEER]
    public = [Page(label, route, _holds(None)) for label, route, _icon, _needs in PUBLIC]
    return list({page.route: page for page in [*public, *own, *office, *MORE]}.values())


def found(text: str, actor: Actor) -> list[Page]:
    """The pages that the actor may open and of whose names one holds the text; all of them for no text."""
    wanted = " ".join(text.lower().split())
    hits = (page for page in pages() if page.admits(actor) and any(wanted in name for name in page.names))
    return list(hits)[: LIMIT if wanted else None]


@lru_cache(maxsize=256)
def _names(route: str, label: str | Promise) -> frozenset[str]:
    names = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            names.add(str(label).lower())
    return frozenset(names.union(*(spellings(name) for name in names)))
