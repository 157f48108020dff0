"""Service records and complaints."""

from shijian.records.models.complaints import CODE, Complaint, index_of
from shijian.records.models.records import ServiceRecord

__all__ = [
    "CODE",
    "Complaint",
    "ServiceRecord",
    "index_of",
]
