"""Who acts, and how far: built once per request, job or command by `people.queries.actors`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.db.models import Q

from shijian.kernel import paths


class Permission(StrEnum):
    """What an appointment lets a person do. New ones are introduced extremely reluctantly (<= 30)."""

    UNIT_VIEW = "unit:view"
    UNIT_EDIT = "unit:edit"
    STAFF_APPOINT = "staff:appoint"
    PERSON_VIEW = "person:view"
    PERSON_EDIT = "person:edit"
    VOLUNTEER_VIEW = "volunteer:view"
    VOLUNTEER_EDIT = "volunteer:edit"
    VOLUNTEER_IMPORT = "volunteer:import"
    TEAM_VIEW = "team:view"
    TEAM_EDIT = "team:edit"
    MENU_REVIEW = "menu:review"
    ORDER_VIEW = "order:view"
    ORDER_TAKE = "order:take"
    ORDER_VERIFY = "order:verify"
    ORDER_DISPATCH = "order:dispatch"
    ORDER_FOLLOW_UP = "order:follow-up"
    SERVICE_RECORD = "service:record"
    ACTIVITY_EDIT = "activity:edit"
    ACTIVITY_APPROVE = "activity:approve"
    RECORD_VIEW = "record:view"
    RECORD_VOID = "record:void"
    FIGURES_VIEW = "figures:view"
    POLICY_EDIT = "policy:edit"
    AUDIT_VIEW = "audit:view"
    CHILD_PROTECT = "child:protect"
    ACCOUNT_MANAGE = "account:manage"
    SYSTEM_MANAGE = "system:manage"


# Whoever holds one of these may ask who sees a record of the unit.
WATCHING = (Permission.AUDIT_VIEW, Permission.ACCOUNT_MANAGE, Permission.POLICY_EDIT)


class Channel(StrEnum):
    """How a deed reached us."""

    WEB = "web"
    API = "api"
    PHONE = "phone"
    DOOR = "door"
    PAPER = "paper"
    JOB = "job"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Scope:
    """A place in the unit tree: the unit at `path`, with everything below it when `below`."""

    path: str
    below: bool = True

    def covers(self, path: str) -> bool:
        """Say whether `path` lies inside this scope."""
        return path.startswith(self.path) if self.below else path == self.path

    def within(self, path: str) -> Scope | None:
        """The part of this scope that lies in the subtree of `path`."""
        if self.covers(path):
            return Scope(path, self.below)
        return self if self.path.startswith(path) else None


@dataclass(frozen=True, slots=True)
class Post:
    """A unit at which somebody serves or acts: its key, its path, and the way down to it as (key, place)."""

    unit_id: int
    path: str
    way: tuple[tuple[int, str], ...] = ()

    @property
    def place(self) -> str:
        """The short name of the unit."""
        return self.way[-1][1] if self.way else ""


Grants = Mapping[Permission, frozenset[Scope]]


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts. `grants` come from appointments of today; a resident or volunteer has none.

    `posts` are the units of these appointments; `acting` is a unit below them that the actor acts for just now.
    `owes_factor`: an office demands a second factor that was not shown, so that nothing is granted yet.
    """

    person_id: int | None = None
    account_id: int | None = None
    name: str = ""
    roles: frozenset[str] = frozenset()
    grants: Grants = field(default_factory=dict)
    led_team_ids: frozenset[int] = frozenset()
    volunteer_id: int | None = None
    channel: Channel = Channel.WEB
    ip: str | None = None
    is_system: bool = False
    posts: tuple[Post, ...] = ()
    acting: Post | None = None
    owes_factor: bool = False

    @property
    def is_authenticated(self) -> bool:
        """Say whether a person stands behind this actor."""
        return self.person_id is not None

    @property
    def is_staff(self) -> bool:
        """Say whether the actor holds any appointment."""
        return bool(self.grants)

    def may(self, permission: Permission, path: str) -> bool:
        """Say whether the actor holds `permission` at the unit with `path`. The system may do anything."""
        return self.is_system or any(scope.covers(path) for scope in self.grants.get(permission, ()))

    def may_anywhere(self, permission: Permission) -> bool:
        """Say whether the actor holds `permission` at some unit."""
        return self.is_system or bool(self.grants.get(permission))

    def within(self, permission: Permission, field: str = "path") -> Q:
        """Give the filter for rows whose unit path in `field` lies in the actor's reach; the mirror of `may`."""
        if self.is_system:
            return ~Q(pk__in=[])  # everything; an empty Q would vanish in `own | within`
        return paths.any_of(field, [(s.path, s.below) for s in self.grants.get(permission, ())])

    def reaches(self, path: str) -> bool:
        """Say whether the actor holds anything at all at `path`."""
        return any(scope.covers(path) for scopes in self.grants.values() for scope in scopes)

    def narrowed(self) -> Actor:
        """Give the same actor with a reach that ends at the unit acted for; it never grows."""
        if self.acting is None:
            return self
        path = self.acting.path
        parts = {
            name: frozenset(filter(None, (s.within(path) for s in held)))
            for name, held in self.grants.items()
        }
        return replace(self, grants={name: scopes for name, scopes in parts.items() if scopes})

    def bare(self) -> Actor:
        """Give the same person without anything that an office, a team or the register gives."""
        return replace(
            self,
            roles=frozenset(),
            grants={},
            led_team_ids=frozenset(),
            volunteer_id=None,
            posts=(),
            acting=None,
            owes_factor=True,
        )

    def via(self, channel: Channel) -> Actor:
        """Give the same actor acting through another channel."""
        return replace(self, channel=channel)


ANONYMOUS = Actor()
SYSTEM = Actor(name="system", is_system=True, channel=Channel.JOB)
