"""Tables of the kernel."""

from shijian.kernel.models.backups import BackupRun
from shijian.kernel.models.calendar import CalendarDay
from shijian.kernel.models.pictures import Picture
from shijian.kernel.models.records import (
    AppendOnly,
    AppendOnlyQuerySet,
    FlowLog,
    OperationKey,
    PolicyValue,
)
from shijian.kernel.models.replies import IdempotentReply
from shijian.kernel.models.retention import RetentionBatch
from shijian.kernel.models.search import SearchEntry
from shijian.kernel.models.trail import AuditEntry, AuditPrune, AuditRoot, AuditSeal, DeniedTry

__all__ = [
    "AppendOnly",
    "AppendOnlyQuerySet",
    "AuditEntry",
    "AuditPrune",
    "AuditRoot",
    "AuditSeal",
    "BackupRun",
    "CalendarDay",
    "DeniedTry",
    "FlowLog",
    "IdempotentReply",
    "OperationKey",
    "Picture",
    "PolicyValue",
    "RetentionBatch",
    "SearchEntry",
]
