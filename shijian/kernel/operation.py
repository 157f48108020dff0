"""The shape of a write: lock -> rule -> state -> write -> audit -> on_commit, atomic, with `actor=` always."""

from __future__ import annotations

import functools
import inspect
import zlib
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from shijian.kernel import memo
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, OutOfReach
from shijian.kernel.models import OperationKey

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=models.Model)

HOLD = 7_424_421
REGISTRY: dict[str, Callable[..., Any]] = {}


def operation(function: Callable[P, R]) -> Callable[P, R]:
    """Make `function` an atomic operation and enter it in the registry that the generated tests walk."""
    actor = inspect.signature(function).parameters.get("actor")
    if actor is None or actor.kind is not inspect.Parameter.KEYWORD_ONLY:
        raise TypeError(f"{function.__qualname__} must take a keyword-only actor")

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with memo.scope(), transaction.atomic():
            return function(*args, **kwargs)

    REGISTRY[f"{function.__module__}.{function.__qualname__}"] = run
    return run


def lock(queryset: models.QuerySet[M], **lookup: Any) -> M:
    """Read one row anew under a row lock. Raises `OutOfReach` when there is none."""
    row = queryset.select_for_update(of=("self",)).filter(**lookup).order_by("pk").first()
    if row is None:
        raise OutOfReach
    return row


def relock(obj: M) -> M:
    """Read `obj` anew under a row lock."""
    return lock(type(obj)._default_manager.all(), pk=obj.pk)


def hold(name: str) -> None:
    """Let nobody else who holds the same name go on until this transaction ends, where there is no row to lock.

    SQLite's transactions write one at a time anyway. Two names may share a lock; that costs waiting only.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [HOLD, zlib.crc32(name.encode()) - 2**31])


def first_result(model: type[M], *, key: str | None, actor: Actor) -> M | None:
    """Give the object that an earlier call with the same idempotency key made, if any."""
    if not key:
        return None
    row = OperationKey.objects.filter(owner=_owner(actor), key=key).first()
    if row is None:
        return None
    if row.kind != model._meta.label_lower:
        raise Conflict(_("This key was used for something else."))
    return model._default_manager.get(pk=row.object_id)


def remember_result(obj: models.Model, *, key: str | None, actor: Actor) -> None:
    """Bind `key` to `obj`; of two calls at once one gets `Conflict` and may ask again."""
    if not key:
        return
    try:
        with transaction.atomic():
            OperationKey.objects.create(
                owner=_owner(actor), key=key, kind=obj._meta.label_lower, object_id=obj.pk
            )
    except IntegrityError:
        raise Conflict(_("The same request is being handled right now.")) from None


def _owner(actor: Actor) -> str:
    return "system" if actor.is_system else f"account:{actor.account_id}"
