"""The digest that the audit trail keeps of rows that decide about hours, before and after each deed.

Words that retention empties (of objections, wishes, stars) and names are not in it, nor what a merger of persons or
units rewrites. The words of a service record are: nothing takes them away.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shijian.kernel.audit.kept import DIGEST
from shijian.records.models import (
    AppraisalStatement,
    Certificate,
    CertificateLine,
    CertificateRequest,
    Commendation,
    ImportedRow,
    RecordImport,
    RecordObjection,
    ServiceRecord,
    Star,
    StarBar,
    StarEntry,
    StarObjection,
    TopUp,
    VolunteerCard,
)

SCHEME = 1
Hanging = Callable[[list[int]], Iterable[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Trace:
    """What of a kind of row is in its digest: its columns, and rows that hang on it (with its key in front)."""

    name: Promise
    columns: tuple[str, ...]
    hanging: Hanging | None = None
    chunk: int = 2000  # rows that are looked at together

    def hung(self, keys: list[int]) -> dict[int, list[Any]]:
        """What hangs on each of the rows, in the order of its keys."""
        found: dict[int, list[Any]] = {key: [] for key in keys} if self.hanging else {}
        for key, *facts in self.hanging(keys) if self.hanging else ():
            found[key].append(facts)
        return found


def _entries(keys: list[int]) -> Iterable[tuple[Any, ...]]:
    columns = ("star_id", "id", "change", "minutes", "authority", "document_no", "on", "by_id", "at")
    return StarEntry.objects.filter(star__in=keys).order_by("id").values_list(*columns)


def _lines(keys: list[int]) -> Iterable[tuple[Any, ...]]:
    rows = CertificateLine.objects.filter(certificate__in=keys).order_by("id")
    return rows.values_list("certificate_id", "id", "record_id")


def _photos(keys: list[int]) -> Iterable[tuple[Any, ...]]:
    """The photos of commendations, but for those that retention takes away."""
    rows = Commendation.objects.filter(pk__in=keys).exclude(state__in=("refused", "withdrawn"))
    return rows.order_by("pk").values_list("pk", "file_key")


def _rows(keys: list[int]) -> Iterable[tuple[Any, ...]]:
    columns = (
        "run_id", "id", "number", "state", "volunteer_id", "started_at", "ended_at", "times_known", "system",
        "reference", "key",
    )  # fmt: skip
    return ImportedRow.objects.filter(run__in=keys).order_by("id").values_list(*columns)


TRACES: dict[type[models.Model], Trace] = {
    ServiceRecord: Trace(
        _("Service record"),
        (
            "volunteer_id", "unit_id", "unit_path", "team_id", "source_kind", "source_id", "started_at", "ended_at",
            "minutes", "grade", "recipient", "content", "place", "responsible_id", "recorder_id", "recorded_at",
            "counts_from", "state", "void_reason", "voided_by_id", "voided_at", "replaces_id",
        ),
    ),
    RecordObjection: Trace(
        _("Objection to a service record"),
        ("record_id", "ground", "state", "channel", "created_at", "decided_by_id", "over_at"),
    ),
    TopUp: Trace(
        _("Wish for a missing record"),
        (
            "volunteer_id", "team_id", "channel", "started_at", "ended_at", "recipient", "content", "place", "digest",
            "state", "created_at", "decided_by_id", "over_at", "record_id",
        ),
    ),
    Star: Trace(
        _("Star"),
        (
            "volunteer_id", "level", "authority", "line_minutes", "grades", "minutes", "state", "channel",
            "created_at", "checked_by_id", "decided_by_id", "public_until", "granted_on", "document_no", "over_at",
            "kept_minutes",
        ),
        _entries,
    ),
    Certificate: Trace(
        _("Certificate"),
        (
            "number", "kind", "unit_id", "unit_path", "issuer", "issued_on", "subject", "honour", "source_kind",
            "source_id", "replaces_id", "at", "service__starts_on", "service__ends_on", "service__minutes",
            "service__in_force_from", "service__with_list", "service__handler", "service__approver",
            "service__contact", "revocation__reason", "revocation__at",
        ),
        _lines,
    ),
    VolunteerCard: Trace(_("Volunteer's card"), ("volunteer_id", "code", "at")),
    AppraisalStatement: Trace(_("Statement for an appraisal"), ("volunteer_id", "number", "at")),
    CertificateRequest: Trace(
        _("Wish for a certificate of service"),
        (
            "volunteer_id", "starts_on", "ends_on", "with_list", "whole_document", "channel", "state", "created_at",
            "handled_by_id", "minutes", "checked_records", "decided_by_id", "over_at", "flagged_at",
        ),
    ),
    StarObjection: Trace(
        _("Objection or appeal about a star"),
        ("star_id", "bar_id", "appeal", "channel", "state", "created_at", "decided_by_id", "over_at"),
    ),
    StarBar: Trace(
        _("Time without a new star"),
        ("volunteer_id", "record_id", "from_day", "until_day", "by_id", "at", "lifted_at"),
    ),
    Commendation: Trace(
        _("Commendation"),
        (
            "volunteer_id", "title", "authority", "level", "awarded_on", "document_no", "merit", "channel", "state",
            "created_at", "decided_by_id", "over_at", "revoked_by_id", "revoked_at",
        ),
        _photos,
    ),
    RecordImport: Trace(
        _("Table of older hours"),
        (
            "system", "recipient", "sha256", "document", "digest", "state", "created_at", "decided_by_id", "over_at",
        ),
        _rows,
        chunk=20,
    ),
}  # fmt: skip


def made(row: models.Model) -> dict[str, list[str | None]]:
    """For `changes` of the deed that makes a row."""
    return since(None, row)


def since(before: str | None, row: models.Model) -> dict[str, list[str | None]]:
    """For `changes` of a deed on a row whose digest (`stored`) was `before`. The row and what hangs on it are saved."""
    return between(before, stored(row))


def between(before: str | None, after: str) -> dict[str, list[str | None]]:
    """The same, of two digests."""
    return {DIGEST: [before, after]}


def stored(row: models.Model) -> str:
    """The digest of a row as it stands in the database."""
    ((_key, said),) = digests(type(row), [row.pk])
    return said


def digests(model: type[models.Model], keys: list[int]) -> list[tuple[int, str]]:
    """Key and digest of those of the rows that there are."""
    trace = TRACES[model]
    hung = trace.hung(keys)
    rows = model._default_manager.filter(pk__in=keys).order_by("pk").values_list("pk", *trace.columns)
    return [(key, digest(model, key, facts, hung.get(key))) for key, *facts in rows]


def digest(model: type[models.Model], key: int, facts: Iterable[Any], hung: list[Any] | None) -> str:
    """SHA-256 over the kind, the key, the columns of `TRACES` in their order, and what hangs on the row."""
    body = [SCHEME, model._meta.label_lower, key, *facts, *([] if hung is None else [hung])]
    return hashlib.sha256(json.dumps(body, default=_plain, ensure_ascii=False).encode()).hexdigest()


def _plain(value: dt.datetime | dt.date) -> str:
    if isinstance(value, dt.datetime):
        return f"{value.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S.%f}"
    return value.isoformat()
