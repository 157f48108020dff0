"""The chain of the ledger: digests, sums, balances, and the ends that the audit trail keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from django.db.models import Max
from django.utils.translation import gettext as _

from shijian.kernel.models import AuditEntry, AuditPrune
from shijian.points.models import Batch, Entry, PointsRule
from shijian.points.queries import verify_sql
from shijian.points.queries.digests import GENESIS, digest_of

CHUNK = 500
SHARES = 8
POSTED, APPROVED = "points.post", "points.rule-approve"


def chain_parts() -> list[Callable[[], Iterator[str]]]:
    """The batches up to the last one of now in spans: no batch is ever changed, so each span may be read later."""
    return [partial(span_problems, *span) for span in verify_sql.shares("points_batch", SHARES)]


def span_problems(low: int, high: int) -> Iterator[str]:
    """Name batches of a span of keys that do not follow from the one before and from their entries."""
    rules, _wrong = _rules()
    for span in verify_sql.spans("points_batch", low, high):
        if verify_sql.unfit(*span, GENESIS, rules):
            yield from _walked(span, rules)


def _walked(span: tuple[int, int], rules: dict[int, str]) -> Iterator[str]:
    """Batch by batch, where the database found that something is wrong."""
    number, before = Batch.objects.filter(pk__lte=span[0]).order_by("-pk").values_list(
        "pk", "digest"
    ).first() or (
        0,
        GENESIS,
    )
    for key, stored, rule, sums, text in verify_sql.batches(*span):
        right = digest_of(before, rules.get(rule, ""), text) == stored
        if not (right and sums and key == number + 1):
            yield from _wrong(number, key, right, sums)
        number, before = key, stored


def end_problems() -> Iterator[str]:
    """Name rules that were changed, and where the chain does not end as the audit trail says."""
    _digests, wrong = _rules()
    yield from wrong
    anchors = _anchors()
    keys = sorted(anchors)
    for at in range(0, len(keys), CHUNK):
        rows = Batch.objects.filter(pk__in=keys[at : at + CHUNK]).order_by("pk")
        for number, stored in rows.values_list("pk", "digest"):
            if anchors[number] != stored:
                yield _("batch %(batch)s is not the one that the audit trail names") % {"batch": number}
    yield from _end(max(anchors, default=0))


def _wrong(before: int, number: int, right: bool, sums: bool) -> Iterator[str]:
    """Say what is wrong with a batch, and name its entries."""
    if number != before + 1:
        yield _missing(before + 1, number - 1)
    keys = Entry.objects.filter(batch=number).order_by("id").values_list("id", flat=True)
    names = {"batch": number, "rows": ", ".join(map(str, keys)), "before": before}
    if not sums:
        yield _("the entries of batch %(batch)s do not sum to zero (%(rows)s)") % names
    if not right:
        yield (
            _("batch %(batch)s or one of its entries (%(rows)s) was changed, or batch %(before)s before it")
            % names
        )


def _missing(first: int, last: int) -> str:
    return _("batch %(first)s is missing, or more up to %(last)s") % {"first": first, "last": last}


def entry_problems() -> Iterator[str]:
    """Name entries that do not follow from the one before."""
    for key, batch in verify_sql.rows(verify_sql.FOLLOWING):
        words = _("entry %(row)s of batch %(batch)s does not follow from the one before")
        yield words % {"row": key, "batch": batch}


def hanging_problems() -> Iterator[str]:
    """Name entries that hang on what is gone."""
    for batch, key in verify_sql.rows(verify_sql.ORPHANS):
        words = _("entry %(row)s belongs to batch %(batch)s, which is missing")
        yield words % {"row": key, "batch": batch}
    for account, key in verify_sql.rows(verify_sql.STRANDED):
        yield _("account %(account)s of entry %(row)s is missing") % {"account": account, "row": key}


def _end(last: int) -> Iterator[str]:
    """Behind the last end that the audit trail names nothing may stand, and nothing may be gone."""
    end = Batch.objects.aggregate(last=Max("pk"))["last"] or 0
    if last > end:
        yield _missing(end + 1, last)
    if end > last and not _pruned():
        yield _("batch %(first)s was put in, or more up to %(last)s: nobody posted it") % {
            "first": last + 1,
            "last": end,
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
