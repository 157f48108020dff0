"""The chain of the ledger: digests, sums, balances, and the ends that the audit trail keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext as _

from shijian.kernel.models import AuditEntry, AuditPrune
from shijian.points.models import Account, Batch, Entry, PointsRule
from shijian.points.queries.digests import FACTS, GENESIS, digest

CHUNK = 5000
POSTED, APPROVED = "points.post", "points.rule-approve"


@dataclass(slots=True)
class _Walk:
    """Where the walk stands: the batch before, each account, the rules, and what the audit trail says of the ends."""

    rules: dict[int, str]
    kinds: dict[int, str]
    anchors: dict[int, str]
    number: int = 0
    digest: str = GENESIS
    accounts: dict[int, tuple[int, int]] = field(default_factory=dict)


def chain_problems() -> Iterator[str]:
    """Name what does not fit in batches, entries, accounts and rules."""
    rules, wrong = _rules()
    yield from wrong
    kinds = dict(Account.objects.values_list("pk", "kind"))
    walk = _Walk(rules, kinds, _anchors())
    for chunk in _chunks():
        lines = _lines(chunk[0][0], chunk[-1][0])
        for facts in chunk:
            yield from _batch(walk, facts, lines.pop(facts[0], []))
        for key, orphans in lines.items():
            yield _("entries %(rows)s belong to batch %(batch)s, which is missing") % {
                "rows": _keys(orphans),
                "batch": key,
            }
    yield from _end(walk)


def _chunks() -> Iterator[list[tuple[Any, ...]]]:
    last = 0
    while chunk := list(
        Batch.objects.filter(pk__gt=last).order_by("id").values_list(*FACTS, "digest")[:CHUNK]
    ):
        yield chunk
        last = chunk[-1][0]


def _lines(first: int, last: int) -> dict[int, list[tuple[int, ...]]]:
    columns = ("batch_id", "id", "account_id", "number", "amount", "balance", "lifetime")
    rows = Entry.objects.filter(batch__gte=first, batch__lte=last).order_by("batch_id", "id")
    return {key: list(found) for key, found in groupby(rows.values_list(*columns), itemgetter(0))}


def _batch(walk: _Walk, facts: tuple[Any, ...], lines: list[tuple[int, ...]]) -> Iterator[str]:
    number, stored = facts[0], facts[-1]
    if number != walk.number + 1:
        yield _("batch %(first)s is missing, or more up to %(last)s") % {
            "first": walk.number + 1,
            "last": number - 1,
        }
    yield from _sums(walk, number, lines)
    said = walk.rules.get(facts[5], "") if facts[5] else ""
    if digest(walk.digest, facts[:-1], said, [line[2:] for line in lines]) != stored:  # type: ignore[misc]
        words = _(
            "batch %(batch)s of %(time)s or one of its entries (%(rows)s) was changed, or batch %(before)s before it"
        )
        yield words % {
            "batch": number,
            "time": f"{facts[8]:%Y-%m-%d %H:%M:%S}",
            "rows": _keys(lines),
            "before": walk.number,
        }
    if number in walk.anchors and walk.anchors[number] != stored:
        yield _("batch %(batch)s is not the one that the audit trail names") % {"batch": number}
    walk.number, walk.digest = number, stored


def _sums(walk: _Walk, number: int, lines: list[tuple[int, ...]]) -> Iterator[str]:
    if len(lines) < 2 or sum(line[4] for line in lines) != 0:
        yield _("the entries of batch %(batch)s do not sum to zero (%(rows)s)") % {
            "batch": number,
            "rows": _keys(lines),
        }
    for _batch_id, key, account, place, amount, balance, _lifetime in lines:
        if account not in walk.kinds:
            yield _("account %(account)s of entry %(row)s is missing") % {"account": account, "row": key}
        before = walk.accounts.get(account, (0, 0))
        if (place, balance) != (before[0] + 1, before[1] + amount):
            yield _("entry %(row)s of batch %(batch)s does not follow from the one before") % {
                "row": key,
                "batch": number,
            }
        walk.accounts[account] = (place, balance)


def _end(walk: _Walk) -> Iterator[str]:
    """Behind the last end that the audit trail names nothing may stand, and nothing may be gone."""
    last = max(walk.anchors, default=0)
    if last > walk.number:
        yield _("batch %(first)s is missing, or more up to %(last)s") % {
            "first": walk.number + 1,
            "last": last,
        }
    if walk.number > last and not _pruned():
        yield _("batch %(first)s was put in, or more up to %(last)s: nobody posted it") % {
            "first": last + 1,
            "last": walk.number,
        }
    beyond = Entry.objects.filter(batch__gt=walk.number).order_by("id").values_list("id", flat=True)[:20]
    if keys := ", ".join(map(str, beyond)):
        yield _("entries %(rows)s belong to no batch") % {"rows": keys}


def _pruned() -> bool:
    """Whether old rows have left the audit trail by the policy on retention, and perhaps the last end with them."""
    return AuditPrune.objects.exists()


def _anchors() -> dict[int, str]:
    rows = AuditEntry.objects.filter(action=POSTED).order_by("id").values_list("changes", flat=True)
    return {each["batches"][1]: each["digest"][1] for each in rows.iterator(chunk_size=CHUNK)}


def _rules() -> tuple[dict[int, str], list[str]]:
    """The digest that each rule had when it was approved; rules that are not what was approved."""
    rows = AuditEntry.objects.filter(action=APPROVED).order_by("id").values_list("object_id", "changes")
    approved = {key: changes["digest"][1] for key, changes in rows}
    found, wrong = dict(approved), []
    for rule in PointsRule.objects.exclude(state__in=["draft", "dropped"]).order_by("id"):
        said = found.setdefault(rule.pk, rule.digest)
        if rule.digest != said:
            wrong.append(_("rule %(rule)s was changed after it was approved") % {"rule": rule.code})
    have = set(PointsRule.objects.filter(pk__in=approved, state="approved").values_list("pk", flat=True))
    wrong += [
        _("rule with key %(rule)s is missing or no longer approved") % {"rule": key}
        for key in approved
        if key not in have
    ]
    return found, wrong


def _keys(lines: list[tuple[int, ...]]) -> str:
    return ", ".join(str(line[1]) for line in lines)
