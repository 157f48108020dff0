"""Tables of the kernel."""

from shijian.kernel.models.calendar import CalendarDay
from shijian.kernel.models.pictures import Picture
from shijian.kernel.models.records import (
    AppendOnly,
    AppendOnlyQuerySet,
    AuditEntry,
    AuditSeal,
    FlowLog,
    OperationKey,
    PolicyValue,
)
from shijian.kernel.models.replies import IdempotentReply
from shijian.kernel.models.search import SearchEntry

__all__ = [
    "AppendOnly",
    "AppendOnlyQuerySet",
    "AuditEntry",
    "AuditSeal",
    "CalendarDay",
    "FlowLog",
    "IdempotentReply",
    "OperationKey",
    "Picture",
    "PolicyValue",
    "SearchEntry",
]
