"""Service records, objections to them, and complaints."""

from shijian.records.models.complaints import CODE, Complaint, index_of
from shijian.records.models.objections import RecordObjection
from shijian.records.models.records import ServiceRecord
from shijian.records.models.topups import TopUp

__all__ = [
    "CODE",
    "Complaint",
    "RecordObjection",
    "ServiceRecord",
    "TopUp",
    "index_of",
]
