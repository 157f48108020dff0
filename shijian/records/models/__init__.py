"""Service records, objections to them, complaints, certificates and stars."""

from shijian.records.models.certificates import Certificate, CertificateHolder, CertificateRevocation
from shijian.records.models.complaints import CODE, Complaint, index_of
from shijian.records.models.objections import RecordObjection
from shijian.records.models.records import ServiceRecord
from shijian.records.models.signals import Signal
from shijian.records.models.stars import Star, StarBar, StarEntry, StarObjection
from shijian.records.models.topups import TopUp

__all__ = [
    "CODE",
    "Certificate",
    "CertificateHolder",
    "CertificateRevocation",
    "Complaint",
    "RecordObjection",
    "ServiceRecord",
    "Signal",
    "Star",
    "StarBar",
    "StarEntry",
    "StarObjection",
    "TopUp",
    "index_of",
]
