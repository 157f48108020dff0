"""Writing into the ledger: the only place that makes batches and entries. One transaction writes at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid
from shijian.kernel.operation import hold
from shijian.points.enums import AccountKind, Reason
from shijian.points.models import Account, Batch, Entry, PointsRule
from shijian.points.queries import digests

POSTED = "points.post"
HELD = "points"
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Move:
    """Points on one account: how many come (below zero: go), and how many of them count for the lifetime."""

    account: Account
    amount: int
    earned: int = 0


@dataclass(slots=True)
class _Last:
    """Where an account stands: number, balance and lifetime of its last entry."""

    number: int = 0
    balance: int = 0
    lifetime: int = 0


@dataclass(slots=True)
class Posting:
    """Batches that are written together: `begin`, `add` any number, `write` once."""

    number: int
    digest: str
    lasts: dict[int, _Last]
    batches: list[Batch] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    rule_digests: dict[int, str] = field(default_factory=dict)

    def add(
        self,
        moves: Iterable[Move],
        *,
        key: str,
        reason: Reason,
        source: tuple[str, int],
        rule: PointsRule | None = None,
        reverses: Batch | None = None,
        note: str = "",
        at: dt.datetime | None = None,
    ) -> Batch:
        """Put a batch of that moment (now) behind the last one. `Invalid` when its moves do not sum to zero."""
        moves = list(moves)
        if sum(move.amount for move in moves) != 0:
            raise Invalid(_("What comes and what goes must be the same."))
        self.number += 1
        batch = Batch(
            pk=self.number, idempotency_key=key, reason=reason, source_kind=source[0], source_id=source[1],
            rule=rule, reverses=reverses, note=note[:200], at=at or clock.now(),
        )  # fmt: skip
        rows = [self._entry(batch, move) for move in moves]
        batch.digest = self.digest = self._digest(batch, rows, rule)
        self.batches.append(batch)
        self.entries += rows
        return batch

    def _entry(self, batch: Batch, move: Move) -> Entry:
        last = self.lasts.setdefault(move.account.pk, _Last())
        last.number, last.balance = last.number + 1, last.balance + move.amount
        last.lifetime += move.earned
        return Entry(
            batch_id=batch.pk, account=move.account, number=last.number, amount=move.amount,
            balance=last.balance, lifetime=last.lifetime,
        )  # fmt: skip

    def _digest(self, batch: Batch, rows: list[Entry], rule: PointsRule | None) -> str:
        facts = tuple(getattr(batch, name) for name in digests.FACTS)
        lines = [(row.account_id, row.number, row.amount, row.balance, row.lifetime) for row in rows]
        if rule is not None and rule.pk not in self.rule_digests:
            self.rule_digests[rule.pk] = rule.digest
        said = self.rule_digests[rule.pk] if rule is not None else ""
        return digests.digest(self.digest, facts, said, lines)

    def write(self, *, actor: Actor, for_person_id: int | None = None) -> list[Batch]:
        """Write the entries, then the batches that close them, then the end of the chain into the audit trail."""
        if self.batches:
            changes = self.save()
            audit.record(POSTED, self.batches[-1], actor=actor, for_person_id=for_person_id, changes=changes)
        return self.batches

    def save(self) -> dict[str, list[Any]]:
        """Write the rows alone; gives what the audit trail must say of the end of the chain."""
        Entry.objects.bulk_create(self.entries, batch_size=BATCH)
        Batch.objects.bulk_create(self.batches, batch_size=BATCH)
        first, last = self.batches[0], self.batches[-1]
        return {"batches": [first.pk, last.pk], "digest": [None, last.digest]}


def begin(accounts: Iterable[Account]) -> Posting:
    """Lock the ledger and read where it and these accounts stand."""
    hold(HELD)
    last = Batch.objects.order_by("-id").values_list("id", "digest").first()
    number, said = last or (0, digests.GENESIS)
    return Posting(number, said, _lasts([account.pk for account in accounts]))


def _lasts(keys: list[int]) -> dict[int, _Last]:
    newest = Entry.objects.filter(account=OuterRef("pk")).order_by("-number").values("id")[:1]
    found = Account.objects.filter(pk__in=keys).annotate(last=Subquery(newest)).values("last")
    rows = Entry.objects.filter(pk__in=[row["last"] for row in found if row["last"]])
    columns = rows.values_list("account_id", "number", "balance", "lifetime")
    return {key: _Last(number, balance, lifetime) for key, number, balance, lifetime in columns}


def account_of(kind: AccountKind) -> Account:
    """The account of the network of that kind, made at first use under the lock of the ledger."""
    hold(HELD)
    return Account.objects.filter(kind=kind).first() or Account.objects.create(kind=kind)


def accounts_of(volunteer_ids: Iterable[int]) -> Mapping[int, Account]:
    """The accounts of volunteers by their keys, made at first use under the lock of the ledger."""
    hold(HELD)
    keys = set(volunteer_ids)
    have = set(Account.objects.filter(volunteer__in=keys).values_list("volunteer_id", flat=True))
    missing = [Account(kind=AccountKind.VOLUNTEER, volunteer_id=key) for key in sorted(keys - have)]
    Account.objects.bulk_create(missing)
    return {row.volunteer_id: row for row in Account.objects.filter(volunteer__in=keys) if row.volunteer_id}


def balance_in(posting: Posting, account: Account) -> int:
    """What is on an account that the posting has read."""
    last = posting.lasts.get(account.pk)
    return last.balance if last else 0
