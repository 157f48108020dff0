"""Service records, complaints, certificates."""

from shijian.records.models.certificates import Certificate, CertificateHolder, CertificateRevocation
from shijian.records.models.complaints import CODE, Complaint, index_of
from shijian.records.models.records import ServiceRecord

__all__ = [
    "CODE",
    "Certificate",
    "CertificateHolder",
    "CertificateRevocation",
    "Complaint",
    "ServiceRecord",
    "index_of",
]
