"""Service records, objections to them, complaints, certificates, cards, statements, stars and commendations."""

from shijian.records.models.certificates import Certificate, CertificateHolder, CertificateRevocation
from shijian.records.models.commendations import Commendation
from shijian.records.models.complaints import CODE, Complaint, index_of
from shijian.records.models.device_marks import DEVICE, DeviceMark, device_index_of
from shijian.records.models.imports import ImportedRow, RecordImport
from shijian.records.models.objections import RecordObjection
from shijian.records.models.proofs import AppraisalStatement, StatementConsent, VolunteerCard
from shijian.records.models.rechecks import Recheck, RecheckDraw, SeedPromise
from shijian.records.models.records import ServiceRecord
from shijian.records.models.service_certificates import (
    CertificateLine,
    CertificateRequest,
    ServiceCertificate,
)
from shijian.records.models.signals import Signal
from shijian.records.models.stars import Star, StarBar, StarEntry, StarObjection
from shijian.records.models.topups import TopUp

__all__ = [
    "CODE",
    "DEVICE",
    "AppraisalStatement",
    "Certificate",
    "CertificateHolder",
    "CertificateLine",
    "CertificateRequest",
    "CertificateRevocation",
    "Commendation",
    "Complaint",
    "DeviceMark",
    "ImportedRow",
    "Recheck",
    "RecheckDraw",
    "RecordImport",
    "RecordObjection",
    "SeedPromise",
    "ServiceCertificate",
    "ServiceRecord",
    "Signal",
    "Star",
    "StarBar",
    "StarEntry",
    "StarObjection",
    "StatementConsent",
    "TopUp",
    "VolunteerCard",
    "device_index_of",
    "index_of",
]
