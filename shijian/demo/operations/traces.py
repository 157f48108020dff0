"""What the audit trail says of the rows about hours that were written in bulk: that they were made, and each move."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.db.models import BigIntegerField, F, Value

from shijian.demo.operations.register import BATCH, chunks, save
from shijian.kernel.actor import Channel
from shijian.kernel.models import AuditEntry, FlowLog
from shijian.records.enums import (
    CERTIFICATE_REQUEST_KIND,
    COMMENDATION_KIND,
    OBJECTION_KIND,
    RECORD_IMPORT_KIND,
    STAR_KIND,
    TOP_UP_KIND,
)
from shijian.records.models import (
    AppraisalStatement,
    Certificate,
    CertificateRequest,
    Commendation,
    RecordImport,
    RecordObjection,
    ServiceRecord,
    Star,
    TopUp,
    VolunteerCard,
)
from shijian.records.queries import traces

# The deed that makes a row; who did it, for whom ("": for many), in which unit, and when.
FACTS: dict[type[models.Model], tuple[str, str, str, str, str]] = {
    ServiceRecord: ("record.create", "recorder", "volunteer__person", "unit_path", "recorded_at"),
    RecordObjection: ("objection.make", "by", "record__volunteer__person", "record__unit_path", "created_at"),
    TopUp: ("top-up.ask", "asked_by", "volunteer__person", "unit_path", "created_at"),
    Star: ("star.ask", "asked_by", "volunteer__person", "unit_path", "created_at"),
    Certificate: ("certificate.issue", "issued_by", "holder__person", "unit_path", "at"),
    VolunteerCard: ("volunteer-card.make", "made_by", "volunteer__person", "volunteer__unit_path", "at"),
    AppraisalStatement: ("statement.make", "made_by", "volunteer__person", "volunteer__unit_path", "at"),
    CertificateRequest: (
        "certificate-request.ask",
        "asked_by",
        "volunteer__person",
        "unit_path",
        "created_at",
    ),
    Commendation: (
        "commendation.enter",
        "entered_by",
        "volunteer__person",
        "volunteer__unit_path",
        "created_at",
    ),
    RecordImport: ("record-import.upload", "asked_by", "", "unit_path", "created_at"),
}
MOVES = {
    RecordObjection: OBJECTION_KIND, TopUp: TOP_UP_KIND, Star: STAR_KIND, CertificateRequest: CERTIFICATE_REQUEST_KIND,
    Commendation: COMMENDATION_KIND, RecordImport: RECORD_IMPORT_KIND,
}  # fmt: skip


def write() -> None:
    """Write them for each row of which the trail does not say yet who made it."""
    for model, (deed, *_facts) in FACTS.items():
        kind = model._meta.label_lower
        told = AuditEntry.objects.filter(object_kind=kind, action=deed, object_id__isnull=False)
        rows = model._default_manager.exclude(pk__in=told.values("object_id")).order_by("pk")
        for keys in chunks(rows.values_list("pk", flat=True).iterator(chunk_size=BATCH)):
            save(AuditEntry, sorted(_audits(model, keys), key=lambda row: row.at))


def _audits(model: type[models.Model], keys: list[int]) -> Iterator[AuditEntry]:
    digests, moves, deed = dict(traces.digests(model, keys)), _moves(model, keys), FACTS[model][0]
    for row in _rows(model, keys):
        key, at = row["pk"], row["moment"]
        place = {"object_kind": model._meta.label_lower, "object_id": key, "unit_path": row["path"]}
        common = {**place, "for_person_id": row["whom"]}
        who, said = (row["who"], row["name"] or ""), digests[key]
        yield _audit(deed, at, who, traces.between(None, said), common)
        for log in moves[key]:
            changes = {"state": [log.source, log.target], **traces.between(said, said)}
            name = f"{deed.split('.')[0]}.{log.transition}"
            yield _audit(name, log.at, (log.actor_person_id, log.actor_name), changes, common)
        if row.get("gone"):
            yield _audit("certificate.revoke", row["gone"], who, traces.between(said, said), common)


def _audit(
    action: str,
    at: dt.datetime,
    who: tuple[int | None, str],
    changes: dict[str, Any],
    common: dict[str, Any],
) -> AuditEntry:
    channel = Channel.WEB if who[0] else Channel.JOB
    return AuditEntry(
        at=at, action=action, actor_person_id=who[0], actor_name=who[1], changes=changes, channel=channel, **common
    )  # fmt: skip


def _rows(model: type[models.Model], keys: list[int]) -> Iterable[dict[str, Any]]:
    _deed, who, whom, path, at = FACTS[model]
    person = F(whom) if whom else Value(None, BigIntegerField(null=True))
    facts: dict[str, Any] = {"who": F(who), "name": F(f"{who}__name"), "path": F(path), "moment": F(at)}
    facts["whom"] = person
    if model is Certificate:
        facts["gone"] = F("revocation__at")
    return model._default_manager.filter(pk__in=keys).order_by("pk").values("pk", **facts)


def _moves(model: type[models.Model], keys: list[int]) -> dict[int, list[FlowLog]]:
    found: dict[int, list[FlowLog]] = defaultdict(list)
    for log in FlowLog.objects.filter(kind=MOVES.get(model, ""), object_id__in=keys).order_by("pk"):
        found[log.object_id].append(log)
    return found
