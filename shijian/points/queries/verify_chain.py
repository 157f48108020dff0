"""The chain of the ledger: digests, sums, balances, and the ends that the audit trail keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shijian.kernel.models import AuditEntry, AuditPrune
from shijian.points.models import Entry, PointsRule
from shijian.points.queries import verify_sql
from shijian.points.queries.digests import GENESIS, digest_of

CHUNK = 5000
POSTED, APPROVED = "points.post", "points.rule-approve"


@dataclass(slots=True)
class _Walk:
    """Where the walk stands: the batch before, the rules, and what the audit trail says of the ends."""

    rules: dict[int, str]
    anchors: dict[int, str]
    number: int = 0
    digest: str = GENESIS


def chain_problems() -> Iterator[str]:
    """Name what does not fit in batches, entries, accounts and rules."""
    rules, wrong = _rules()
    yield from wrong
    walk = _Walk(rules, _anchors())
    for number, stored, rule, sums, text in verify_sql.batches():
        right = digest_of(walk.digest, walk.rules.get(rule, ""), text) == stored
        if not (right and sums and number == walk.number + 1):
            yield from _wrong(walk, number, right, sums)
        if walk.anchors.get(number, stored) != stored:
            yield _("batch %(batch)s is not the one that the audit trail names") % {"batch": number}
        walk.number, walk.digest = number, stored
    yield from _end(walk)
    yield from _entries()


def _wrong(walk: _Walk, number: int, right: bool, sums: bool) -> Iterator[str]:
    """Say what is wrong with a batch, and name its entries."""
    if number != walk.number + 1:
        yield _missing(walk.number + 1, number - 1)
    keys = Entry.objects.filter(batch=number).order_by("id").values_list("id", flat=True)
    names = {"batch": number, "rows": ", ".join(map(str, keys)), "before": walk.number}
    if not sums:
        yield _("the entries of batch %(batch)s do not sum to zero (%(rows)s)") % names
    if not right:
        yield (
            _("batch %(batch)s or one of its entries (%(rows)s) was changed, or batch %(before)s before it")
            % names
        )


def _missing(first: int, last: int) -> str:
    return _("batch %(first)s is missing, or more up to %(last)s") % {"first": first, "last": last}


def _entries() -> Iterator[str]:
    """Name entries that do not follow from the one before, or hang on what is gone."""
    for key, batch in verify_sql.rows(verify_sql.FOLLOWING):
        words = _("entry %(row)s of batch %(batch)s does not follow from the one before")
        yield words % {"row": key, "batch": batch}
    for batch, key in verify_sql.rows(verify_sql.ORPHANS):
        words = _("entry %(row)s belongs to batch %(batch)s, which is missing")
        yield words % {"row": key, "batch": batch}
    for account, key in verify_sql.rows(verify_sql.STRANDED):
        yield _("account %(account)s of entry %(row)s is missing") % {"account": account, "row": key}


def _end(walk: _Walk) -> Iterator[str]:
    """Behind the last end that the audit trail names nothing may stand, and nothing may be gone."""
    last = max(walk.anchors, default=0)
    if last > walk.number:
        yield _missing(walk.number + 1, last)
    if walk.number > last and not _pruned():
        yield _("batch %(first)s was put in, or more up to %(last)s: nobody posted it") % {
            "first": last + 1,
            "last": walk.number,
        }


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
